import path from 'node:path';
import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { CheckRefusal } from '../queue/file-checks.ts';
import { errnoOf } from '../store/make-folder.ts';
import { CallError } from './call-error.ts';
import type { Handlers } from './handlers.ts';

/** The handlers of what looks at files on disk: checks, repairs, and unfinished files that no download knows. */
export function createCheckHandlers(
  queue: DownloadQueue,
): Pick<Handlers, 'downloads.verify' | 'downloads.repair' | 'downloads.recover'> {
  return {
    'downloads.verify': async ({ id }, { work }) => {
      const outcome = await queue.checks.verify(id, work);
      return outcome.kind === 'checked' ? outcome.verification : refuseCheck(id, outcome);
    },
    'downloads.repair': async ({ ids }, { work }) => ({ changed: await queue.checks.repair(ids, work) }),
    'downloads.recover': async ({ directory }, { work }) => {
      if (!path.isAbsolute(directory)) throw new CallError('call.folderNotAbsolute', directory);
      try {
        return await queue.recover(directory, work);
      } catch (error) {
        if (errnoOf(error) === '') throw error;
        throw new CallError('call.folderGone', directory);
      }
    },
  };
}

/** @throws CallError why a file could not be read. */
export function refuseCheck(id: DownloadId, refusal: CheckRefusal): never {
  switch (refusal.kind) {
    case 'notFound':
      throw new CallError('call.notFound', String(id));
    case 'isRunning':
      throw new CallError('call.isRunning', String(id));
    case 'unreadable':
      throw new CallError(refusal.code === 'disk.partLost' ? 'call.fileGone' : 'call.failed', refusal.detail);
    default:
      return assertNever(refusal);
  }
}
