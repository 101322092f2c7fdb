import { lstat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Reservation } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';
import { POOL_CALLS, type FileCalls } from './file-calls.ts';

/**
 * The few file operations of the queue: making, telling apart and deleting the two files of a download. Everything here is
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
