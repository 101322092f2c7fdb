import { statSync } from 'node:fs';
import path from 'node:path';
import type { Notice } from '../../shared/window-frame.ts';
import { deletePartialBackups, listBackups } from '../store/backup-files.ts';
import { openDatabase, startAfresh, type Database } from '../store/database.ts';

/** The open list, and what the user must know of how it was found. */
export type OpenedList = {
  readonly database: Database;
  readonly file: string;
  readonly backupFolder: string;
  readonly notices: readonly Notice[];
  /** The list changed since its newest backup was made. */
  readonly changedSinceBackup: boolean;
};

/**
 * Opens the list in the data folder.
 * @param isUnreadable it opened before, but its rows cannot be read: it is put aside too.
 * @throws StoreError
 */
export function openList(input: {
  readonly dataFolder: string;
  readonly name: string;
  readonly nowMs: number;
  readonly isUnreadable: boolean;
  /** A list that lives for one command has no backups. */
  readonly hasBackups: boolean;
}): OpenedList {
  const file = path.join(input.dataFolder, `${input.name}.db`);
  const backupFolder = path.join(input.dataFolder, 'backups');
  if (input.hasBackups) deletePartialBackups(backupFolder);
  const changedAtMs = lastChangeMs(file);
  const opened = input.isUnreadable
    ? startAfresh(file, input.nowMs)
    : openDatabase(file, input.nowMs, input.hasBackups ? backupFolder : null);
  const newest = input.hasBackups ? listBackups(backupFolder)[0] : undefined;
  const notices: Notice[] = [];
  if (opened.damagedCopy !== null) notices.push({ code: 'notice.databaseDamaged', detail: opened.damagedCopy });
  if (opened.replacedCopy !== null) notices.push({ code: 'notice.listRestored', detail: opened.replacedCopy });
  if (opened.isFresh && newest !== undefined) notices.push({ code: 'notice.backupAvailable', detail: newest.name });
  const changedSinceBackup = changedAtMs !== null && (newest === undefined || changedAtMs > newest.atMs);
  return { database: opened.database, file, backupFolder, notices, changedSinceBackup };
}

/** When the list was last written to, in milliseconds since 1970; `null` when there is none. */
function lastChangeMs(file: string): number | null {
  const times = [file, `${file}-wal`].map((each) => statSync(each, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const last = Math.max(...times);
  return last === 0 ? null : last;
}
