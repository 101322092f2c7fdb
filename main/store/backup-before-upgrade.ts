import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freeBackupName, PARTIAL_SUFFIX, pruneBackups } from './backup-files.ts';
import { createPrivate, deleteDatabaseFiles, publishCopy } from './database-files.ts';
import type { Database } from './migrate.ts';

/** Copies from before a change of schema that are kept; a user who goes back goes back one or two versions. */
const UPGRADE_BACKUPS_KEPT = 3;

/**
 * Copies the database before its schema changes, at once: at start-up nothing else runs, and the upgrade has to wait for
 * it. What it copies has just passed `quick_check`.
 * @throws SQLite's and Node's errors; then nothing may be upgraded.
 */
export function backUpBeforeUpgrade(database: Database, folder: string, nowMs: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, freeBackupName(folder, nowMs, 'upgrade'));
  const partial = file + PARTIAL_SUFFIX;
  deleteDatabaseFiles(partial);
  try {
    createPrivate(partial);
    database.prepare('VACUUM INTO ?').run(partial);
    publishCopy(partial, file);
  } catch (error) {
    deleteDatabaseFiles(partial);
    throw error;
  }
  pruneBackups(folder, 'upgrade', UPGRADE_BACKUPS_KEPT);
}
