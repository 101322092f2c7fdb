import type { DownloadId } from '../../shared/download.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';

/**
 * The answer to a call that changes any number of downloads: in steps, each of them committed, so that what ends it half way (a
 * full disk, a crash) leaves the first of them changed and the others as they were. @throws StoreError
 */
export async function changedInSteps(
  queue: DownloadQueue,
  ids: readonly DownloadId[],
  change: (some: readonly DownloadId[]) => number,
): Promise<{ readonly changed: number }> {
  return { changed: await queue.changeInSteps(ids, change) };
}
