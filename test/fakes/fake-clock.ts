import type { Clock } from '../../main/app/ports.ts';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs = (): number => this.#nowMs;

  monotonicMs = (): number => this.#monotonicMs;

  after = (delayMs: number, callback: () => void): Disposable => {
    const timer = { atMs: this.#monotonicMs + delayMs, callback };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => this.#timers.delete(timer) };
  };

  /** How many timers are waiting: an idle app has none. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves on, and fires what is due on the way, in order. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#moveTo(Math.max(this.#monotonicMs, next.atMs));
      next.callback();
    }
    this.#moveTo(endMs);
  }

  /** Sets the wall clock on or back; the time that timers go by does not move. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}
