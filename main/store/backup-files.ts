import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Backup } from '../../shared/contract.ts';
import { deleteDatabaseFiles } from './database-files.ts';

/** Why a backup was made: once a day, because the user asked (or restored another one), before the schema changed. */
export type BackupReason = 'daily' | 'asked' | 'upgrade';

/** A copy that is being made; one that a crash left behind is deleted at the next start. */
export const PARTIAL_SUFFIX = '.partial';

const NAME =
  /^sluice-(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)-(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)-(?<reason>daily|asked|upgrade)\.db$/u;

/** A backup, and why it was made. */
export type BackupFile = Backup & { readonly reason: BackupReason };

/** The backups of a folder, newest first. Anything else in it is not looked at. A missing folder has none. */
export function listBackups(folder: string): BackupFile[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name) => {
    const groups = NAME.exec(name)?.groups;
    const facts = statSync(path.join(folder, name), { throwIfNoEntry: false });
    if (groups === undefined || facts?.isFile() !== true) return [];
    const { year, month, day, hour, minute, second, reason } = groups;
    const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    // The expression has only these three.
    return Number.isNaN(atMs) ? [] : [{ name, atMs, sizeBytes: facts.size, reason: reason as BackupReason }];
  });
  return found.toSorted((a, b) => b.atMs - a.atMs);
}

/** A free name for a backup made now: `sluice-YYYYMMDD-HHMMSS-<reason>.db`, in UTC. */
export function freeBackupName(folder: string, nowMs: number, reason: BackupReason): string {
  for (let atMs = nowMs; ; atMs += 1000) {
    const [date = '', time = ''] = new Date(atMs).toISOString().replaceAll(/[-:]/gu, '').split(/[T.]/u);
    const name = `sluice-${date}-${time}-${reason}.db`;
    if (!existsSync(path.join(folder, name))) return name;
  }
}

/** Deletes the oldest backups made for a reason, so that `kept` remain. */
export function pruneBackups(folder: string, reason: BackupReason, kept: number): void {
  const sameReason = listBackups(folder).filter((backup) => backup.reason === reason);
  for (const { name } of sameReason.slice(kept)) rmSync(path.join(folder, name), { force: true });
}

/** Deletes copies that were never finished. */
export function deletePartialBackups(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isPartial = name.endsWith(PARTIAL_SUFFIX) && NAME.test(name.slice(0, -PARTIAL_SUFFIX.length));
    if (isPartial) deleteDatabaseFiles(path.join(folder, name));
  }
}
