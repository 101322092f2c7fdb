import { charge, createBucket, refill, waitMs, type TokenBucket } from './token-bucket.ts';

type Waiter = { readonly ticket: number; readonly go: () => void };

/**
 * A limit on bytes per second that many connections share, first come, first served. Bytes are charged after they were
 * read from the socket; the connection reads no more until the charge is granted, so the kernel's window fills and the
 * sender slows down. With a parent (the limit over all transfers) bytes pass both.
 *
 * Holds a timer only while someone waits. Ends with its last waiter: aborting all signals leaves nothing behind.
 */
export class RateLimiter {
  readonly #parent: RateLimiter | null;
  readonly #nowMs: () => number;
  #bucket: TokenBucket;
  /** In the order of their tickets. */
  readonly #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(options: { bytesPerSecond: number; parent?: RateLimiter; nowMs?: () => number }) {
    this.#parent = options.parent ?? null;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#bucket = createBucket(options.bytesPerSecond, this.#nowMs());
  }

  /** Changes the limit; 0 means none. Who waits, waits by the new one from now on. */
  setLimit(bytesPerSecond: number): void {
    this.#bucket = { ...refill(this.#bucket, this.#nowMs()), bytesPerSecond };
    this.#wake();
  }

  /**
   * Charges bytes. `null`: go on at once. Otherwise a promise for the time to go on.
   * @throws the signal's reason, through the promise.
   */
  take(bytes: number, signal: AbortSignal): Promise<void> | null {
    const own = this.#takeOwn(bytes, signal);
    if (this.#parent === null) return own;
    if (own === null) return this.#parent.take(bytes, signal);
    const parent = this.#parent;
    return own.then(() => parent.take(bytes, signal) ?? undefined);
  }

  /** Charges bytes without waiting: for the last bytes of a connection, which reads no more anyway. */
  charge(bytes: number): void {
    if (this.#bucket.bytesPerSecond > 0) this.#bucket = charge(refill(this.#bucket, this.#nowMs()), bytes);
    this.#parent?.charge(bytes);
  }

  #takeOwn(bytes: number, signal: AbortSignal): Promise<void> | null {
    if (this.#bucket.bytesPerSecond === 0) return null;
    this.#bucket = charge(refill(this.#bucket, this.#nowMs()), bytes);
    const ticket = this.#bucket.chargedBytes;
    if (waitMs(this.#bucket, ticket) === 0) return null;
    return this.#wait(ticket, signal);
  }

  async #wait(ticket: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    const go = (): void => resolve();
    const waiter: Waiter = { ticket, go };
    signal.addEventListener('abort', go, { once: true });
    this.#waiters.push(waiter);
    this.#schedule();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', go);
      const index = this.#waiters.indexOf(waiter);
      if (index >= 0) this.#waiters.splice(index, 1);
      this.#schedule();
    }
    signal.throwIfAborted();
  }

  #wake(): void {
    this.#bucket = refill(this.#bucket, this.#nowMs());
    while (this.#waiters[0] !== undefined && waitMs(this.#bucket, this.#waiters[0].ticket) === 0) {
      this.#waiters.shift()?.go();
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const first = this.#waiters[0];
    if (first === undefined) return;
    // Rounded up: a timer that fires early would only be set again.
    const delayMs = Math.ceil(waitMs(refill(this.#bucket, this.#nowMs()), first.ticket));
    this.#timer = setTimeout(() => this.#wake(), delayMs);
  }
}
