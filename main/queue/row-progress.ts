import { countBytes } from '../../shared/byte-range.ts';
import type { ProgressRow } from '../../shared/download.ts';
import type { TransferProgress } from '../../shared/progress-frame.ts';
import type { Download } from '../store/download-record.ts';

/**
 * The live numbers of a download; for one that does not run (`live` is `undefined`), what is durable, and for a complete one
 * that is on its way to another folder what has been copied. Pure.
 */
export function rowProgress(
  download: Download,
  live: TransferProgress | undefined,
  copiedBytes: number | null,
): ProgressRow {
  const sizeBytes = download.facts?.sizeBytes ?? null;
  const isComplete = download.state.kind === 'completed';
  const receivedBytes =
    live?.receivedBytes ?? (isComplete ? (copiedBytes ?? sizeBytes ?? 0) : countBytes(download.durable));
  const bytesPerSecond = live?.bytesPerSecond ?? 0;
  const secondsLeft =
    sizeBytes === null || bytesPerSecond <= 0 ? null : Math.ceil((sizeBytes - receivedBytes) / bytesPerSecond);
  return {
    id: download.id,
    receivedBytes,
    bytesPerSecond,
    secondsLeft,
    connections: live?.connections ?? 0,
    check: live?.check ?? null,
  };
}
