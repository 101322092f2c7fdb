import { changeRate, createBucket, grantBytes, refill, spend, waitMs, type TokenBucket } from './token-bucket.ts';

/** Someone who waits for bytes. */
type Waiter = { readonly wantedBytes: number; readonly go: (bytes: number) => void };

/** Who would be next, and in how many milliseconds it may go as far as the limits up to here are concerned. */
type Turn = { readonly waiter: Waiter; readonly bytes: number; readonly delayMs: number };

/**
 * A limit on bytes per second that many share. Bytes are granted before they count, a little at a time and in turn: each
 * transfer that waits gets its turn from the limit over all, and within its turn each of its connections in turn, so
 * nobody starves however many connections the others have. With a parent (the limit over all transfers) both limits hold.
 *
 * Holds a timer only while someone waits, the topmost one for all. Ends with its last waiter: aborting all signals leaves
 * nothing behind.
 */
export class RateLimiter {
  readonly #parent: RateLimiter | null;
  readonly #nowMs: () => number;
  #bucket: TokenBucket;
  /** Whose turn it is, first to last. A limiter below stands here once, when anyone waits in it. */
  #line: (Waiter | RateLimiter)[] = [];
  readonly #members = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: { bytesPerSecond: number; parent?: RateLimiter; nowMs?: () => number }) {
    this.#parent = options.parent ?? null;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#bucket = createBucket(options.bytesPerSecond, this.#nowMs());
  }

  /** Changes the limit; 0 means none. Who waits, waits by the new one from now on. */
  setLimit(bytesPerSecond: number): void {
    this.#bucket = changeRate(refill(this.#bucket, this.#nowMs()), bytesPerSecond);
    this.#top().#serve();
    for (const onShareChange of this.#members) onShareChange();
  }

  /** The most that should be read at once; `Infinity` when nothing limits. */
  get readBytes(): number {
    return Math.min(grantBytes(this.#bucket.bytesPerSecond), this.#parent?.readBytes ?? Infinity);
  }

  /** What one member may expect in bytes per second; `Infinity` when nothing limits. */
  get shareBytesPerSecond(): number {
    const { bytesPerSecond } = this.#bucket;
    const own = bytesPerSecond === 0 ? Infinity : bytesPerSecond / Math.max(1, this.#members.size);
    return Math.min(own, this.#parent?.shareBytesPerSecond ?? Infinity);
  }

  /** Counts a member until it is disposed, and tells it when its share may have grown. */
  join(onShareChange: () => void): Disposable {
    const above = this.#parent?.join(onShareChange);
    this.#members.add(onShareChange);
    return {
      [Symbol.dispose]: () => {
        above?.[Symbol.dispose]();
        this.#members.delete(onShareChange);
        for (const other of this.#members) other();
      },
    };
  }

  /**
   * Takes up to so many bytes (at least 1) and gives how many it got: at once, or by a promise when it has to wait.
   * @throws the signal's reason, through the promise.
   */
  take(wantedBytes: number, signal: AbortSignal): Promise<number> | number {
    if (this.readBytes === Infinity) return wantedBytes;
    return this.#takeNow(wantedBytes) ?? this.#wait(wantedBytes, signal);
  }

  /** Counts bytes that came without being asked for; negative ones were granted and did not come. */
  charge(bytes: number): void {
    if (bytes === 0) return;
    this.#bucket = refill(this.#bucket, this.#nowMs());
    this.#spend(bytes);
    if (bytes < 0) this.#top().#serve();
  }

  /** `null`: others wait, or there is too little. */
  #takeNow(wantedBytes: number): number | null {
    const bytes = Math.min(wantedBytes, this.readBytes);
    if (!this.#has(bytes, this.#nowMs())) return null;
    this.#spend(bytes);
    return bytes;
  }

  #has(bytes: number, nowMs: number): boolean {
    this.#bucket = refill(this.#bucket, nowMs);
    const free = this.#line.length === 0 && waitMs(this.#bucket, bytes) === 0;
    return free && (this.#parent === null || this.#parent.#has(bytes, nowMs));
  }

  #spend(bytes: number): void {
    this.#bucket = spend(this.#bucket, bytes);
    if (this.#parent !== null) this.#parent.charge(bytes);
  }

  async #wait(wantedBytes: number, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<number>();
    const waiter: Waiter = { wantedBytes, go: resolve };
    const abort = (): void => {
      this.#line = this.#line.filter((other) => other !== waiter);
      resolve(0);
      this.#top().#serve();
    };
    signal.addEventListener('abort', abort, { once: true });
    this.#line.push(waiter);
    this.#lineUpAbove();
    this.#top().#serve();
    const bytes = await promise;
    signal.removeEventListener('abort', abort);
    signal.throwIfAborted();
    return bytes;
  }

  #lineUpAbove(): void {
    const parent = this.#parent;
    if (parent === null) return;
    if (!parent.#line.includes(this)) parent.#line.push(this);
    parent.#lineUpAbove();
  }

  #top(): RateLimiter {
    return this.#parent === null ? this : this.#parent.#top();
  }

  /** Lets go whoever may, and sets the timer for the next. */
  #serve(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const nowMs = this.#nowMs();
    for (let turn = this.#turn(nowMs); turn !== null; turn = this.#turn(nowMs)) {
      if (turn.delayMs > 0) {
        // Rounded up: a timer that fires early would only be set again.
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(turn.delayMs));
        return;
      }
      this.#grant(turn);
      turn.waiter.go(turn.bytes);
    }
  }

  /**
   * Who is next: the first in line who may go, or else who may soonest. Whom only this limit or one above holds up is not
   * overtaken by someone who wants less.
   */
  #turn(nowMs: number): Turn | null {
    this.#bucket = refill(this.#bucket, nowMs);
    this.#line = this.#line.filter((one) => !(one instanceof RateLimiter) || one.#line.length > 0);
    let best: Turn | null = null;
    for (const one of this.#line) {
      const turn = one instanceof RateLimiter ? one.#turn(nowMs) : { waiter: one, bytes: one.wantedBytes, delayMs: 0 };
      if (turn !== null && (best === null || turn.delayMs < best.delayMs)) best = turn;
      if (best?.delayMs === 0) break;
    }
    if (best === null) return null;
    const bytes = Math.min(best.bytes, grantBytes(this.#bucket.bytesPerSecond));
    return { ...best, bytes, delayMs: Math.max(best.delayMs, waitMs(this.#bucket, bytes)) };
  }

  /** Takes the bytes of a turn out of all limits it passes; whoever had the turn goes to the end of the line. */
  #grant(turn: Turn): boolean {
    const index = this.#line.findIndex((one) => (one instanceof RateLimiter ? one.#grant(turn) : one === turn.waiter));
    const [one] = index < 0 ? [] : this.#line.splice(index, 1);
    if (one === undefined) return false;
    if (one instanceof RateLimiter && one.#line.length > 0) this.#line.push(one);
    this.#bucket = spend(this.#bucket, turn.bytes);
    return true;
  }
}
