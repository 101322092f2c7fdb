import { diskErrorCode } from '../../shared/disk-error.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import { errnoOf } from '../store/make-folder.ts';
import { StoreError } from '../store/store-error.ts';

/** What went wrong while a file was reserved or renamed, as a failure of the download. Details hold no paths. */
export function toDiskFailure(error: unknown): DownloadFailure {
  if (error instanceof StoreError) {
    return { code: error.kind === 'full' ? 'disk.full' : 'app.unexpected', detail: `database: ${error.kind}` };
  }
  const errno = errnoOf(error);
  if (errno !== '') return { code: diskErrorCode(errno, 'disk.folderMissing'), detail: errno };
  return { code: 'app.unexpected', detail: error instanceof Error ? error.message : String(error) };
}
