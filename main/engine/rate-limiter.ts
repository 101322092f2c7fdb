import { FairLine } from './fair-line.ts';
import { LimitedReader, type Turn } from './limited-reader.ts';
import {
  changeRate,
  createBucket,
  grant,
  grantBytes,
  noteRead,
  refill,
  waitMs,
  type TokenBucket,
} from './token-bucket.ts';

/** Room for so many times what is granted now was made by another limit. */
const OLD_ROOM_GRANTS = 2;

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
  /** Who holds bytes that were granted and not read. */
  readonly #holding = new Set<LimitedReader>();
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
    this.#letOldRoomsGo();
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
    return new LimitedReader({
      limiter: this,
      grantBytes: () => this.#grantBytes(),
      takeNow: (reader, bytes) => this.#takeNow(reader, bytes),
      line: (reader) => {
        this.#lineUp(reader);
        this.#top().#serve();
      },
      leave: (reader) => {
        this.#waiting.delete(reader);
        this.#top().#serve();
      },
      noteRead: (reader, { bytes, unaskedBytes }) => {
        if (reader.heldBytes === 0) this.#holding.delete(reader);
        this.#noteRead(bytes);
        if (unaskedBytes > 0) this.#charge(reader, unaskedBytes);
      },
      giveBack: (reader, bytes) => {
        this.#holding.delete(reader);
        this.#charge(reader, -bytes);
        this.#top().#serve();
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
    this.#letOldRoomsGo();
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

  /** What one had at another rate says nothing about now. */
  #forgetTurns(): void {
    this.#line.forget();
    for (const limiter of this.#below) limiter.#forgetTurns();
  }

  /**
   * Whoever has room for far more than the limits grant now reads it at once, and it does not count: a system that was given room
   * for a read has it until it has read, and later it would be a burst.
   */
  #letOldRoomsGo(): void {
    const most = OLD_ROOM_GRANTS * this.readBytes;
    for (const reader of this.#holding) {
      if (reader.heldBytes <= most) continue;
      this.#holding.delete(reader);
      reader.forgetGrant();
    }
    for (const member of this.#waiting) {
      if (member instanceof RateLimiter || member.wantedBytes <= most) continue;
      this.#waiting.delete(member);
      member.letGo();
    }
    for (const limiter of this.#below) limiter.#letOldRoomsGo();
  }

  /** Who waits or holds bytes, at any depth. */
  #tally(): { readonly readers: number; readonly heldBytes: number } {
    let readers = this.#holding.size;
    let heldBytes = 0;
    for (const reader of this.#holding) heldBytes += reader.heldBytes;
    for (const member of this.#waiting) if (member instanceof LimitedReader) readers += 1;
    for (const limiter of this.#below) {
      const below = limiter.#tally();
      readers += below.readers;
      heldBytes += below.heldBytes;
    }
    return { readers, heldBytes };
  }

  /** What one more should ask for. */
  #grantBytes(): number {
    const { bytesPerSecond } = this.#bucket;
    const own = bytesPerSecond === 0 ? Infinity : grantBytes(bytesPerSecond, this.#tally().readers + 1);
    return this.#parent === null ? own : Math.min(own, this.#parent.#grantBytes());
  }

  /** `null`: others wait, or there is too little. */
  #takeNow(reader: LimitedReader, wantedBytes: number): number | null {
    const bytes = Math.min(wantedBytes, this.readBytes);
    if (!this.#has(bytes, this.#nowMs())) return null;
    this.#letGo(reader, bytes);
    return bytes;
  }

  #has(bytes: number, nowMs: number): boolean {
    this.#bucket = refill(this.#bucket, nowMs);
    const free = this.#waiting.size === 0 && this.#waitMs(bytes) === 0;
    return free && (this.#parent === null || this.#parent.#has(bytes, nowMs));
  }

  #waitMs(bytes: number): number {
    return this.#bucket.bytesPerSecond === 0 ? 0 : waitMs(this.#bucket, bytes, this.#tally().heldBytes);
  }

  /** Lets a reader go, whose turn it is. */
  #letGo(reader: LimitedReader, bytes: number): void {
    this.#holding.add(reader);
    this.#grant(reader, bytes);
  }

  /** Takes the bytes out of all limits above a member whose turn it is. */
  #grant(member: Member, bytes: number): void {
    this.#line.serve(member, bytes, member.weight);
    this.#bucket = grant(this.#bucket, bytes);
    if (this.#parent !== null) this.#parent.#grant(this, bytes);
  }

  /** The same for bytes that came out of turn; negative ones are given back. */
  #charge(member: Member, bytes: number): void {
    this.#line.charge(member, bytes, member.weight);
    this.#bucket = grant(refill(this.#bucket, this.#nowMs()), bytes);
    if (this.#parent !== null) this.#parent.#charge(this, bytes);
  }

  #noteRead(bytes: number): void {
    this.#bucket = noteRead(refill(this.#bucket, this.#nowMs()), bytes);
    if (this.#parent !== null) this.#parent.#noteRead(bytes);
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
      reader.limiter.#letGo(reader, bytes);
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
    return { ...best, bytes, delayMs: Math.max(best.delayMs, this.#waitMs(bytes)) };
  }
}
