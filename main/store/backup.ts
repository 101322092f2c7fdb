import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Backup } from '../../shared/contract.ts';
import { freeBackupName, listBackups, PARTIAL_SUFFIX, type BackupReason } from './backup-files.ts';
import { deleteDatabaseFiles, restorePath, waitingRestores } from './database-files.ts';
import { StoreError, toStoreError, type StoreErrorKind } from './store-error.ts';

/** What the backup worker is asked: makes `target` from `source`, through `partial`. */
export type BackupJob = {
  /** `copy` an open list; `restore`: make a list of a backup that can take the place of the one in use. */
  readonly kind: 'copy' | 'restore';
  readonly source: string;
  readonly partial: string;
  readonly target: string;
};
/** What it answers. */
export type BackupReply =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: StoreErrorKind; readonly message: string };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../store/backup-worker${path.extname(import.meta.url)}`, import.meta.url);

/**
 * Copies the open database `file` into `folder` (SQLite's backup API) and checks the copy before it gets its name.
 * @throws StoreError; then there is no backup. The signal's reason when aborted.
 */
export async function createBackup(
  file: string,
  folder: string,
  options: { readonly reason: BackupReason; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Backup> {
  const name = inFolder(folder, () => freeBackupName(folder, options.nowMs, options.reason));
  const target = path.join(folder, name);
  await inWorker({ kind: 'copy', source: file, partial: target + PARTIAL_SUFFIX, target }, options.signal);
  const made = listBackups(folder).find((backup) => backup.name === name);
  if (made === undefined) throw new StoreError('failed', `${name} is not there`);
  return { name, atMs: made.atMs, sizeBytes: made.sizeBytes };
}

/**
 * Lays a checked copy of a backup beside the database, which it replaces at the next start. Until then nothing changes.
 * @throws StoreError `damaged` or `newerSchema` when the backup is of no use; the signal's reason when aborted.
 */
export async function prepareRestore(
  file: string,
  backup: string,
  options: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const target = restorePath(file, options.nowMs);
  await inWorker({ kind: 'restore', source: backup, partial: `${file}.restoring`, target }, options.signal);
  for (const older of waitingRestores(file)) if (older !== target) deleteDatabaseFiles(older);
}

function inFolder<Value>(folder: string, use: () => Value): Value {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return use();
  } catch (error) {
    throw toStoreError(error);
  }
}

async function inWorker(job: BackupJob, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<BackupReply>();
  const worker = new Worker(WORKER_URL, { workerData: job });
  const abort = (): void => reject(signal.reason);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new StoreError('failed', 'the backup thread ended')));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const reply = await promise;
    if (!reply.ok) throw new StoreError(reply.kind, reply.message);
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
