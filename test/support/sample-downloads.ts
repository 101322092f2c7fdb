import type { Download } from '../../main/store/download-record.ts';
import { toDownloadId } from '../../shared/download.ts';
import { newDownload } from './store-fixture.ts';

/** A download with an id, for pure functions. */
export function sampleDownload(id: number, patch: Partial<Omit<Download, 'id'>> = {}): Download {
  return { ...newDownload({ url: `https://example.org/${id}.zip`, ...patch }), id: toDownloadId(id) };
}
