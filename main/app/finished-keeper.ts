import type { DownloadId } from '../../shared/download.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { HistoryStore } from '../store/history-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { Clock } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
/** How often is looked: a day has no sharp end for anyone. */
const LOOK_EVERY_MS = 3_600_000;

/** Takes finished downloads off the list once they are as old as the setting says; their files stay. Ends when disposed. */
export class FinishedKeeper implements Disposable {
  readonly #input: { readonly queue: DownloadQueue; readonly history: HistoryStore; readonly clock: Clock };
  #timer: Disposable | null = null;
  #isDisposed = false;

  constructor(input: { readonly queue: DownloadQueue; readonly history: HistoryStore; readonly clock: Clock }) {
    this.#input = input;
    input.queue.onSettings(() => this.look());
  }

  /** Looks now, and again from time to time while the setting asks for it. */
  look(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    const { queue, clock } = this.#input;
    const days = queue.settings().finishedKeptDays;
    if (days === 0 || this.#isDisposed) return;
    try {
      this.clear(clock.nowMs() - days * DAY_MS);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error; // A full disk: the next look tries again.
    }
    this.#timer = clock.after(LOOK_EVERY_MS, () => this.look());
  }

  /** Takes off the list, and forgets, what was finished before a time; says how many rows that were. @throws StoreError */
  clear(beforeMs: number): number {
    const { queue, history } = this.#input;
    const old: DownloadId[] = [];
    for (const id of queue.idsIn('completed')) {
      const state = queue.get(id)?.state;
      if (state?.kind === 'completed' && state.atMs < beforeMs) old.push(id);
    }
    history.forgetBefore(beforeMs);
    return old.length === 0 ? 0 : queue.commands.remove(old, { deleteFiles: false, forGood: true });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#timer?.[Symbol.dispose]();
  }
}
