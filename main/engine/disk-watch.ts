import { TransferError } from './transfer-error.ts';

/** How long a disk may say nothing at all, in milliseconds. */
export type DiskPatience = { readonly answerMs: number; readonly syncMs: number };

/**
 * A disk that is only busy, or wakes up, answers within a few seconds, and a network folder tries for some tens of seconds
 * to find its server. A sync takes longer by nature: a slow stick writes 5 MB a second, and the system may have gathered a
 * gigabyte for it.
 */
export const DISK_PATIENCE: DiskPatience = { answerMs: 60_000, syncMs: 5 * 60_000 };

/** Silence is counted in so many steps, so that a computer that was asleep is not taken for a disk that was. */
const STEPS = 6;

/**
 * Watches the operations on one file that are under way. When none of them has ended for too long, all of them fail as
 * `disk.stalled`, and so does every later one. An operation cannot be called back: it may still happen (`settled`).
 *
 * Without operations under way it holds nothing.
 */
export class DiskWatch {
  readonly #patience: DiskPatience;
  /** How to give up on each that somebody waits for. */
  readonly #waiting = new Set<(error: unknown) => void>();
  #pending = 0;
  #pendingSyncs = 0;
  /** Steps since an operation ended, while there are any. */
  #silentSteps = 0;
  #timer: NodeJS.Timeout | null = null;
  #error: TransferError | null = null;
  #settled: PromiseWithResolvers<void> | null = null;

  constructor(patience: DiskPatience) {
    this.#patience = patience;
  }

  get isStalled(): boolean {
    return this.#error !== null;
  }

  /** Resolves when nothing is under way any more; never rejects. */
  settled(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    this.#settled ??= Promise.withResolvers<void>();
    return this.#settled.promise;
  }

  /** Waits for an operation. @throws TransferError `disk.stalled`; what the operation throws. */
  async run<Value>(operation: () => Promise<Value>, kind: 'answer' | 'sync' = 'answer'): Promise<Value> {
    if (this.#error !== null) throw this.#error;
    // Each has a promise of its own: a race with a common one would keep every operation of a file in memory.
    const stalled = Promise.withResolvers<never>();
    this.#waiting.add(stalled.reject);
    try {
      return await Promise.race([this.#perform(operation, kind), stalled.promise]);
    } finally {
      this.#waiting.delete(stalled.reject);
    }
  }

  /** Makes a call that has ended when it returns. @throws TransferError `disk.stalled`; what the call throws. */
  runNow<Value>(call: () => Value): Value {
    if (this.#error !== null) throw this.#error;
    const value = call();
    this.#silentSteps = 0;
    return value;
  }

  async #perform<Value>(operation: () => Promise<Value>, kind: 'answer' | 'sync'): Promise<Value> {
    this.#begin(kind);
    try {
      return await operation();
    } finally {
      this.#end(kind);
    }
  }

  #begin(kind: 'answer' | 'sync'): void {
    this.#pending += 1;
    if (kind === 'sync') this.#pendingSyncs += 1;
    this.#timer ??= setInterval(() => this.#step(), this.#patience.answerMs / STEPS);
  }

  #end(kind: 'answer' | 'sync'): void {
    this.#pending -= 1;
    if (kind === 'sync') this.#pendingSyncs -= 1;
    this.#silentSteps = 0;
    if (this.#pending > 0) return;
    this.#stopCounting();
    this.#settled?.resolve();
    this.#settled = null;
  }

  #step(): void {
    this.#silentSteps += 1;
    const { answerMs, syncMs } = this.#patience;
    const limitMs = this.#pendingSyncs > 0 ? Math.max(answerMs, syncMs) : answerMs;
    if (this.#silentSteps * (answerMs / STEPS) < limitMs) return;
    this.#stopCounting();
    const error = new TransferError('disk.stalled', `no answer for ${Math.round(limitMs / 1000)} s`);
    this.#error = error;
    for (const giveUp of this.#waiting) giveUp(error);
    this.#waiting.clear();
  }

  #stopCounting(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#silentSteps = 0;
  }
}
