import { constants, copyFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import type { BackupJob, BackupReply } from './backup.ts';
import { createPrivate, deleteDatabaseFiles, publishCopy } from './database-files.ts';
import { migrate, schemaVersion, type Database } from './migrate.ts';
import { disarmRestored } from './restored-list.ts';
import { StoreError, toStoreError } from './store-error.ts';

/**
 * The thread that copies and checks lists: of a long history both take seconds, which the main loop does not have. It has
 * a connection of its own; in WAL mode a reader never stands in the writer's way.
 */
async function run(job: BackupJob): Promise<void> {
  deleteDatabaseFiles(job.partial);
  try {
    if (job.kind === 'copy') await copy(job);
    else prepareRestore(job);
    publishCopy(job.partial, job.target);
  } catch (error) {
    deleteDatabaseFiles(job.partial);
    throw error;
  }
}

async function copy({ source, partial }: BackupJob): Promise<void> {
  createPrivate(partial);
  const database = new SqliteDatabase(source, { readonly: true, fileMustExist: true });
  try {
    // All pages in one step: between two steps a commit would make it begin again.
    await database.backup(partial, { progress: () => 0x7fff_ffff });
  } finally {
    database.close();
  }
  withDatabase(partial, (made) => {
    // One file, not three; whoever copies it elsewhere copies all of it.
    made.pragma('journal_mode = DELETE');
    requireWhole(made);
  });
}

function prepareRestore({ source, partial }: BackupJob): void {
  createPrivate(partial);
  copyFileSync(source, partial, constants.COPYFILE_FICLONE);
  withDatabase(partial, (list) => {
    requireWhole(list);
    list.pragma('journal_mode = MEMORY');
    migrate(list);
    disarmRestored(list);
    list.pragma('journal_mode = WAL');
  });
}

/** @throws StoreError `damaged`, `newerSchema` */
function requireWhole(database: Database): void {
  if (schemaVersion(database) === 0) throw new StoreError('damaged', 'it holds no list');
  const verdict = database.pragma('integrity_check(1)', { simple: true });
  if (verdict !== 'ok') throw new StoreError('damaged', `integrity_check: ${String(verdict)}`);
}

function withDatabase(file: string, use: (database: Database) => void): void {
  const database = new SqliteDatabase(file, { fileMustExist: true });
  try {
    use(database);
  } finally {
    database.close();
  }
}

function answer(reply: BackupReply): void {
  parentPort?.postMessage(reply);
}

// Its one sender is `backup.ts`.
run(workerData as BackupJob).then(
  () => answer({ ok: true }),
  (error: unknown) => {
    const { kind, message } = toStoreError(error);
    answer({ ok: false, kind, message });
  },
);
