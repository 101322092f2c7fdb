import { createHash } from 'node:crypto';
import { lstat, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorRow } from '../../shared/download-error.ts';
import type { Download } from '../store/download-record.ts';

/** Where the command keeps what it knows: a folder and the store's name in it. */
export type GetPlace = { readonly directory: string; readonly storeName: string };

/**
 * The name of the small store in which `sluice get` remembers what is on disk, beside the part. It follows from what the
 * command asks for, so the same command finds it again and another one does not.
 * @param urls as `parseLink` returns them.
 */
export function getStoreName(wish: {
  readonly urls: readonly string[];
  readonly directory: string;
  readonly name: string | null;
}): string {
  const key = JSON.stringify([wish.urls, wish.directory, wish.name]);
  return `.sluice-get-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

/**
 * Makes the disk answer once while the main thread is free: SQLite opens the store on that thread, which hears nothing while it waits.
 * Why a disk takes no file is told by the store.
 */
export async function reachDisk({ directory, storeName }: GetPlace): Promise<void> {
  const lock = path.join(directory, `${storeName}.lock`);
  await open(lock, 'a').then(
    (file) => file.close(),
    () => undefined,
  );
}

/** Deletes the store's files. The store must be closed. */
export async function deleteGetStore(directory: string, storeName: string): Promise<void> {
  for (const suffix of ['.db', '.db-wal', '.db-shm', '.db.new', '.lock']) {
    await rm(path.join(directory, storeName + suffix), { force: true });
  }
}

/** Deletes what is left of a store that could not be made, on a full disk for example; one that holds anything stays. */
export async function deleteEmptyGetStore(directory: string, storeName: string): Promise<void> {
  const facts = await lstat(path.join(directory, `${storeName}.db`)).catch(() => null);
  if ((facts?.size ?? 0) === 0) await deleteGetStore(directory, storeName);
}

/** What the command leaves behind when it ends. */
export type GetEnding = {
  /** Whether the same command has something to continue. */
  readonly keepStore: boolean;
  /** Downloads that hold nothing of worth: their empty files go with their rows. */
  readonly worthless: readonly Download[];
};

/**
 * Decides what stays. Bytes on disk are worth continuing. So is a failure that may pass, when other files of the command
 * are complete: the store stays, and the same command fetches only what is missing.
 */
export function planEnding(downloads: readonly Download[]): GetEnding {
  const unfinished = downloads.filter((download) => download.state.kind !== 'completed');
  const hasCompleted = unfinished.length < downloads.length;
  const worthless = unfinished.filter(
    (download) => download.durable.length === 0 && !(hasCompleted && mayPass(download)),
  );
  return { keepStore: worthless.length < unfinished.length, worthless };
}

function mayPass({ state }: Download): boolean {
  return state.kind !== 'failed' || errorRow(state.failure.code).next === 'continue';
}

/** Decides whether the store stays after the user stopped the command, once the last checkpoints are in. */
export function isStoreNeeded(downloads: readonly Download[]): boolean {
  const unfinished = downloads.filter((download) => download.state.kind !== 'completed');
  if (unfinished.length === 0) return false;
  // With nothing on disk there is nothing to continue: a link typed wrong must not leave files behind.
  return downloads.some((download) => download.reservation !== null);
}
