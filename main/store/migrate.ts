import type SqliteDatabase from 'better-sqlite3';
import { MIGRATIONS } from './migrations.ts';
import { StoreError } from './store-error.ts';

/** An open database. The main thread's connection is the only one that writes. */
export type Database = SqliteDatabase.Database;

/**
 * The number of the database's schema, 0 for an empty one.
 * @throws StoreError `newerSchema` when this Sluice does not know it.
 */
export function schemaVersion(database: Database): number {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      'newerSchema',
      `This list of downloads was written by a newer Sluice (format ${version}, this one knows ${MIGRATIONS.length}). Install the newer version again; nothing was changed.`,
    );
  }
  return version;
}

/** Brings the schema up to date, each step in a transaction of its own. @throws StoreError `newerSchema`; SQLite's errors */
export function migrate(database: Database): void {
  const version = schemaVersion(database);
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
  requireTables(database);
}

/** A file that says it is up to date but lacks a table was made or mended by something else. */
function requireTables(database: Database): void {
  const tables = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  const missing = TABLES.filter((name) => !tables.has(name));
  if (missing.length > 0) throw new StoreError('damaged', `missing tables: ${missing.join(', ')}`);
}

const TABLES = [
  'downloads', 'durable_ranges', 'request_headers', 'settings', 'history', 'leftover_files', 'block_checksums', 'timeline',
  'host_facts', 'certificate_exceptions', 'host_choices', 'server_answers',
]; // prettier-ignore
