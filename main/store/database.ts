import { chmod } from 'node:fs/promises';
import SqliteDatabase from 'better-sqlite3';
import { backUpBeforeUpgrade } from './backup-before-upgrade.ts';
import {
  createPrivate,
  databaseState,
  deleteDatabaseFiles,
  publishCopy,
  putAside,
  takePlace,
  waitingRestores,
} from './database-files.ts';
import { makeFolder } from './make-folder.ts';
import { migrate, schemaVersion, type Database } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { StoreError, toStoreError } from './store-error.ts';

export type { Database } from './migrate.ts';

export type OpenedDatabase = {
  readonly database: Database;
  /** Where the damaged file of before was put, when there was one. */
  readonly damagedCopy: string | null;
  /** Where the list is that a restored one replaced. */
  readonly replacedCopy: string | null;
  /** There was none, or none that could be read: it is a new one. */
  readonly isFresh: boolean;
};

/**
 * Opens the database, brings its schema up to date and proves that it can be read.
 * A damaged file is renamed aside, never deleted, and a fresh one is started in its place.
 * @param backupFolder gets a copy before the schema is changed; `null` for none.
 * @throws StoreError `newerSchema`, `heldByOther`, `full`, `notWritable` or `failed`.
 */
export function openDatabase(file: string, nowMs: number, backupFolder: string | null = null): OpenedDatabase {
  let damagedCopy: string | null = null;
  let replacedCopy: string | null = null;
  try {
    const waiting = waitingRestores(file);
    const chosen = waiting.pop();
    for (const older of waiting) deleteDatabaseFiles(older);
    if (chosen !== undefined) replacedCopy = takePlace(file, chosen);
    if (databaseState(file) === 'torn') damagedCopy = putAside(file, nowMs);
    const isFresh = databaseState(file) === 'missing';
    if (isFresh) createFresh(file);
    return { database: openChecked(file, nowMs, backupFolder), damagedCopy, replacedCopy, isFresh };
  } catch (error) {
    const storeError = toStoreError(error);
    if (storeError.kind === 'damaged') return { ...startAfresh(file, nowMs), replacedCopy };
    throw storeError;
  }
}

/** Puts a database aside that turned out to be damaged, and opens a fresh one. @throws StoreError */
export function startAfresh(file: string, nowMs: number): OpenedDatabase {
  try {
    const damagedCopy = putAside(file, nowMs);
    createFresh(file);
    return { database: openChecked(file, nowMs, null), damagedCopy, replacedCopy: null, isFresh: true };
  } catch (error) {
    throw toStoreError(error);
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

/** Makes an empty list under another name first, so that a half-made one is never taken for a damaged one. */
function createFresh(file: string): void {
  const draft = `${file}.new`;
  deleteDatabaseFiles(draft);
  try {
    createPrivate(draft);
    const database = new SqliteDatabase(draft);
    try {
      // Nothing in it is worth a journal, and it is synced once, when it is whole.
      database.pragma('journal_mode = MEMORY');
      database.pragma('synchronous = OFF');
      migrate(database);
      // Already here, so that SQLite does not have to change the real file.
      database.pragma('journal_mode = WAL');
    } finally {
      database.close();
    }
    publishCopy(draft, file);
  } catch (error) {
    deleteDatabaseFiles(draft);
    throw error;
  }
}

function openChecked(file: string, nowMs: number, backupFolder: string | null): Database {
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(file, { timeout: 2000, fileMustExist: true });
    database.pragma('journal_mode = WAL');
    // In WAL mode NORMAL does not sync at commit: a power cut would undo links the user was told are safe
    // (https://sqlite.org/pragma.html#pragma_synchronous).
    database.pragma('synchronous = FULL');
    // On macOS fsync does not reach the platter; elsewhere this changes nothing.
    database.pragma('fullfsync = ON');
    database.pragma('checkpoint_fullfsync = ON');
    database.pragma('foreign_keys = ON');
    // What is deleted or sealed must not stay readable in the file's unused places.
    database.pragma('secure_delete = ON');
    database.pragma('trusted_schema = OFF');
    const version = schemaVersion(database);
    if (version === 0) throw new StoreError('damaged', 'it holds no list');
    const verdict = database.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new StoreError('damaged', `quick_check: ${String(verdict)}`);
    if (backupFolder !== null && version < MIGRATIONS.length) {
      backUpBeforeUpgrade(database, backupFolder, nowMs);
    }
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    const storeError = toStoreError(error);
    // Sluice has its own lock; whoever holds the database itself is another program.
    throw storeError.kind === 'locked' ? new StoreError('heldByOther', file, { cause: error }) : storeError;
  }
}
