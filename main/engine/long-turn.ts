/** A turn of the loop that lasts longer than this is looked up from, in milliseconds. */
const LONG_MS = 8;

/**
 * Looks up from a turn of the loop that takes long. When 64 servers answer at once, one turn handles all of them, for 50 ms and more;
 * what it has to tell by then, and what it is asked for meanwhile, would wait for its end.
 */
export class LongTurn {
  readonly #look: () => void;
  readonly #nowMs: () => number;
  readonly #later: (end: () => void) => void;
  /** When something was first noted in this turn, or since the last look. */
  #sinceMs: number | null = null;

  /**
   * @param look called between two callbacks of a long turn, never out of `note`.
   * @param options `nowMs` is a monotonic clock; `later` calls back at the end of the turn.
   */
  constructor(look: () => void, options: { readonly nowMs: () => number; readonly later: (end: () => void) => void }) {
    this.#look = look;
    this.#nowMs = options.nowMs;
    this.#later = options.later;
  }

  /** Something happened in this turn. */
  note(): void {
    const nowMs = this.#nowMs();
    if (this.#sinceMs === null) {
      this.#sinceMs = nowMs;
      this.#later(() => {
        this.#sinceMs = null;
      });
      return;
    }
    if (nowMs - this.#sinceMs < LONG_MS) return;
    this.#sinceMs = nowMs;
    // Behind all promises that are settled by now, as if another socket had called.
    process.nextTick(this.#look);
  }
}
