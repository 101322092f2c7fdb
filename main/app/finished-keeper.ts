import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { HistoryStore } from '../store/history-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { Clock } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
/** How often is looked: a day has no sharp end for anyone. */
const LOOK_EVERY_MS = 3_600_000;
/** Lines of the history that are deleted in one go: a few milliseconds. */
const LINES_PER_TURN = 2000;

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
    void this.clear(clock.nowMs() - days * DAY_MS).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error; // A full disk: the next look tries again.
    });
    this.#timer = clock.after(LOOK_EVERY_MS, () => this.look());
  }

  /**
   * Takes off the list, and forgets, what was finished before a time, in steps: one that is interrupted has done some of it.
   * @returns how many rows left the list. @throws StoreError
   */
  async clear(beforeMs: number): Promise<number> {
    const { queue, history } = this.#input;
    while (history.forgetBefore(beforeMs, LINES_PER_TURN) === LINES_PER_TURN) {
      await nextTurn();
      if (this.#isDisposed) return 0;
    }
    return queue.changeInSteps([...queue.idsIn('completed')], (some) => {
      const old = some.filter((id) => {
        const state = queue.get(id)?.state;
        return state?.kind === 'completed' && state.atMs < beforeMs;
      });
      return old.length === 0 ? 0 : queue.commands.remove(old, { deleteFiles: false, forGood: true });
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#timer?.[Symbol.dispose]();
  }
}
