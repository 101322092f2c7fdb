import { diskErrorCode } from '../../shared/disk-error.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import { errnoOf } from '../store/make-folder.ts';
import { StoreError } from '../store/store-error.ts';

/** What the list could not take, as the detail of a failure. */
const LIST_DETAIL = 'database: ';

/** Whether it was the list that could not be saved, and not the file. */
export function isOfList({ detail }: DownloadFailure): boolean {
  return detail.startsWith(LIST_DETAIL);
}

/** What went wrong while a file was reserved or renamed, as a failure of the download. Details hold no paths. */
export function toDiskFailure(error: unknown): DownloadFailure {
  if (error instanceof StoreError) {
    return { code: error.kind === 'full' ? 'disk.full' : 'app.unexpected', detail: `${LIST_DETAIL}${error.kind}` };
  }
  const errno = errnoOf(error);
  if (errno !== '') return { code: diskErrorCode(errno, 'disk.folderMissing'), detail: errno };
  return { code: 'app.unexpected', detail: error instanceof Error ? error.message : String(error) };
}
