import { FRAME_INTERVAL_MS } from '../../shared/progress-frame.ts';
import type { Clock } from './ports.ts';

/** One who wants frames. */
export type FrameReceiver = {
  /** Milliseconds between two frames; `null` while it cannot show any. */
  readonly intervalMs: () => number | null;
  /** Sends what changed, if it may (its last frame is acknowledged). */
  readonly publish: () => void;
};

type Entry = { lastMs: number; isDirty: boolean };

/**
 * Wakes windows at their own pace, and only when something changed: an idle app runs no timer. The first change after a
 * quiet time is published at once, the next ones are gathered.
 */
export class ProgressPublisher {
  readonly #clock: Clock;
  readonly #receivers = new Map<FrameReceiver, Entry>();
  #timer: Disposable | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(receiver: FrameReceiver): void {
    this.#receivers.set(receiver, { lastMs: -Infinity, isDirty: true });
    this.#plan();
  }

  remove(receiver: FrameReceiver): void {
    this.#receivers.delete(receiver);
  }

  /** Something changed that windows may show. */
  markAll(): void {
    for (const entry of this.#receivers.values()) entry.isDirty = true;
    this.#plan();
  }

  /** One receiver may show something now that it could not before: it acknowledged, or came into view. */
  mark(receiver: FrameReceiver): void {
    const entry = this.#receivers.get(receiver);
    if (entry !== undefined) entry.isDirty = true;
    this.#plan();
  }

  /** One receiver asked for something else, and someone looks at an empty place until it comes: its pace starts anew. */
  markAtOnce(receiver: FrameReceiver): void {
    this.#receivers.set(receiver, { lastMs: -Infinity, isDirty: true });
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    this.#plan();
  }

  /** The same for all: what an empty place was shown for is there. */
  markAllAtOnce(): void {
    for (const receiver of this.#receivers.keys()) this.markAtOnce(receiver);
  }

  close(): void {
    this.#receivers.clear();
    this.#timer?.[Symbol.dispose]();
  }

  #plan(): void {
    if (this.#timer !== null) return;
    const nowMs = this.#clock.nowMs();
    let soonestMs = Infinity;
    for (const [receiver, entry] of this.#receivers) {
      const intervalMs = receiver.intervalMs();
      if (entry.isDirty && intervalMs !== null) soonestMs = Math.min(soonestMs, entry.lastMs + intervalMs - nowMs);
    }
    if (soonestMs === Infinity) return;
    this.#timer = this.#clock.after(Math.min(Math.max(soonestMs, 0), FRAME_INTERVAL_MS * 4), () => {
      this.#timer = null;
      this.#publishDue();
      this.#plan();
    });
  }

  #publishDue(): void {
    const nowMs = this.#clock.nowMs();
    for (const [receiver, entry] of this.#receivers) {
      const intervalMs = receiver.intervalMs();
      if (!entry.isDirty || intervalMs === null || entry.lastMs + intervalMs > nowMs) continue;
      entry.isDirty = false;
      entry.lastMs = nowMs;
      receiver.publish();
    }
  }
}
