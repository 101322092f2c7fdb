import {
  nextLookMs,
  paidConnections,
  startRamp,
  stepRamp,
  wakeRamp,
  type Ramp,
  type RampView,
} from './connection-ramp.ts';

/** How often a ramp looks while it climbs, in milliseconds. */
const CLIMB_MS = 50;
/** Requests that may wait for an answer at once while fewer than that read: a server that takes four is not asked for all. */
const LEAST_ASKING = 7;

/** How many connections a transfer should have for its speed: the number that the user gave, or what pays. */
export class ConnectionGoal {
  #fixed: number;
  #ramp: Ramp | null;
  #toldPaid: number | null;

  /** `paidBefore`: how many paid on this host the last time; `null` when that is not known. */
  constructor(options: { maxConnections: number; isAutomatic: boolean; paidBefore: number | null }) {
    const { maxConnections, isAutomatic, paidBefore } = options;
    this.#fixed = maxConnections;
    this.#ramp = isAutomatic ? startRamp(maxConnections, paidBefore) : null;
    this.#toldPaid = paidBefore;
  }

  get target(): number {
    return this.#ramp?.target ?? this.#fixed;
  }

  /** The user wants another number, or none in particular any more; then it goes on from what it has. */
  change({ maxConnections, isAutomatic }: { maxConnections: number; isAutomatic: boolean }): void {
    const before = this.target;
    this.#fixed = maxConnections;
    this.#ramp = isAutomatic ? startRamp(maxConnections, before) : null;
  }

  /** The most requests that should wait for an answer while so many read. A given number is asked for in two steps. */
  mayAsk(reading: number): number {
    return this.#ramp === null ? Math.max(LEAST_ASKING, reading) : Infinity;
  }

  /** Looks at what the connections bring. Returns in how many milliseconds to look again; `null` for never. */
  step(view: RampView): number | null {
    if (this.#ramp === null) return null;
    this.#ramp = stepRamp(this.#ramp, view);
    const againMs = Math.max(CLIMB_MS, nextLookMs(this.#ramp, view) ?? CLIMB_MS);
    return againMs === Infinity ? null : againMs;
  }

  /** Something has changed that makes it worth trying again, such as a limit. */
  wake(): void {
    if (this.#ramp !== null) this.#ramp = wakeRamp(this.#ramp);
  }

  /** How many pay, when that is news: `null` otherwise, and while it still climbs unless it is the end of the run. */
  takePaid(isEnd: boolean): number | null {
    const paid = this.#ramp === null ? null : paidConnections(this.#ramp);
    const isSettled = isEnd || this.#ramp?.phase.kind === 'resting';
    if (paid === null || !isSettled || paid === this.#toldPaid) return null;
    this.#toldPaid = paid;
    return paid;
  }
}
