import type { RateLimiter } from './rate-limiter.ts';

/** Who would be next, and in how many milliseconds it may go as far as the limits up to here are concerned. */
export type Turn = { readonly reader: LimitedReader; readonly bytes: number; readonly delayMs: number };

/** What a reader asks of the limit it reads under. */
type Door = {
  readonly limiter: RateLimiter;
  readonly grantBytes: () => number;
  readonly takeNow: (reader: LimitedReader, wantedBytes: number) => number | null;
  readonly line: (reader: LimitedReader) => void;
  readonly leave: (reader: LimitedReader) => void;
  readonly noteRead: (reader: LimitedReader, read: { readonly bytes: number; readonly unaskedBytes: number }) => void;
  readonly giveBack: (reader: LimitedReader, bytes: number) => void;
};

/**
 * Someone who reads under a limit, with a turn of its own: what it reads unasked is its own debt. It waits for one take at a time,
 * and what it was granted counts as held until it was read or given back.
 */
export class LimitedReader {
  /** All readers of one limit are alike. */
  readonly weight = 1;
  readonly #door: Door;
  #heldBytes = 0;
  /** Room that another limit made, and that the next read may use. */
  #oldBytes = 0;
  #wait: { readonly wantedBytes: number; readonly go: (bytes: number) => void } | null = null;

  constructor(door: Door) {
    this.#door = door;
  }

  get limiter(): RateLimiter {
    return this.#door.limiter;
  }

  /** The most that should be read at once; `Infinity` when nothing limits. */
  get readBytes(): number {
    return this.limiter.readBytes;
  }

  /** What it should ask for when it asks now: less when many share the limit. `Infinity` when nothing limits. */
  get grantBytes(): number {
    return this.#door.grantBytes();
  }

  /** Granted and not read yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** What it waits for; 0 when it does not wait. */
  get wantedBytes(): number {
    return this.#wait?.wantedBytes ?? 0;
  }

  /** What it waits for, as far as it is concerned; `null` when it does not wait. */
  get turn(): Turn | null {
    return this.#wait === null ? null : { reader: this, bytes: this.#wait.wantedBytes, delayMs: 0 };
  }

  /** It got its turn. */
  go(bytes: number): void {
    this.#heldBytes += bytes;
    this.#wait?.go(bytes);
    this.#wait = null;
  }

  /** It need not wait any longer, since its room is of another limit; what it reads into it does not count. */
  letGo(): void {
    this.#oldBytes = this.wantedBytes;
    this.go(0);
  }

  /** The same for what it holds. */
  forgetGrant(): void {
    this.#oldBytes = this.#heldBytes;
    this.#heldBytes = 0;
  }

  /**
   * Takes up to so many bytes (at least 1) and gives how many it got: at once, or by a promise when it has to wait.
   * @throws the signal's reason, through the promise.
   */
  take(wantedBytes: number, signal: AbortSignal): Promise<number> | number {
    if (this.readBytes === Infinity) return wantedBytes;
    const bytes = this.#door.takeNow(this, wantedBytes);
    if (bytes === null) return this.#waitFor(wantedBytes, signal);
    this.#heldBytes += bytes;
    return bytes;
  }

  /** Counts bytes that have just come. Those that were not granted are a debt. */
  noteRead(bytes: number): void {
    const counted = Math.max(0, bytes - this.#oldBytes);
    // Room is made anew for each read.
    this.#oldBytes = 0;
    if (counted === 0 || this.readBytes === Infinity) return;
    const grantedBytes = Math.min(counted, this.#heldBytes);
    this.#heldBytes -= grantedBytes;
    this.#door.noteRead(this, { bytes: counted, unaskedBytes: counted - grantedBytes });
  }

  /** Nothing more is read: what it holds is for others. */
  giveBack(): void {
    const bytes = this.#heldBytes;
    if (bytes === 0) return;
    this.#heldBytes = 0;
    this.#door.giveBack(this, bytes);
  }

  async #waitFor(wantedBytes: number, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    if (this.#wait !== null) throw new Error('a reader waits for one take at a time');
    const { promise, resolve } = Promise.withResolvers<number>();
    const abort = (): void => {
      this.#wait = null;
      this.#door.leave(this);
      resolve(0);
    };
    signal.addEventListener('abort', abort, { once: true });
    this.#wait = { wantedBytes, go: resolve };
    this.#door.line(this);
    const bytes = await promise;
    signal.removeEventListener('abort', abort);
    signal.throwIfAborted();
    return bytes;
  }
}
