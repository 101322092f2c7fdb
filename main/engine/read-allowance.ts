import type { LimitedReader } from './rate-limiter.ts';

/** Read at once by one that nobody limits when it is asked how much: as much as there is. */
const UNLIMITED = Infinity;

/** For bytes that were granted elsewhere. It counts nothing, so all may share it. */
export const UNLIMITED_ALLOWANCE = {
  readBytes: UNLIMITED,
  noteRead: (): void => {},
  more: (): null => null,
  close: (): void => {},
};

/**
 * What one connection may read from its socket: bytes are granted before they are read, so that a limit is kept on the
 * socket and not only behind it. What comes all the same (decrypted with something else, or read with the head) is a debt
 * of the limit.
 *
 * Ends with `close()`, which gives back what was granted and not read.
 */
export class ReadAllowance {
  readonly #limiter: Pick<LimitedReader, 'take' | 'charge' | 'readBytes'>;
  #grantedBytes = 0;
  /** Set while more is waited for. */
  #pending: Promise<void> | null = null;
  /** Whether a limit held when the bytes were asked for that come next. */
  #isLimited: boolean;

  constructor(limiter: Pick<LimitedReader, 'take' | 'charge' | 'readBytes'>) {
    this.#limiter = limiter;
    this.#isLimited = limiter.readBytes !== UNLIMITED;
  }

  /** The most that should be read now; `Infinity` when nothing limits. To be asked before each read. */
  get readBytes(): number {
    const most = this.#limiter.readBytes;
    this.#isLimited = most !== UNLIMITED;
    // A limit that was just set finds nothing granted, and a read must have room for something.
    return this.#isLimited && this.#grantedBytes > 0 ? Math.min(this.#grantedBytes, most) : most;
  }

  /** Bytes came. What was read before a limit was set is not counted. */
  noteRead(bytes: number): void {
    if (!this.#isLimited) {
      this.#isLimited = this.#limiter.readBytes !== UNLIMITED;
      return;
    }
    const { readBytes } = this.#limiter;
    const used = Math.min(bytes, this.#grantedBytes);
    // After the limit was lowered, what was granted by the old one is worth no more than a grant of the new.
    const kept = Math.min(this.#grantedBytes - used, readBytes);
    this.#limiter.charge(bytes - used - (this.#grantedBytes - used - kept));
    this.#grantedBytes = kept;
  }

  /**
   * Waits until more may be read; `null`: at once.
   * @throws the signal's reason, through the promise.
   */
  more(signal: AbortSignal): Promise<void> | null {
    // What was decrypted already still comes while more is waited for: it waits for the same.
    if (this.#pending !== null) return this.#pending;
    if (this.#grantedBytes > 0 || this.#limiter.readBytes === UNLIMITED) return null;
    const granted = this.#limiter.take(this.#limiter.readBytes, signal);
    if (granted instanceof Promise) {
      this.#pending = this.#wait(granted);
      return this.#pending;
    }
    this.#add(granted);
    return null;
  }

  async #wait(granted: Promise<number>): Promise<void> {
    try {
      this.#add(await granted);
    } finally {
      this.#pending = null;
    }
  }

  close(): void {
    this.#limiter.charge(-this.#grantedBytes);
    this.#grantedBytes = 0;
  }

  #add(bytes: number): void {
    // A limit that was lifted grants without counting.
    if (this.#limiter.readBytes !== UNLIMITED) this.#grantedBytes += bytes;
  }
}
