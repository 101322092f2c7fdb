import { constants } from 'node:fs';
import { lstat, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { journalDraftPath, journalKind, journalPath, JOURNAL_MARK_BYTES } from '../../shared/part-journal.ts';
import type { Reservation } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';
import { POOL_CALLS, type FileCalls } from './file-calls.ts';
import { isInPlace } from './in-place.ts';
import { createEmpty, fileSize, fingerprint } from './target-files.ts';

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
