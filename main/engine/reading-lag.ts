import { loopTurn } from './loop-turn.ts';

/** One turn of the event loop finds so much of one connection only when its receive buffer fills faster than it is read. */
const LATE_BYTES = 256 * 1024;
/** For so long it is watched before it is judged, in milliseconds. */
const WINDOW_MS = 50;
/** Of what came, so much was read late. */
const LATE_SHARE = 0.5;
/** In so many windows one after another: a burst with which a server begins is over by then. */
const LATE_WINDOWS = 3;
/** Of less than this a lot is found at once only where something else holds this thread up, in bytes per second. */
const FAST_BYTES_PER_SECOND = 32 * 1024 * 1024;
/** For so long it is taken to go on: connections end one after another. */
const BEHIND_FOR_MS = 500;

/**
 * Whether bytes come faster than they are read. It is one thread that reads them all, and some of its connections may be hardly read
 * at all meanwhile: so it is told from where most of the bytes came, not from how each connection does.
 */
export class ReadingLag {
  readonly #turn: () => number;
  #sinceMs = -Infinity;
  #bytes = 0;
  #lateBytes = 0;
  #lateWindows = 0;
  #behindAtMs = -Infinity;

  /** @param turn a number for the turn of the event loop that runs now */
  constructor(turn: () => number = loopTurn) {
    this.#turn = turn;
  }

  /** For one connection, to be told of all that it reads; times are of one clock. */
  reader(): (bytes: number, nowMs: number) => void {
    let lastTurn = -1;
    let turnBytes = 0;
    return (bytes, nowMs) => {
      const turn = this.#turn();
      const before = turn === lastTurn ? turnBytes : 0;
      lastTurn = turn;
      turnBytes = before + bytes;
      this.#judge(nowMs);
      this.#bytes += bytes;
      if (turnBytes >= LATE_BYTES) this.#lateBytes += before >= LATE_BYTES ? bytes : turnBytes;
    };
  }

  /** Now, or a moment ago. */
  isBehind(nowMs: number): boolean {
    this.#judge(nowMs);
    return nowMs - this.#behindAtMs < BEHIND_FOR_MS;
  }

  #judge(nowMs: number): void {
    const ms = nowMs - this.#sinceMs;
    if (ms < WINDOW_MS) return;
    const isFast = (this.#bytes / ms) * 1000 >= FAST_BYTES_PER_SECOND;
    this.#lateWindows = isFast && this.#lateBytes >= LATE_SHARE * this.#bytes ? this.#lateWindows + 1 : 0;
    if (this.#lateWindows >= LATE_WINDOWS) this.#behindAtMs = nowMs;
    this.#sinceMs = nowMs;
    this.#bytes = 0;
    this.#lateBytes = 0;
  }
}
