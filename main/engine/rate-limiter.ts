import { FairLine } from './fair-line.ts';
import { changeRate, createBucket, grantBytes, refill, spend, waitMs, type TokenBucket } from './token-bucket.ts';

/** Who would be next, and in how many milliseconds it may go as far as the limits up to here are concerned. */
type Turn = { readonly reader: LimitedReader; readonly bytes: number; readonly delayMs: number };

/** Who shares a limit: a limit below it, or whoever reads. */
type Member = RateLimiter | LimitedReader;

/**
 * A limit on bytes per second that many share, and a node of a tree of any depth: all, a host, a download, and below them the
 * connections that read. Every limit on the way up holds. Bytes are granted before they count, a little at a time; who shares a limit gets
 * in proportion to its weight, however many share its own part (`fair-line.ts`).
 *
 * Holds a timer only while someone waits, the topmost one for all. Ends with its last reader: aborting all signals leaves
 * nothing behind. `close()` takes it out of its parent.
 */
export class RateLimiter {
  #parent: RateLimiter | null;
  readonly #nowMs: () => number;
  /** `null`: as much as the weightiest below it. */
  #ownWeight: number | null;
  #bucket: TokenBucket;
  readonly #line = new FairLine<Member>();
  /** Who waits, and limits below in which someone waits. */
  readonly #waiting = new Set<Member>();
  readonly #below = new Set<RateLimiter>();
  /** Who counts on a share of it, and wants to be told when that changes. */
  readonly #members = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  /** @param options.weight its part of the limit above; absent for as much as the weightiest below it. */
  constructor(options: { bytesPerSecond: number; weight?: number; parent?: RateLimiter; nowMs?: () => number }) {
    this.#parent = options.parent ?? null;
    this.#ownWeight = options.weight ?? null;
    this.#nowMs = options.nowMs ?? options.parent?.nowMs ?? (() => performance.now());
    this.#bucket = createBucket(options.bytesPerSecond, this.#nowMs());
    if (this.#parent !== null) this.#parent.#below.add(this);
  }

  /** Its clock. */
  get nowMs(): () => number {
    return this.#nowMs;
  }

  /** Whether no limit stands below it. */
  get isEmpty(): boolean {
    return this.#below.size === 0;
  }

  /** Its part of the limit above, beside the weights of the others. */
  get weight(): number {
    return this.#ownWeight ?? Math.max(...Array.from(this.#below, (limiter) => limiter.weight), 1);
  }

  /** Another part of the limit above from now on. */
  setWeight(weight: number): void {
    this.#ownWeight = weight;
    this.#top().#tellShares();
  }

  /** Changes the limit; 0 means none. Who waits, waits by the new one from now on. */
  setLimit(bytesPerSecond: number): void {
    // All limits are told with every change of the settings; what the last second had is to be remembered then.
    if (bytesPerSecond === this.#bucket.bytesPerSecond) return;
    this.#bucket = changeRate(refill(this.#bucket, this.#nowMs()), bytesPerSecond);
    this.#forgetTurns();
    this.#top().#serve();
    this.#tellShares();
  }

  /** The most that should be read at once; `Infinity` when nothing limits. */
  get readBytes(): number {
    return Math.min(grantBytes(this.#bucket.bytesPerSecond), this.#parent?.readBytes ?? Infinity);
  }

  /** What one member may expect in bytes per second; `Infinity` when nothing limits. */
  get shareBytesPerSecond(): number {
    return this.#shareOf(this.weight);
  }

  /** Counts a member until it is disposed, and tells it when its share may have grown. */
  join(onShareChange: () => void): Disposable {
    this.#members.add(onShareChange);
    return {
      [Symbol.dispose]: () => {
        this.#members.delete(onShareChange);
        this.#top().#tellShares();
      },
    };
  }

  /** Someone who reads under this limit, such as a connection. */
  reader(): LimitedReader {
    return new LimitedReader(this, {
      takeNow: (reader, bytes) => this.#takeNow(reader, bytes),
      line: (reader) => {
        this.#lineUp(reader);
        this.#top().#serve();
      },
      leave: (reader) => {
        this.#waiting.delete(reader);
        this.#top().#serve();
      },
      charge: (reader, bytes) => {
        this.#charge(reader, bytes);
        if (bytes < 0) this.#top().#serve();
      },
    });
  }

  /** Stands under another limit from now on, with all that is below it. */
  moveTo(parent: RateLimiter): void {
    if (parent === this.#parent) return;
    this.close();
    this.#parent = parent;
    parent.#below.add(this);
    if (this.#waiting.size > 0) parent.#lineUp(this);
    this.#top().#serve();
    this.#tellShares();
  }

  /** Takes it out of the limit above. Nobody may read under it any more. */
  close(): void {
    if (this.#parent === null) return;
    this.#parent.#below.delete(this);
    this.#parent.#waiting.delete(this);
  }

  #shareOf(weight: number): number {
    const { bytesPerSecond } = this.#bucket;
    const own = bytesPerSecond === 0 ? Infinity : (bytesPerSecond * weight) / Math.max(this.#sharing(), weight);
    return this.#parent === null ? own : Math.min(own, this.#parent.#shareOf(weight));
  }

  /** The weights of all members together. */
  #sharing(): number {
    let sum = this.#members.size * this.weight;
    for (const limiter of this.#below) sum += limiter.#sharing();
    return sum;
  }

  #tellShares(): void {
    for (const onShareChange of this.#members) onShareChange();
    for (const limiter of this.#below) limiter.#tellShares();
  }

  #forgetTurns(): void {
    this.#line.forget();
    for (const limiter of this.#below) limiter.#forgetTurns();
  }

  /** `null`: others wait, or there is too little. */
  #takeNow(reader: LimitedReader, wantedBytes: number): number | null {
    const bytes = Math.min(wantedBytes, this.readBytes);
    if (!this.#has(bytes, this.#nowMs())) return null;
    this.#grant(reader, bytes);
    return bytes;
  }

  #has(bytes: number, nowMs: number): boolean {
    this.#bucket = refill(this.#bucket, nowMs);
    const free = this.#waiting.size === 0 && waitMs(this.#bucket, bytes) === 0;
    return free && (this.#parent === null || this.#parent.#has(bytes, nowMs));
  }

  /** Takes the bytes out of all limits above a member whose turn it is. */
  #grant(member: Member, bytes: number): void {
    this.#line.serve(member, bytes, member.weight);
    this.#bucket = spend(this.#bucket, bytes);
    if (this.#parent !== null) this.#parent.#grant(this, bytes);
  }

  /** The same for bytes that came out of turn. */
  #charge(member: Member, bytes: number): void {
    this.#line.charge(member, bytes, member.weight);
    this.#bucket = spend(refill(this.#bucket, this.#nowMs()), bytes);
    if (this.#parent !== null) this.#parent.#charge(this, bytes);
  }

  #lineUp(member: Member): void {
    this.#waiting.add(member);
    if (this.#parent !== null) this.#parent.#lineUp(this);
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
      const { reader, bytes } = turn;
      reader.limiter.#waiting.delete(reader);
      reader.limiter.#grant(reader, bytes);
      reader.go(bytes);
    }
  }

  /**
   * Who is next: the least served that may go, or else who may soonest. Whom only this limit or one above holds up is not
   * overtaken by someone who wants less.
   */
  #turn(nowMs: number): Turn | null {
    this.#bucket = refill(this.#bucket, nowMs);
    let best: Turn | null = null;
    for (const member of this.#line.inTurn(this.#waiting)) {
      const turn = member instanceof RateLimiter ? member.#turn(nowMs) : member.turn;
      if (turn === null) this.#waiting.delete(member);
      else if (best === null || turn.delayMs < best.delayMs) best = turn;
      if (best?.delayMs === 0) break;
    }
    if (best === null) return null;
    const bytes = Math.min(best.bytes, grantBytes(this.#bucket.bytesPerSecond));
    return { ...best, bytes, delayMs: Math.max(best.delayMs, waitMs(this.#bucket, bytes)) };
  }
}

/** What a reader asks of the limit it reads under. */
type Door = {
  readonly takeNow: (reader: LimitedReader, wantedBytes: number) => number | null;
  readonly line: (reader: LimitedReader) => void;
  readonly leave: (reader: LimitedReader) => void;
  readonly charge: (reader: LimitedReader, bytes: number) => void;
};

/** Someone who reads under a limit, with a turn of its own: what it reads unasked is its own debt. Waits for one take at a time. */
export class LimitedReader {
  /** All readers of one limit are alike. */
  readonly weight = 1;
  readonly limiter: RateLimiter;
  readonly #door: Door;
  #wait: { readonly wantedBytes: number; readonly go: (bytes: number) => void } | null = null;

  constructor(limiter: RateLimiter, door: Door) {
    this.limiter = limiter;
    this.#door = door;
  }

  /** The most that should be read at once; `Infinity` when nothing limits. */
  get readBytes(): number {
    return this.limiter.readBytes;
  }

  /** What it waits for, as far as it is concerned; `null` when it does not wait. */
  get turn(): Turn | null {
    return this.#wait === null ? null : { reader: this, bytes: this.#wait.wantedBytes, delayMs: 0 };
  }

  /** It got its turn. */
  go(bytes: number): void {
    this.#wait?.go(bytes);
    this.#wait = null;
  }

  /**
   * Takes up to so many bytes (at least 1) and gives how many it got: at once, or by a promise when it has to wait.
   * @throws the signal's reason, through the promise.
   */
  take(wantedBytes: number, signal: AbortSignal): Promise<number> | number {
    if (this.readBytes === Infinity) return wantedBytes;
    return this.#door.takeNow(this, wantedBytes) ?? this.#waitFor(wantedBytes, signal);
  }

  /** Counts bytes that came without being asked for; negative ones were granted and did not come. */
  charge(bytes: number): void {
    if (bytes !== 0 && this.readBytes !== Infinity) this.#door.charge(this, bytes);
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
