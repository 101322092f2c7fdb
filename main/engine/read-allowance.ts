import type { LimitedReader } from './limited-reader.ts';

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
 * Invariant: a socket that is held back has room for exactly as much as it waits for, since room is given before the wait.
 *
 * Ends with `close()`, which gives back what was granted and not read.
 */
export class ReadAllowance {
  readonly #reader: LimitedReader;
  /** Set while more is waited for. */
  #pending: Promise<unknown> | null = null;
  /** Set while nothing is to be read whatever is granted. */
  #hold: PromiseWithResolvers<void> | null = null;
  /** Whether a limit held when the bytes were asked for that come next. */
  #isLimited: boolean;

  constructor(reader: LimitedReader) {
    this.#reader = reader;
    this.#isLimited = reader.readBytes !== UNLIMITED;
  }

  /** The most that should be read now; `Infinity` when nothing limits. To be asked before each read. */
  get readBytes(): number {
    const { readBytes, heldBytes, wantedBytes } = this.#reader;
    this.#isLimited = readBytes !== UNLIMITED;
    if (!this.#isLimited) return UNLIMITED;
    // A limit that was just set finds nothing granted, and a read must have room for something.
    return heldBytes || wantedBytes || this.#reader.grantBytes;
  }

  /** Bytes came. What was read before a limit was set is not counted. */
  noteRead(bytes: number): void {
    if (this.#isLimited) this.#reader.noteRead(bytes);
    else this.#isLimited = this.#reader.readBytes !== UNLIMITED;
  }

  /**
   * Waits until more may be read; `null`: at once.
   * @throws the signal's reason, through the promise.
   */
  more(signal: AbortSignal): Promise<unknown> | null {
    // What was decrypted already still comes while more is waited for: it waits for the same.
    if (this.#pending !== null) return this.#pending;
    const granted = this.#hold === null ? this.#ask(signal) : this.#askWhenFree(signal);
    if (granted === null) return null;
    this.#pending = granted.finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** Nothing more is asked for until `goOn`. */
  hold(): void {
    this.#hold ??= Promise.withResolvers();
  }

  goOn(): void {
    this.#hold?.resolve();
    this.#hold = null;
  }

  close(): void {
    this.goOn();
    this.#reader.giveBack();
  }

  #ask(signal: AbortSignal): Promise<unknown> | null {
    if (this.#reader.heldBytes > 0 || this.#reader.readBytes === UNLIMITED) return null;
    const granted = this.#reader.take(this.#reader.grantBytes, signal);
    return granted instanceof Promise ? this.#waitFor(granted, signal) : null;
  }

  async #waitFor(granted: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await granted;
    if (this.#hold === null) return;
    this.#reader.giveBack();
    await this.#askWhenFree(signal);
  }

  async #askWhenFree(signal: AbortSignal): Promise<void> {
    await this.#hold?.promise;
    signal.throwIfAborted();
    await this.#ask(signal);
  }
}
