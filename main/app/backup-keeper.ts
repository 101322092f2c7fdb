import path from 'node:path';
import type { Backup } from '../../shared/contract.ts';
import { createBackup, prepareRestore } from '../store/backup.ts';
import { listBackups, pruneBackups, type BackupReason } from '../store/backup-files.ts';
import { StoreError } from '../store/store-error.ts';
import { CallError } from './call-error.ts';
import type { Clock } from './ports.ts';

const DAY_MS = 24 * 60 * 60_000;
/** The first backup, and one that is long due, do not slow down the start. */
const SETTLE_MS = 10 * 60_000;
/** After one that failed, on a full disk for instance. */
const RETRY_MS = 60 * 60_000;
/** Backups that the user asked for, and those made before another one was restored. */
const ASKED_KEPT = 20;

export type BackupKeeperInput = {
  /** The open database. */
  readonly file: string;
  readonly folder: string;
  readonly clock: Clock;
  /** How many daily ones to keep; 0 for none. */
  readonly dailyKept: () => number;
  /** The list changed since the newest backup, before this start. */
  readonly hasChanged: boolean;
  readonly log: (message: string) => void;
};

/**
 * Makes the backups of the list: a daily one when something changed, and those a user asks for. One at a time, in a
 * thread of their own. Without changes it waits for nothing.
 */
export class BackupKeeper implements AsyncDisposable {
  readonly #input: BackupKeeperInput;
  readonly #controller = new AbortController();
  #timer: Disposable | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: BackupKeeperInput) {
    this.#input = input;
    if (input.hasChanged) this.noteChange();
  }

  /** Newest first. */
  list(): Backup[] {
    return listBackups(this.#input.folder).map(({ name, atMs, sizeBytes }) => ({ name, atMs, sizeBytes }));
  }

  /** Makes one now. @throws StoreError */
  async create(): Promise<Backup> {
    const backup = await this.#inTurn(() => this.#create('asked'));
    pruneBackups(this.#input.folder, 'asked', ASKED_KEPT);
    return backup;
  }

  /**
   * Has a backup take the place of the list at the next start, and makes a backup of the list first.
   * @throws CallError `call.backupGone` or `call.backupUnusable`; StoreError
   */
  async restore(name: string): Promise<void> {
    // Only a name from our own list: what a caller says never becomes a path.
    if (!this.list().some((backup) => backup.name === name)) throw new CallError('call.backupGone', name);
    const { file, folder, clock } = this.#input;
    const options = { nowMs: clock.nowMs(), signal: this.#controller.signal };
    await this.create();
    await this.#inTurn(async () => {
      try {
        await prepareRestore(file, path.join(folder, name), options);
      } catch (error) {
        const isOfNoUse = error instanceof StoreError && (error.kind === 'damaged' || error.kind === 'newerSchema');
        throw isOfNoUse ? new CallError('call.backupUnusable', name) : error;
      }
    });
  }

  /** The list changed: a daily backup becomes due. */
  noteChange(): void {
    if (this.#timer !== null || this.#input.dailyKept() === 0 || this.#controller.signal.aborted) return;
    const nowMs = this.#input.clock.nowMs();
    const newestMs = this.list()[0]?.atMs ?? nowMs - DAY_MS;
    // A clock that was set back must not put it off for years.
    this.#wait(Math.min(Math.max(newestMs + DAY_MS - nowMs, SETTLE_MS), DAY_MS));
  }

  /** Gives up what is under way; what it wrote is deleted at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#controller.abort(new StoreError('failed', 'Sluice is closing'));
    await this.#last;
  }

  #wait(delayMs: number): void {
    this.#timer = this.#input.clock.after(delayMs, () => {
      void this.#makeDaily();
    });
  }

  async #makeDaily(): Promise<void> {
    const kept = this.#input.dailyKept();
    try {
      // From here on a change is one that this backup may not hold.
      this.#timer = null;
      if (kept > 0) await this.#inTurn(() => this.#create('daily'));
      pruneBackups(this.#input.folder, 'daily', kept);
    } catch (error) {
      if (this.#controller.signal.aborted) return;
      this.#input.log(`the daily backup was not made, trying again later: ${String(error)}`);
      if (this.#timer === null) this.#wait(RETRY_MS);
    }
  }

  #create(reason: BackupReason): Promise<Backup> {
    const { file, folder, clock } = this.#input;
    return createBackup(file, folder, { reason, nowMs: clock.nowMs(), signal: this.#controller.signal });
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
