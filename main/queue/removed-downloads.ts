import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DownloadId } from '../../shared/download.ts';
import type { Clock } from '../app/ports.ts';
import type { Download, Relocation } from '../store/download-record.ts';
import type { DownloadStore } from '../store/download-store.ts';
import { StoreError } from '../store/store-error.ts';
import { NO_BYTES } from './answer-outcome.ts';
import type { DownloadTable } from './download-table.ts';
import type { PartRecovery } from './part-recovery.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

/** A removal can be undone for so long at least, and for twice as long at most, in milliseconds; and no longer than the process lives. */
const UNDO_MS = 10 * 60_000;
/** A removal is saved a moment after its time began. */
const LOOK_AFTER_MS = UNDO_MS + 1000;
/** Rows forgotten in one go: a few milliseconds, also when each has thousands of checksums. */
const ROWS_PER_TURN = 200;

export type RemovedDownloadsInput = {
  readonly store: DownloadStore;
  readonly table: DownloadTable;
  readonly supervisor: Pick<TransferSupervisor, 'isRunning' | 'nextEnd' | 'finishAfterRestart'>;
  /**
   * The files that went with removals are gone, as far as they can be now: placeholders hold their names until then; and nobody
   * looks whether he can take up a part file, which may be one of those.
   */
  readonly filesSettled: () => Promise<void>;
  /** See `PartRecovery.bringBack`. */
  readonly bringBack: PartRecovery['bringBack'];
  readonly clock: Clock;
  /** The end of this turn must look: start what may start. */
  readonly touch: () => void;
  /** Rows could not be forgotten; they are tried again. */
  readonly onTrouble: (error: unknown) => void;
};

/**
 * What was taken off the list and may come back. Its rows stay in the database, set aside, with their checksums and
 * timeline, until the removal can no longer be undone: then they are deleted. See `docs/decisions/undo.md`.
 */
export class RemovedDownloads {
  readonly #input: RemovedDownloadsInput;
  #timer: Disposable | null = null;
  #lastRemovalMs = 0;
  #forgetting: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(input: RemovedDownloadsInput) {
    this.#input = input;
  }

  /** Forgets what the process before had set aside. */
  start(): void {
    try {
      this.#input.store.forgetSetAside(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#input.onTrouble(error); // A full disk. They are on no list, and go with the next that are forgotten.
    }
  }

  /** Something was set aside: its time begins. */
  noteRemoval(): void {
    const { clock } = this.#input;
    this.#lastRemovalMs = clock.monotonicMs();
    if (!this.#isClosed) this.#timer ??= clock.after(LOOK_AFTER_MS, () => this.#onTime());
  }

  /**
   * Brings removed downloads back as they were, with their ids and places: their files stayed. Waits until nothing of
   * before writes to them, and their names are free again.
   * @returns those that came back. @throws StoreError; then none did, and all still can.
   */
  async undo(ids: readonly DownloadId[]): Promise<readonly DownloadId[]> {
    const { table, supervisor } = this.#input;
    // A removal that could not be saved yet would take away what comes back here.
    table.commit();
    const removed = table.setAside([...new Set(ids)]);
    if (removed.length === 0) return [];
    await this.atRest(removed.map(({ id }) => id));
    const back = await this.#input.bringBack(removed, (changes) => table.bringBack(changes));
    for (const id of back) {
      const download = table.get(id);
      if (download?.state.kind === 'finishing') supervisor.finishAfterRestart(download);
    }
    this.#input.touch();
    return back;
  }

  /**
   * Resolves when nothing of before writes to the files of removed downloads any more, the files that went with them are
   * gone, and no part file is being read. On a disk that does not answer that can take long.
   */
  async atRest(ids: readonly DownloadId[]): Promise<void> {
    const { table, supervisor } = this.#input;
    const runs = (id: DownloadId): boolean => table.get(id) === undefined && supervisor.isRunning(id);
    while (ids.some(runs)) await supervisor.nextEnd();
    await this.#input.filesSettled();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.[Symbol.dispose]();
    await this.#forgetting;
  }

  #onTime(): void {
    const { clock } = this.#input;
    this.#timer = null;
    const untilMs = clock.nowMs() - UNDO_MS;
    this.#forgetting = this.#forgetting.then(() => this.#forget(untilMs)).catch(this.#input.onTrouble);
    if (clock.monotonicMs() - this.#lastRemovalMs < LOOK_AFTER_MS && !this.#isClosed) {
      this.#timer = clock.after(LOOK_AFTER_MS, () => this.#onTime());
    }
  }

  async #forget(untilMs: number): Promise<void> {
    while (!this.#isClosed && this.#input.store.forgetSetAside(untilMs, ROWS_PER_TURN) === ROWS_PER_TURN) {
      await nextTurn();
    }
  }
}

/**
 * A removed download as it comes back. What ran goes on; its placeholder is gone, which the end of a download can do
 * without. What was whole gets its name, if it has not got it yet. Without bytes its files went with it, and it takes a name anew.
 * @param isPartTaken another download has its part file now: what came so far is that one's.
 */
export function comeBack(removed: Download, isPartTaken: boolean): Download {
  const { state, durable } = removed;
  const relocation = askedAgain(removed.relocation);
  if (state.kind === 'completed') return { ...removed, relocation };
  const isAtRest = state.kind === 'paused' || state.kind === 'blocked' || state.kind === 'failed';
  const back = {
    ...removed,
    relocation,
    state: isAtRest ? state : ({ kind: state.kind === 'pausing' ? 'paused' : 'queued' } as const),
  };
  if (isPartTaken) return { ...back, ...NO_BYTES, reservation: null, stamp: null };
  if (durable.length === 0) return { ...back, reservation: null };
  // What has the name by now is someone else's; a file that is repaired where it stands is its own.
  const reservation = back.reservation && { ...back.reservation, hasPlaceholder: false };
  return { ...back, reservation, state: state.kind === 'finishing' ? state : back.state };
}

/** What was begun for a file that is to be moved went with its row. */
function askedAgain(relocation: Relocation | null): Relocation | null {
  if (relocation?.kind !== 'moving') return relocation;
  const { directory, name } = relocation;
  return { kind: 'asked', directory, name };
}
