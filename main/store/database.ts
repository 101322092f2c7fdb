import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { makeFolder } from './make-folder.ts';
import { MIGRATIONS } from './migrations.ts';
import { StoreError, toStoreError } from './store-error.ts';

/** An open database. The main thread's connection is the only one that writes. */
export type Database = SqliteDatabase.Database;

/** Where the damaged file of before was put, when there was one. */
export type OpenedDatabase = { readonly database: Database; readonly damagedCopy: string | null };

/**
 * Opens the database, brings its schema up to date and proves that it can be read.
 * A damaged file is renamed aside, never deleted, and a fresh one is started in its place.
 * @throws StoreError `newerSchema`, `locked`, `full`, `notWritable` or `failed`.
 */
export function openDatabase(file: string, nowMs: number): OpenedDatabase {
  try {
    return { database: openChecked(file), damagedCopy: null };
  } catch (error) {
    const storeError = toStoreError(error);
    if (storeError.kind !== 'damaged') throw storeError;
    const damagedCopy = putAside(file, nowMs);
    return { database: openChecked(file), damagedCopy };
  }
}

/**
 * Makes the folder that holds databases, readable by its owner only: links carry tokens and passwords.
 * @throws StoreError `notWritable`
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder, 0o700);
    await chmod(folder, 0o700);
  } catch (error) {
    throw toStoreError(error);
  }
}

function openChecked(file: string): Database {
  let database: Database | undefined;
  try {
    // SQLite would create the file readable by all; its -wal and -shm take over the mode of this one.
    closeSync(openSync(file, 'a', 0o600));
    database = new SqliteDatabase(file, { timeout: 2000 });
    database.pragma('journal_mode = WAL');
    // In WAL mode NORMAL does not sync at commit: a power cut would undo links the user was told are safe
    // (https://sqlite.org/pragma.html#pragma_synchronous).
    database.pragma('synchronous = FULL');
    // On macOS fsync does not reach the platter; elsewhere this changes nothing.
    database.pragma('fullfsync = ON');
    database.pragma('checkpoint_fullfsync = ON');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    migrate(database);
    requireTables(database);
    const verdict = database.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new StoreError('damaged', `quick_check: ${String(verdict)}`);
    return database;
  } catch (error) {
    database?.close();
    throw toStoreError(error);
  }
}

/** A file that says it is up to date but lacks a table was made or mended by something else. */
function requireTables(database: Database): void {
  const tables = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const missing = TABLES.filter((name) => !tables.has(name));
  if (missing.length > 0) throw new StoreError('damaged', `missing tables: ${missing.join(', ')}`);
}

const TABLES = [
  'downloads', 'durable_ranges', 'request_headers', 'settings', 'history', 'leftover_files', 'block_checksums', 'timeline',
  'host_facts', 'certificate_exceptions',
]; // prettier-ignore

function migrate(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      'newerSchema',
      `This list of downloads was written by a newer Sluice (format ${version}, this one knows ${MIGRATIONS.length}). Install the newer version again; nothing was changed.`,
    );
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

function putAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/gu, '-');
  const aside = path.join(path.dirname(file), `${path.basename(file)}.damaged-${stamp}`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}
