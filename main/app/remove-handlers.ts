import { access } from 'node:fs/promises';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import { isForeignFile } from '../queue/foreign-file.ts';
import { inSteps } from '../queue/in-steps.ts';
import { CallError } from './call-error.ts';
import { targetPath } from './download-row.ts';
import type { Handlers } from './handlers.ts';
import type { Shell } from './ports.ts';

/** The handler that takes downloads off the list. */
export function createRemoveHandlers(
  queue: DownloadQueue,
  shell: Pick<Shell, 'moveToTrash'>,
): Pick<Handlers, 'downloads.remove'> {
  return {
    'downloads.remove': async ({ ids, deleteFiles, forGood }) => {
      const foreign: ForeignFile[] = [];
      for await (const some of inSteps(deleteFiles ? ids : [])) {
        foreign.push(...some.flatMap((id) => foreignFile(queue, id)));
      }
      const [first] = foreign;
      // All or none: what was asked for as one is not half done.
      if (first !== undefined && shell.moveToTrash === null) throw new CallError('call.notOurFile', first.path);
      const kept: ForeignFile[] = [];
      for (const file of foreign) if (!(await isTrashed(file.path, shell))) kept.push(file);
      const stays = new Set(kept.map(({ id }) => id));
      const going = ids.filter((id) => !stays.has(id));
      const changed = await queue.changeInSteps(going, (some) => queue.commands.remove(some, { deleteFiles, forGood }));
      // A row that went without its file would say that the file went, too.
      if (kept[0] !== undefined) throw new CallError('call.notTrashed', kept[0].path);
      return { changed };
    },
  };
}

type ForeignFile = { readonly id: DownloadId; readonly path: string };

function foreignFile(queue: DownloadQueue, id: DownloadId): ForeignFile[] {
  const download = queue.get(id);
  const path = download !== undefined && isForeignFile(download) ? targetPath(download) : null;
  return path === null ? [] : [{ id, path }];
}

/** Moves a file that Sluice did not write to the trash, its only way; @returns whether it is gone. */
async function isTrashed(path: string, { moveToTrash }: Pick<Shell, 'moveToTrash'>): Promise<boolean> {
  try {
    await moveToTrash?.(path);
    return true;
  } catch {
    // No trash on that disk, or none at all; or there is nothing to move.
    return access(path).then(
      () => false,
      () => true,
    );
  }
}
