import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from './store-error.ts';

/** A database is up to four files: the rest of the name is SQLite's. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/**
 * What lies where the database should be. Sluice makes a new one under another name and renames it when it is whole, so
 * one without a page, or a log without its database, is what something else left of a list.
 */
export type DatabaseState = 'missing' | 'present' | 'torn';

/** SQLite takes what is shorter for an empty database (https://sqlite.org/fileformat.html). */
const SMALLEST_PAGE_BYTES = 512;

/** Looks at the files without opening them. */
export function databaseState(file: string): DatabaseState {
  const size = sizeOf(file);
  if (size !== null) return size >= SMALLEST_PAGE_BYTES ? 'present' : 'torn';
  // SQLite would delete the log of a database that is gone, and with it what it holds.
  return (sizeOf(`${file}-wal`) ?? 0) > 0 ? 'torn' : 'missing';
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

/** Renames a damaged database and all that belongs to it. @returns the new path */
export function putAside(file: string, nowMs: number): string {
  const aside = `${file}.damaged-${timeStamp(nowMs)}`;
  moveTo(file, aside);
  return aside;
}

/** Milliseconds since 1970 as part of a file name, sortable. */
function timeStamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[:.]/gu, '-');
}

/** The name under which a list waits to take the database's place at the next start. */
export function restorePath(file: string, nowMs: number): string {
  return `${file}.restore-${timeStamp(nowMs)}`;
}

/** The lists that wait to take the database's place, oldest first; more than one only when the user chose again. */
export function waitingRestores(file: string): string[] {
  const start = `${path.basename(file)}.restore-`;
  const names = readdirSync(path.dirname(file)).filter(
    (name) => name.startsWith(start) && /^[\dTZ-]+$/u.test(name.slice(start.length)),
  );
  return names.toSorted().map((name) => path.join(path.dirname(file), name));
}

/**
 * Puts a waiting list in the place of the database, which is put aside first. Safe to repeat after a crash at any point:
 * the waiting list is there until it has its place, and the old one is only ever renamed.
 *
 * Invariant: the old log is gone from its place before the new list comes; SQLite would play it back into it.
 * @returns where the old one is, or `null` when there was none.
 */
export function takePlace(file: string, waiting: string): string | null {
  const aside = `${file}.replaced-${waiting.slice(`${file}.restore-`.length)}`;
  moveTo(file, aside);
  renameSync(waiting, file);
  syncFolder(path.dirname(file));
  return existsSync(aside) || existsSync(`${aside}-wal`) ? aside : null;
}

/** The database first: without its log it would look whole, and be older than it was. */
function moveTo(file: string, aside: string): void {
  for (const suffix of SUFFIXES) {
    if (!existsSync(file + suffix)) continue;
    if (existsSync(aside + suffix)) throw new StoreError('failed', `${aside + suffix} exists already`);
    renameSync(file + suffix, aside + suffix);
  }
  syncFolder(path.dirname(file));
}

/** Deletes a copy that was never finished. */
export function deleteDatabaseFiles(file: string): void {
  for (const suffix of SUFFIXES) rmSync(file + suffix, { force: true });
}

/** Creates an empty file readable by its owner only; SQLite would let everybody read, and its own files take over the mode. */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}

/** Gives a whole copy its name, durably. */
export function publishCopy(draft: string, file: string): void {
  const handle = openSync(draft, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncFolder(path.dirname(file));
}

/** New names are durable once their folder is synced (fsync(2)); Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
