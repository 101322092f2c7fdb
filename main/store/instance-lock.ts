import { closeSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { StoreError, toStoreError } from './store-error.ts';

/** Held for as long as the process lives; disposing gives it back earlier. */
export type InstanceLock = Disposable;

/**
 * Takes the lock that lets one Sluice at a time work on a data folder: an exclusive SQLite transaction on a file of its
 * own. The operating system drops it with the process, however that ends; a pid file would stay behind and lie.
 * @throws StoreError `locked` when another process holds it, else as `openDatabase`.
 */
export function takeInstanceLock(file: string): InstanceLock {
  let database: SqliteDatabase.Database | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    database = new SqliteDatabase(file, { timeout: 0 });
    // Without a rollback journal the lock leaves no file of its own when the process is killed.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const storeError = toStoreError(error);
    if (storeError.kind === 'locked') {
      throw new StoreError('locked', `another Sluice is using ${file}`, { cause: error });
    }
    throw storeError;
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}
