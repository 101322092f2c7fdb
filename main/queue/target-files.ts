import { constants } from 'node:fs';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { journalDraftPath, journalKind, journalPath, JOURNAL_MARK_BYTES } from '../../shared/part-journal.ts';
import type { Reservation } from '../store/download-record.ts';
import { POOL_CALLS, type FileCalls } from './file-calls.ts';
import { isInPlace } from './in-place.ts';
import { errnoOf } from '../store/make-folder.ts';

/**
 * The few file operations of the queue: creating, renaming and deleting the two files of a download. Everything here is
 * asynchronous, since a folder may be on a network; those that are given `calls` make them as these do. Errors are Node's own; `disk-failure.ts` gives them a code.
 */

/** Whether both files could be created, and if not, that a file of that name exists. */
export type CreateVerdict = 'created' | 'taken';

/**
 * Creates the empty target and part file, or neither; without a placeholder only the part. Exclusive: a file
 * that exists is never opened, so nothing Sluice did not make can be overwritten (open(2), O_EXCL; symbolic links count as
 * existing).
 */
export async function createFiles(
  directory: string,
  reservation: Reservation,
  calls: FileCalls = POOL_CALLS,
): Promise<CreateVerdict> {
  const part = path.join(directory, reservation.part);
  const target = path.join(directory, reservation.target);
  if (!(await createEmpty(part, calls))) return 'taken';
  if (!reservation.hasPlaceholder) return 'created';
  try {
    if (await createEmpty(target, calls)) return 'created';
  } catch (error) {
    await calls.unlink(part);
    throw error;
  }
  await calls.unlink(part);
  return 'taken';
}

/** Makes an empty file; `false` when something has that name. Links are not followed. */
export async function createEmpty(file: string, calls: FileCalls = POOL_CALLS): Promise<boolean> {
  try {
    await calls.create(file);
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
 * the part is gone, or is not the file that was finished. `changed`: the file to be replaced is another one than
 * `Reservation.replaces` says; commit that and publish again. `needsPlaceholder`: a free name can be won here only by making
 * a file of that name; commit that there is one and publish again.
 */
export type PublishVerdict =
  | 'published'
  | 'taken'
  | 'partLost'
  | 'unwanted'
  | 'needsPlaceholder'
  | { readonly kind: 'changed'; readonly replaces: string };

/**
 * Gives the finished part its final name. Renames over our own empty placeholder only; one that has content is not
 * ours any more. Where a file is to be replaced, it renames over a plain file, and over exactly the one that the reservation
 * names, since after a crash only that tells the old file from the new one. Without either it links the part under a name that
 * nothing has. Safe to repeat after a crash between the rename and its commit.
 * @param expected `mayRename` is asked in the instant before the rename; `syncFolder` makes the new name durable;
 * `mayHaveJournal`: the engine that finished the file was of an earlier process.
 */
export async function publishPart(
  directory: string,
  reservation: Reservation,
  expected: {
    readonly sizeBytes: number;
    readonly mayRename: () => boolean;
    readonly syncFolder: (directory: string) => Promise<void>;
    readonly mayHaveJournal: boolean;
  },
  calls: FileCalls = POOL_CALLS,
): Promise<PublishVerdict> {
  const part = path.join(directory, reservation.part);
  const target = path.join(directory, reservation.target);
  const isShort = reservation.replaces === null && !reservation.hasPlaceholder && !isInPlace(reservation);
  // Of a short file that this process has finished the engine has seen that it is whole, and the link tells the rest.
  const way =
    isShort && !expected.mayHaveJournal ? 'link' : await wayToName(part, target, { reservation, ...expected });
  if (way === 'done') {
    // A kill may have come between the rename and its sync.
    await expected.syncFolder(directory);
    return 'published';
  }
  if (way !== 'link' && way !== 'rename') return way;
  if (!expected.mayRename()) return 'unwanted';
  if (way === 'rename') await calls.rename(part, target);
  else {
    const verdict = await moveToFreeName(part, target, calls);
    if (verdict !== 'moved') return verdict;
  }
  if (expected.mayHaveJournal) await deleteJournal(part);
  await expected.syncFolder(directory);
  return 'published';
}

/** How a part gets its name as things are, or why it does not; `done`: it has it. */
async function wayToName(
  part: string,
  target: string,
  { reservation, sizeBytes }: { readonly reservation: Reservation; readonly sizeBytes: number },
): Promise<'rename' | 'link' | 'done' | Exclude<PublishVerdict, 'published'>> {
  const [partSize, old] = await Promise.all([fileSize(part), fingerprint(target)]);
  const targetSize = old.kind === 'file' ? old.sizeBytes : old.kind === 'free' ? null : -1;
  const { replaces, hasPlaceholder } = reservation;
  const isOld = replaces !== null && old.kind === 'file' && old.text === replaces;
  if (partSize === null) {
    if (targetSize !== sizeBytes || isOld) return 'partLost';
    await deleteJournal(part);
    return 'done';
  }
  if (partSize !== sizeBytes) return 'partLost';
  if (isInPlace(reservation)) return 'done';
  if (isOld) return 'rename';
  if (replaces !== null && old.kind === 'file') return { kind: 'changed', replaces: old.text };
  if (!hasPlaceholder) return 'link';
  // One that is gone has to be won again.
  const isOurs = targetSize === null ? await createEmpty(target) : targetSize === 0;
  return isOurs ? 'rename' : 'taken';
}

/**
 * Moves a file to a name that nothing has, in one step that whoever takes the name meanwhile makes fail (link(2)); `rename`
 * would replace his. A crash between its two calls leaves two names for one file, which the repetition recognises.
 */
async function moveToFreeName(
  part: string,
  target: string,
  calls: FileCalls,
): Promise<'moved' | 'taken' | 'partLost' | 'needsPlaceholder'> {
  try {
    await calls.link(part, target);
  } catch (error) {
    switch (errnoOf(error)) {
      case 'EEXIST':
        if (!(await isSameFile(part, target))) return 'taken';
        break;
      case 'ENOENT':
        return 'partLost';
      default:
        // FAT has no links, some network folders neither. What else may be wrong a rename will tell as well.
        return 'needsPlaceholder';
    }
  }
  await calls.unlink(part);
  return 'moved';
}

/** Where a disk has no numbers for its files all have the same one: only what has two names can be one file by both. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(one, { bigint: true }), lstat(other, { bigint: true })]);
  return a.ino === b.ino && a.dev === b.dev && a.nlink > 1n;
}

/** What systems say whose disks have no hard links, or that do not let us make one here; EISDIR is what libuv makes of Windows' word on FAT. */
const NO_HARD_LINKS: ReadonlySet<string> = new Set([
  'EACCES', 'EISDIR', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'UNKNOWN',
]); // prettier-ignore

/**
 * Gives a file another name of the same file system, and never that of a file that exists: by a second link, which cannot
 * replace anything (link(2)), and is the old name's, too, until that is deleted; or, where there are none, by a rename over an
 * empty file that is made for it.
 * @returns `taken` when something has that name. @throws Node's file errors; EXDEV for another file system.
 */
export async function linkOrRename(from: string, to: string): Promise<'linked' | 'renamed' | 'taken'> {
  try {
    await link(from, to);
    return 'linked';
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return 'taken';
    if (!NO_HARD_LINKS.has(errno)) throw error;
  }
  if (!(await createEmpty(to))) return 'taken';
  try {
    await rename(from, to);
    return 'renamed';
  } catch (error) {
    await deletePlaceholder(to);
    throw error;
  }
}

/**
 * What has a name: nothing, a plain file, told from all others by its number, size and time, or something that must never
 * be replaced, such as a folder or a link.
 */
export async function fingerprint(
  file: string,
  calls: FileCalls = POOL_CALLS,
): Promise<
  | { readonly kind: 'free' }
  | { readonly kind: 'file'; readonly text: string; readonly sizeBytes: number }
  | { readonly kind: 'other' }
> {
  try {
    const { ino, size, mtimeNs, isFile } = await lstatFacts(file, calls);
    const text = `${ino} ${size} ${mtimeNs}`;
    return isFile ? { kind: 'file', text, sizeBytes: Number(size) } : { kind: 'other' };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { kind: 'free' };
    throw error;
  }
}

async function lstatFacts(
  file: string,
  calls: FileCalls,
): Promise<{ ino: bigint; size: bigint; mtimeNs: bigint; isFile: boolean }> {
  const facts = await calls.lstat(file);
  return { ino: facts.ino, size: facts.size, mtimeNs: facts.mtimeNs, isFile: facts.isFile() };
}

/** The size of a regular file; `null` when there is none. Links are not followed. */
export async function fileSize(file: string, calls: FileCalls = POOL_CALLS): Promise<number | null> {
  try {
    const facts = await calls.lstat(file);
    return facts.isFile() ? Number(facts.size) : -1;
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
  const { part, target, hasPlaceholder } = reservation;
  for (const name of hasPlaceholder ? [part, target] : [part]) {
    await deleteIfOurs(path.join(directory, name), reservation.sinceMs);
  }
}

/** Deletes an empty file that is no older than the commit that says that we may make it. */
export async function deleteIfOurs(file: string, sinceMs: number): Promise<void> {
  try {
    const facts = await lstat(file);
    // File systems round times down, some to two seconds.
    if (facts.isFile() && facts.size === 0 && facts.ctimeMs >= sinceMs - 2000) await unlink(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Now, as the system stamps files, to be compared with their times only. Not the queue's clock, which tests hold still. */
export function fileTimeMs(): number {
  return Date.now();
}

/** What a file may be younger than a time and still be of before it, in milliseconds: clocks and file systems round and differ. */
const YOUNGER_BY_MS = 60_000;

/** Whether a file was made or written to well after a time. Also for one that was moved there: that changes its ctime. */
export async function isYounger(file: string, sinceMs: number): Promise<boolean> {
  try {
    return (await lstat(file)).ctimeMs > sinceMs + YOUNGER_BY_MS;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Deletes the placeholder of a download that ends without a file; what has content is not a placeholder. */
async function deletePlaceholder(file: string): Promise<void> {
  if ((await fileSize(file)) === 0) await unlink(file);
}

/**
 * Deletes the journal beside a part file that has got its name. The engine has done so before it finished, but a power cut
 * may have brought it back, or taken its bytes so that the engine did not know it. What is none of ours stays.
 */
async function deleteJournal(part: string): Promise<void> {
  const journal = journalPath(part);
  if (journal === null) return;
  for (const file of [journal, journalDraftPath(journal)]) {
    try {
      if (await isOurJournal(file)) await unlink(file);
    } catch (error) {
      // Mostly there is none; and one that cannot be deleted must not cost the file its name.
      if (errnoOf(error) === '') throw error;
    }
  }
}

async function isOurJournal(file: string): Promise<boolean> {
  // A link could lead anywhere, and a pipe would never answer; Windows has neither flag.
  await using handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  if (!(await handle.stat()).isFile()) return false;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(JOURNAL_MARK_BYTES), 0, JOURNAL_MARK_BYTES, 0);
  return journalKind(buffer.subarray(0, bytesRead)) !== 'foreign';
}

/** Deletes a file; that it is gone already is fine. */
export async function deleteFile(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
