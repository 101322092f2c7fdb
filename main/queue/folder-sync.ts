import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errnoOf } from '../store/make-folder.ts';

/**
 * Syncs folders, one sync of a folder at a time: whoever asks while one runs waits for the next, which covers all of them.
 * A thousand files that come to one folder cost as many syncs as the disk does one after the other, not two thousand.
 */
export class FolderSync {
  readonly #sync: (directory: string) => Promise<void>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  /** @param sync another one for tests. */
  constructor(sync: (directory: string) => Promise<void> = syncFolder) {
    this.#sync = sync;
  }

  /** Returns when all that was done to the names in the folder before the call is on the disk. @throws Node's file errors */
  sync(directory: string): Promise<void> {
    const next = this.#next.get(directory);
    if (next !== undefined) return next;
    const running = this.#running.get(directory);
    if (running === undefined) return this.#begin(directory);
    const following = running.then(
      () => this.#begin(directory),
      () => this.#begin(directory),
    );
    this.#next.set(directory, following);
    return following;
  }

  #begin(directory: string): Promise<void> {
    this.#next.delete(directory);
    const sync = this.#sync(directory).finally(() => this.#running.delete(directory));
    this.#running.set(directory, sync);
    return sync;
  }
}

/** What systems say that cannot sync a folder: no such operation there, or no permission to open it for reading. */
const NO_FOLDER_SYNC: ReadonlySet<string> = new Set([
  'EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM',
]); // prettier-ignore

/**
 * A new name is durable once its folder is synced (fsync(2)), where the system can do that: Windows has no such call and
 * needs none, some network file systems refuse it, and a folder that we may only write to cannot be opened.
 */
export async function syncFolder(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(directory, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errnoOf(error))) throw error;
  }
}
