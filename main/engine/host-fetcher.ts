import type { ByteRange } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import type { Fetch } from './active-fetches.ts';
import { ConnectionAllowance } from './connection-allowance.ts';
import { chooseConnectionCount } from './connection-count.ts';
import { ConnectionGoal } from './connection-goal.ts';
import { ConnectionSpeeds } from './connection-speeds.ts';
import { Connection, type ConnectionEnd, type ConnectionOptions } from './connection.ts';
import type { HostFetcherOptions } from './host-options.ts';
import type { RangeDivision } from './range-division.ts';
import { PAID_BYTES, Races, type MeasuredFetch } from './races.ts';
import { Reopening } from './reopening.ts';
import { LEAST_PIECE_BYTES, leastPieceBytes, planSegments } from './segment-plan.ts';
import type { findSlowConnection, MeasuredConnection } from './slow-connection.ts';
import { TransferError } from './transfer-error.ts';

/** A server that asks for a longer wait than this is left to the queue, in milliseconds. */
const MAX_HOLD_MS = 10_000;

/** The disk is the same for all connections. */
function concernsAll(error: TransferError): boolean {
  return error.code.startsWith('disk.') || error.code.startsWith('app.');
}

/** What a mirror that has another file than it had at first answers with. */
const ANOTHER_FILE: ReadonlySet<DownloadErrorCode> = new Set(['server.tooManyBytes', 'server.changed']);

/**
 * The connections to one host: as many as pay and are let in. Whoever ends makes room for one that takes the far part of the
 * range that would take longest. A connection that breaks, crawls or falls silent while others work is replaced; otherwise
 * each failure takes one connection away until none is left, because waiting and trying again are the queue's.
 *
 * Ends with `close()`, which stops its timers; its connections are ended by whoever owns it.
 */
export class HostFetcher {
  readonly #options: HostFetcherOptions;
  readonly #division: RangeDivision;
  readonly #allowance: ConnectionAllowance;
  readonly #speeds = new ConnectionSpeeds();
  readonly #goal: ConnectionGoal;
  /** Set while the server wants no more requests. */
  #holdTimer: NodeJS.Timeout | null = null;
  #climbTimer: NodeJS.Timeout | null = null;
  #receivedBytes = 0;
  /** Ranges were not divided, since this thread was behind. */
  #isPutOff = false;
  readonly #races: Races;
  readonly #reopening: Reopening;

  constructor(options: HostFetcherOptions) {
    this.#options = options;
    this.#division = options.division;
    this.#goal = new ConnectionGoal(options);
    this.#allowance = new ConnectionAllowance(options);
    const ask = (holder: Fetch, isRace: boolean): Fetch => {
      const { position: start, end } = holder.connection;
      return this.#start({ range: { start, end }, holder, isRace, isUnpaid: true }, options.open);
    };
    this.#races = new Races({ allowance: this.#allowance, ask: (holder) => ask(holder, true) });
    this.#reopening = new Reopening({
      division: options.division,
      allowance: this.#allowance,
      ask: (holder) => ask(holder, false),
    });
  }

  /** Nothing more comes from it. */
  get isOver(): boolean {
    return this.#allowance.allowed === 0 && this.#own().length === 0;
  }

  /** Why nothing more comes from it. */
  get failure(): TransferError {
    return this.#allowance.failure();
  }

  /** Whether it will be asked again soon, though nothing flows: it said when. */
  get isWaiting(): boolean {
    const { holdMs, allowed } = this.#allowance;
    return this.#holdTimer !== null && allowed > 0 && holdMs <= MAX_HOLD_MS;
  }

  /** The speeds of its connections that have read for so long, in bytes per second. */
  grownSpeeds(leastMs: number): readonly number[] {
    const nowMs = performance.now();
    const grown = this.#reading().filter(({ connection }) => nowMs - (connection.acceptedAtMs ?? nowMs) >= leastMs);
    return grown.map(({ connection }) => this.speedOf(connection) ?? 0);
  }

  /** Asks for nothing more, and leaves what it asked for to others. */
  retire(reason: TransferError): void {
    this.#allowance.forbid(reason);
    for (const { connection } of this.#own()) connection.leave();
  }

  /** Bytes per second of one of its connections; `null` while that is not known. */
  speedOf(connection: Connection): number | null {
    return this.#speeds.speedOf(connection);
  }

  /** Takes a sample of the speed of one of its connections. */
  measure(connection: Connection): Omit<MeasuredConnection, 'replaceable'> {
    return this.#speeds.measure(connection);
  }

  /** Takes a range from an answer that has already come. */
  begin(range: ByteRange, first: AcceptedAnswer): void {
    this.#start({ range, holder: null, isRace: false, isUnpaid: false }, () => Promise.resolve(first));
  }

  /** Uses another number of connections from now on: opens more, or lets the last ones in the file go. */
  setBounds(bounds: { readonly maxConnections: number; readonly isAutomatic: boolean }): void {
    this.#allowance.setMost(bounds.maxConnections);
    this.#goal.change(bounds);
    this.#dropBeyondGoal();
    this.reconsider();
  }

  /** Replaces connections that read ahead of the limit that holds now. */
  reopen(): void {
    this.#reopening.step(this.#own());
  }

  /** More connections may pay now. Not before the first answer, nor after the last connection ended. */
  reconsider(): void {
    if (this.#reading().length === 0) return;
    this.#reopening.allow();
    this.reopen();
    // Too short to be divided: of a thousand short files each is asked at the end of every other one.
    if (this.#division.missingBytes < 2 * LEAST_PIECE_BYTES) return;
    this.#goal.wake();
    this.climb();
    this.fill();
  }

  close(): void {
    this.#tellPaid(true);
    if (this.#climbTimer !== null) clearTimeout(this.#climbTimer);
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
  }

  /** Lets another connection race one that crawls or fell silent. Returns whether it found one. */
  replaceSlowest(measured: readonly MeasuredFetch[], choose: typeof findSlowConnection<MeasuredFetch>): boolean {
    const own = this.#own();
    const { target } = this.#goal;
    if (this.#options.signal.aborted || !this.#races.mayBegin(own, target)) return false;
    // What is read more slowly than it comes is not brought sooner by another one.
    const hasFreePlace = own.length < Math.min(target, this.#allowance.allowed) && !this.#isBehind;
    const seen = measured.map((one) => ({ ...one, isElsewhere: one.fetch.host !== this }));
    const slow = choose(seen, { ...this.#speeds.expected, hasFreePlace });
    if (slow === null || !this.#races.begin(slow)) return false;
    this.#options.note('slowConnectionReplaced', `at byte ${slow.fetch.connection.position}`);
    return true;
  }

  /** Looks whether more connections would pay, and again in a while. */
  climb(): void {
    if (this.#climbTimer !== null) clearTimeout(this.#climbTimer);
    const before = this.#goal.target;
    const againMs = this.#goal.step({
      nowMs: performance.now(),
      receivedBytes: this.#receivedBytes,
      missingBytes: this.#division.missingBytes,
      reading: this.#reading().length,
      allowed: this.#allowance.allowed,
      answerMs: this.#speeds.answerMs,
    });
    this.#climbTimer = againMs === null ? null : setTimeout(() => this.climb(), againMs);
    this.#tellPaid(false);
    if (this.#goal.target > before) this.fill();
    if (this.#goal.target < before) this.#dropBeyondGoal();
  }

  /** Divides ranges that were left whole while this thread was behind, when it has caught up. */
  fillIfPutOff(): void {
    if (this.#isPutOff && !this.#isBehind) this.fill();
  }

  /** Opens as many connections as pay now. */
  fill(): void {
    // An answer may come after the stop; what is started then would hear of no stop.
    if (this.#options.signal.aborted || this.#isHeld()) return;
    const { active, unassigned } = this.#division;
    const size = this.#own().length;
    const reading = this.#reading();
    const own = this.#speeds.newcomer(reading.map(({ connection }) => connection));
    const newcomer = { ...own, bytesPerSecond: own.bytesPerSecond ?? this.#options.speedElsewhere() };
    const wanted = chooseConnectionCount({
      splittable: this.#allowance.splitting,
      allowed: Math.min(this.#allowance.allowed, this.#goal.target),
      missingBytes: this.#division.missingBytes,
      minimumBytes: leastPieceBytes(newcomer),
      limitBytesPerSecond: this.#options.limiter.shareBytesPerSecond,
    });
    const asking = size - reading.length;
    const count = wanted - size;
    const mayAsk = Math.min(count, this.#goal.mayAsk(reading.length) - asking);
    if (mayAsk <= 0) return;
    this.#isPutOff = this.#isBehind;
    // Whoever has no answer yet is not split: its request is under way as it is. And when it is we who are slow, another connection makes
    // nothing faster, while what is on its way to the one whose range is divided comes twice.
    const owners = this.#allowance.splitting && !this.#isPutOff ? active.owners() : [];
    const ranges = owners.map((fetch) => ({
      ...active.remainder(fetch),
      bytesPerSecond: fetch.host.speedOf(fetch.connection),
    }));
    // Planned for all that are wanted, though not all may ask yet: a range that is divided again later costs what is on its way.
    for (const range of planSegments({ active: ranges, unassigned, count, newcomer }).slice(0, mayAsk)) {
      const holder = owners.find(({ connection }) => connection.position < range.start && range.end <= connection.end);
      this.#division.assign(range);
      this.#start({ range, holder: holder ?? null, isRace: false, isUnpaid: false }, this.#options.open);
    }
  }

  get #isBehind(): boolean {
    return this.#options.lag.isBehind(performance.now());
  }

  #own(): Fetch[] {
    return this.#division.active.all().filter(({ host }) => host === this);
  }

  #reading(): Fetch[] {
    return this.#own().filter(({ connection }) => connection.accepted);
  }

  /** Under a limit it is not the line or the server that decides what pays. */
  #tellPaid(isEnd: boolean): void {
    const paid = this.#options.limiter.shareBytesPerSecond === Infinity ? this.#goal.takePaid(isEnd) : null;
    if (paid !== null) this.#options.onPaid(paid);
  }

  /** More than are wanted: the last ones in the file end, and what they had left is for whoever is free next. */
  #dropBeyondGoal(): void {
    const own = this.#reading().filter((fetch) => this.#division.isAlone(fetch) && fetch.connection.end !== Infinity);
    const wanted = Math.min(this.#goal.target, this.#allowance.allowed);
    const tooMany = Math.min(this.#own().length - wanted, own.length - 1);
    const last = own.toSorted((a, b) => b.connection.position - a.connection.position).slice(0, Math.max(tooMany, 0));
    for (const fetch of last) this.#division.letGo(fetch);
  }

  #start(of: Omit<Fetch, 'connection' | 'host'>, open: ConnectionOptions['open']): Fetch {
    const { file, limiter, lag, idleTimeoutMs, onWritten } = this.#options;
    const connection = new Connection({
      range: of.range,
      open,
      onAccepted: () => this.#onAccepted(fetch),
      onReach: (reach) => this.#division.noteReach(fetch, reach),
      file,
      limiter,
      lag,
      idleTimeoutMs,
      onReceived: (bytes) => {
        this.#receivedBytes += bytes;
        this.#races.noteReceived(fetch);
        this.#options.onReceived(bytes);
      },
      onWritten,
    });
    const fetch: Fetch = { ...of, host: this, connection };
    this.#division.active.add(fetch);
    void connection.run().then((end) => this.#onEnd(fetch, end));
    return fetch;
  }

  #onAccepted(fetch: Fetch): void {
    // The first answer came before there was a connection.
    const { waitedMs } = fetch.connection;
    if (waitedMs !== null) this.#speeds.noteAnswer(waitedMs);
    const { holder } = fetch;
    if (holder !== null && !fetch.isRace && !this.#division.takeOver(fetch, holder)) return;
    this.#observe();
    this.reopen();
    this.fill();
  }

  #onEnd(fetch: Fetch, end: ConnectionEnd): void {
    const { connection } = fetch;
    this.#division.end(fetch);
    this.#reopening.noteEnd(fetch, this.#own());
    // After the verdict: it is about those that ended before.
    if (end.kind === 'failed') this.#onFailure(end.error, connection);
    if (connection.accepted) this.#allowance.noteEnd();
    if (end.kind === 'done') this.#speeds.noteDone(connection);
    this.#races.noteEnd(fetch);
    this.#observe();
    if (!this.#options.signal.aborted) {
      const complete = end.kind === 'done' && connection.end === Infinity;
      // With a holder it had nothing of its own.
      if (fetch.holder === null && !complete) this.#division.giveBack(fetch);
      this.fill();
    }
    this.#options.onSettled();
  }

  #onFailure(error: unknown, { accepted, broughtBytes }: Connection): void {
    if (this.#options.signal.aborted) return;
    if (!(error instanceof TransferError) || concernsAll(error)) return this.#options.abort(error);
    // A server with more bytes than it said has another file.
    if (this.#options.isMirror === true && ANOTHER_FILE.has(error.code)) return this.retire(error);
    if (error.code === 'server.tooManyBytes') return this.#options.abort(error);
    const reading = this.#reading();
    // Half the time in which this one would be called silent.
    const aliveSinceMs = performance.now() - this.#options.idleTimeoutMs / 2;
    const othersAlive =
      this.#speeds.lastDoneMs > aliveSinceMs ||
      reading.some(({ connection }) => connection.lastArrivalMs > aliveSinceMs);
    this.#allowance.lose(error, {
      wasAccepted: accepted,
      others: this.#own().length,
      othersReading: reading.length,
      othersAlive,
      paid: broughtBytes >= PAID_BYTES,
    });
  }

  /** The server may have shown how many connections it lets work. */
  #observe(): void {
    const reading = this.#reading().length;
    const limit = this.#allowance.observe(reading, this.#own().length - reading);
    if (limit === null) return;
    this.#options.note('fewerConnections', String(limit));
    this.#options.onLimit(limit);
  }

  /** Whether the server wants no request now; then the next look is when it does. */
  #isHeld(): boolean {
    const { holdMs } = this.#allowance;
    if (holdMs === 0) return false;
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = null;
      this.fill();
      this.#options.onSettled();
    }, holdMs);
    return true;
  }
}
