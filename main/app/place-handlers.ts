import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadQueue } from '../queue/download-queue.ts';
import { CallError } from './call-error.ts';
import { changedInSteps } from './changed-in-steps.ts';
import type { Handlers } from './handlers.ts';

type PlaceCalls = 'downloads.rename' | 'downloads.moveTo' | 'downloads.stopMove' | 'downloads.setCategory';

/** The handlers of names, folders and kinds of files. */
export function createPlaceHandlers(queue: DownloadQueue): Pick<Handlers, PlaceCalls> {
  return {
    'downloads.rename': async ({ id, name }) => {
      const verdict = await queue.places.rename(id, name);
      if (verdict === null) throw new CallError('call.notFound', String(id));
      return verdict;
    },
    'downloads.moveTo': async ({ ids, directory }) => {
      if (!path.isAbsolute(directory)) throw new CallError('call.folderNotAbsolute', directory);
      // A folder that is missing may be a disk that is not there: it is not made.
      if (!(await isFolder(directory))) throw new CallError('call.folderGone', directory);
      return changedInSteps(queue, ids, (some) => queue.places.moveTo(some, path.resolve(directory)));
    },
    'downloads.stopMove': ({ ids }) => changedInSteps(queue, ids, (some) => queue.places.stop(some)),
    'downloads.setCategory': ({ ids, category }) =>
      changedInSteps(queue, ids, (some) => queue.places.setCategory(some, category)),
  };
}

async function isFolder(directory: string): Promise<boolean> {
  try {
    return (await stat(directory)).isDirectory();
  } catch {
    return false; // Missing or unreachable: either way nothing can be moved there.
  }
}
