import { constants } from 'node:fs';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Reservation } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';

/**
 * The few file operations of the queue: creating, renaming and deleting the two files of a download. Everything here is
 * asynchronous, since a folder may be on a network. Errors are Node's own; `disk-failure.ts` gives them a code.
 */

/** Whether both files could be created, and if not, that a file of that name exists. */
export type CreateVerdict = 'created' | 'taken';

/**
 * Creates the empty target and part file, or neither. Exclusive: a file that exists is never opened, so nothing Sluice
 * did not make can be overwritten (open(2), O_EXCL; symbolic links count as existing).
 */
export async function createFiles(directory: string, reservation: Reservation): Promise<CreateVerdict> {
  const part = path.join(directory, reservation.part);
  const target = path.join(directory, reservation.target);
  if (!(await createEmpty(part))) return 'taken';
  try {
    if (await createEmpty(target)) return 'created';
  } catch (error) {
    await unlink(part);
    throw error;
  }
  await unlink(part);
  return 'taken';
}

async function createEmpty(file: string): Promise<boolean> {
  try {
    const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o666);
    await handle.close();
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes sure that there is a part file, for a start from the first byte. The engine empties it before it writes. */
export async function ensurePart(directory: string, reservation: Reservation): Promise<void> {
  await createEmpty(path.join(directory, reservation.part));
}

/**
 * What the rename came to. `taken`: something else has the name now; reserve another one and publish again. `partLost`:
 * the part is gone, or is not the file that was finished.
 */
export type PublishVerdict = 'published' | 'taken' | 'partLost' | 'unwanted';

/**
 * Gives the finished part its final name. Renames over our own empty placeholder only; one that has content is not
 * ours any more. Safe to repeat after a crash between the rename and its commit.
 * @param expected `mayRename` is asked in the instant before the rename.
 */
export async function publishPart(
  directory: string,
  reservation: Reservation,
  { sizeBytes, mayRename }: { readonly sizeBytes: number; readonly mayRename: () => boolean },
): Promise<PublishVerdict> {
  const part = path.join(directory, reservation.part);
  const target = path.join(directory, reservation.target);
  const [partSize, targetSize] = await Promise.all([fileSize(part), fileSize(target)]);
  if (partSize === null) return targetSize === sizeBytes ? 'published' : 'partLost';
  if (partSize !== sizeBytes) return 'partLost';
  // Gone, or a new name that was chosen because the old one was taken: it has to be won first.
  const isOurs = targetSize === null ? await createEmpty(target) : targetSize === 0;
  if (!isOurs) return 'taken';
  if (!mayRename()) return 'unwanted';
  await rename(part, target);
  await syncFolder(directory);
  return 'published';
}

/** The size of a regular file; `null` when there is none. Links are not followed. */
export async function fileSize(file: string): Promise<number | null> {
  try {
    const facts = await lstat(file);
    return facts.isFile() ? facts.size : -1;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
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

/** Deletes the files of a reservation that may never have been made, unless they are older than it or hold a byte. */
export async function deleteUnconfirmed(directory: string, reservation: Reservation): Promise<void> {
  for (const name of [reservation.part, reservation.target]) {
    const file = path.join(directory, name);
    try {
      const facts = await lstat(file);
      // File systems round times down, some to two seconds.
      if (facts.isFile() && facts.size === 0 && facts.ctimeMs >= reservation.sinceMs - 2000) await unlink(file);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

/** Deletes the placeholder of a download that ends without a file; what has content is not a placeholder. */
export async function deletePlaceholder(file: string): Promise<void> {
  if ((await fileSize(file)) === 0) await unlink(file);
}

/** Deletes a file; that it is gone already is fine. */
export async function deleteFile(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
