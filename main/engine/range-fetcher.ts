import {
  countBytes,
  missingRanges,
  normalizeRanges,
  type ByteRange,
  type ByteRanges,
} from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import { ActiveFetches, type Fetch } from './active-fetches.ts';
import { ConnectionAllowance } from './connection-allowance.ts';
import { chooseConnectionCount } from './connection-count.ts';
import { ConnectionGoal } from './connection-goal.ts';
import { ConnectionSpeeds } from './connection-speeds.ts';
import { Connection, type AcceptedAnswer, type ConnectionEnd, type ConnectionOptions } from './connection.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { leastPieceBytes, planSegments } from './segment-plan.ts';
import { findSlowConnection, type MeasuredConnection } from './slow-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { Recorder } from './transfer-recorder.ts';

/** A connection that brought so much has paid for its request, whatever became of it. */
const PAID_BYTES = 1024 * 1024;
/** Connections that race others, beyond the number there should be, at once; half of that number when it is more. */
const LEAST_RACES = 2;
/** How often the speeds of the connections are compared, in milliseconds. */
const COMPARE_MS = 100;
/** A server that asks for a longer wait than this is left to the queue, in milliseconds. */
const MAX_HOLD_MS = 10_000;

/** The disk is the same for all connections; and a server with more bytes than it said has another file. */
function concernsAll(error: TransferError): boolean {
  return error.code.startsWith('disk.') || error.code.startsWith('app.') || error.code === 'server.tooManyBytes';
}

export type RangeFetcherOptions = {
  /** What is to be fetched. The last may end at `Infinity`: then it is the only one and `splittable` is false. */
  readonly missing: ByteRanges;
  readonly maxConnections: number;
  /** Nobody said how many: it finds out how many pay, up to the maximum. */
  readonly isAutomatic: boolean;
  /** How many paid the last time; `null` when that is not known. */
  readonly paidBefore: number | null;
  /** How many the server lets work at once, where that is remembered. */
  readonly knownLimit: number | null;
  /** Whether the server has proved that it answers ranges. */
  readonly splittable: boolean;
  /** Asks for a range on a connection of its own. */
  readonly open: ConnectionOptions['open'];
  readonly file: ConnectionOptions['file'];
  readonly limiter: ConnectionOptions['limiter'] & Pick<RateLimiter, 'join' | 'shareBytesPerSecond'>;
  readonly idleTimeoutMs: number;
  /** How long the server wants no further request still, whichever transfer it told, in milliseconds. */
  readonly hostWaitMs?: () => number;
  /** See `ConnectionAllowance`; another one for tests. */
  readonly lingerMs?: number;
  readonly signal: AbortSignal;
  /** Aborts the signal: an error that concerns more than one connection. */
  readonly abort: (error: unknown) => void;
  readonly onReceived: (bytes: number) => void;
  readonly onWritten: (range: ByteRange) => void;
  readonly note: Recorder['note'];
  /** The server has shown how many connections it lets work at once. */
  readonly onLimit: (connections: number) => void;
  /** So many connections paid. */
  readonly onPaid: (connections: number) => void;
};

/**
 * Fetches a set of ranges over several connections: whoever ends makes room for one that takes the far part of the range
 * that would take longest. A connection that breaks, crawls or falls silent while others work is replaced; otherwise each failure takes one
 * connection away until the last failure is the transfer's, because waiting and trying again are the queue's.
 *
 * Invariant: every byte of `missing` that has not come is in exactly one place: unassigned, ahead of a connection that
 * reads and has no holder, or in the range of one that asks and has none.
 */
export class RangeFetcher {
  readonly #options: RangeFetcherOptions;
  readonly #active = new ActiveFetches();
  readonly #over = Promise.withResolvers<void>();
  readonly #allowance: ConnectionAllowance;
  readonly #speeds = new ConnectionSpeeds();
  readonly #goal: ConnectionGoal;
  #unassigned: ByteRanges;
  /** Set while the server wants no more requests. */
  #holdTimer: NodeJS.Timeout | null = null;
  #climbTimer: NodeJS.Timeout | null = null;
  #furthest = 0;
  #receivedBytes = 0;

  constructor(options: RangeFetcherOptions) {
    this.#options = options;
    this.#goal = new ConnectionGoal(options);
    this.#unassigned = options.missing;
    this.#allowance = new ConnectionAllowance(options);
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#active.size;
  }

  /** One past the last byte that came: the size of a file whose length was not known. */
  get furthest(): number {
    return this.#furthest;
  }

  /** Each connection as it is now, in the order of the file. Only whoever asks pays for it. */
  snapshots(): ConnectionSnapshot[] {
    return this.#active
      .all()
      .map(({ connection }) => ({
        ...connection.snapshot(),
        bytesPerSecond: this.#speeds.speedOf(connection) ?? 0,
      }))
      .toSorted((a, b) => a.position - b.position);
  }

  /** Uses another number of connections from now on: opens more, or lets the last ones in the file go. */
  setBounds(bounds: { readonly maxConnections: number; readonly isAutomatic: boolean }): void {
    this.#allowance.setMost(bounds.maxConnections);
    this.#goal.change(bounds);
    this.#dropBeyondGoal();
    this.#onShareChange();
  }

  /** Whether nobody shares its range with it. */
  #isAlone(fetch: Fetch): boolean {
    return fetch.holder === null && this.#active.sharing(fetch).length === 0;
  }

  /** Hands all gathered bytes to the file. */
  async flush(): Promise<void> {
    await Promise.all(this.#active.all().map(({ connection }) => connection.flush()));
  }

  /**
   * Fetches everything, beginning with an answer that has already come for the first missing range. Returns when no
   * connection runs any more.
   * @throws the last connection's error, or the signal's reason.
   */
  async run(first: AcceptedAnswer): Promise<void> {
    const { signal, limiter } = this.#options;
    const [range, ...rest] = this.#unassigned;
    if (range === undefined) throw new Error('nothing is missing');
    this.#unassigned = rest;
    const abort = (): void => {
      for (const { connection } of this.#active.all()) connection.abort(signal.reason);
      if (this.#active.size === 0) this.#over.reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    using _membership = limiter.join(() => this.#onShareChange());
    const comparing = setInterval(() => this.replaceSlow(), COMPARE_MS);
    try {
      this.#start({ range, holder: null, isRace: false }, () => Promise.resolve(first));
      if (signal.aborted) abort();
      this.#climb();
      await this.#over.promise;
    } finally {
      this.#tellPaid(true);
      if (this.#climbTimer !== null) clearTimeout(this.#climbTimer);
      signal.removeEventListener('abort', abort);
      clearInterval(comparing);
      if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    }
  }

  /**
   * Compares the speeds and lets another connection race one that crawls or fell silent. Called regularly while it runs.
   * `choose` is another judgement, for tests.
   */
  replaceSlow(choose: typeof findSlowConnection<MeasuredFetch> = findSlowConnection): void {
    // Several may have fallen silent at once; a tick is long when little is left.
    while (this.#replaceSlowest(choose));
  }

  #replaceSlowest(choose: typeof findSlowConnection<MeasuredFetch>): boolean {
    const measured = this.#active.reading().map((fetch) => ({
      ...this.#speeds.measure(fetch.connection),
      fetch,
      replaceable: this.#isAlone(fetch),
    }));
    const mayRace = this.#active.racing().length < Math.max(LEAST_RACES, this.#goal.target / 2);
    if (this.#options.signal.aborted || !mayRace || !this.#allowance.mayReplace(this.#active.size)) return false;
    const slow = choose(measured, {
      usualBytesPerSecond: this.#speeds.usualBytesPerSecond,
      freshBytesPerSecond: this.#speeds.freshBytesPerSecond,
      answerSeconds: this.#speeds.answerMs / 1000,
      hasFreePlace: this.#active.size < Math.min(this.#goal.target, this.#allowance.allowed),
    });
    if (slow === null || !slow.replaceable) return false;
    const { position: start, end } = slow.fetch.connection;
    if (start >= end || end === Infinity) return false;
    this.#allowance.noteReplacement();
    this.#options.note('slowConnectionReplaced', `at byte ${start}`);
    this.#start({ range: { start, end }, holder: slow.fetch, isRace: true }, this.#options.open);
    return true;
  }

  /** Looks whether more connections would pay, and again in a while. */
  #climb(): void {
    if (this.#climbTimer !== null) clearTimeout(this.#climbTimer);
    const before = this.#goal.target;
    const againMs = this.#goal.step({
      nowMs: performance.now(),
      receivedBytes: this.#receivedBytes,
      reading: this.#active.reading().length,
      allowed: this.#allowance.allowed,
      answerMs: this.#speeds.answerMs,
    });
    if (againMs === null) return;
    this.#climbTimer = setTimeout(() => this.#climb(), againMs);
    this.#tellPaid(false);
    if (this.#goal.target > before) this.#fill();
    if (this.#goal.target < before) this.#dropBeyondGoal();
  }

  /** Under a limit it is not the line or the server that decides what pays. */
  #tellPaid(isEnd: boolean): void {
    const paid = this.#options.limiter.shareBytesPerSecond === Infinity ? this.#goal.takePaid(isEnd) : null;
    if (paid !== null) this.#options.onPaid(paid);
  }

  /** More than are wanted: the last ones in the file end, and what they had left is for whoever is free next. */
  #dropBeyondGoal(): void {
    const own = this.#active.reading().filter((fetch) => this.#isAlone(fetch) && fetch.connection.end !== Infinity);
    const wanted = Math.min(this.#goal.target, this.#allowance.allowed);
    const tooMany = Math.min(this.#active.size - wanted, own.length - 1);
    const last = own.toSorted((a, b) => b.connection.position - a.connection.position).slice(0, Math.max(tooMany, 0));
    for (const { connection } of last) {
      const { position: start, end } = connection;
      this.#leave({ start, end }, []);
      connection.shrinkTo(start);
    }
  }

  #notePaid(fetch: Fetch): void {
    fetch.isUnpaid = false;
    this.#allowance.forgetReplacement();
  }

  #start(of: Omit<Fetch, 'connection' | 'isUnpaid'>, open: ConnectionOptions['open']): void {
    const { file, limiter, idleTimeoutMs, onWritten } = this.#options;
    const connection = new Connection({
      range: of.range,
      open,
      onAccepted: () => this.#onAccepted(fetch),
      onReach: (reach) => this.#onReach(fetch, reach),
      file,
      limiter,
      idleTimeoutMs,
      onReceived: (bytes) => {
        this.#receivedBytes += bytes;
        if (fetch.isUnpaid && connection.broughtBytes >= PAID_BYTES) this.#notePaid(fetch);
        this.#options.onReceived(bytes);
      },
      onWritten,
    });
    const fetch: Fetch = { ...of, connection, isUnpaid: of.isRace };
    this.#active.add(fetch);
    void connection.run().then((end) => this.#onEnd(fetch, end));
  }

  #onAccepted(fetch: Fetch): void {
    if (this.#active.size > 1) this.#speeds.noteAnswer(fetch.connection);
    const { holder } = fetch;
    // From here on the range is surely coming, so its holder need not go there.
    if (holder !== null && !fetch.isRace && !this.#takeOver(fetch, holder)) return;
    this.#observe();
    this.#fill();
  }

  /** The bytes of one that races have come up to `reach`. */
  #onReach(fetch: Fetch, reach: number): void {
    const { holder } = fetch;
    if (holder === null) return;
    const { position } = holder.connection;
    if (reach > position) this.#takeOver(fetch, holder);
    else fetch.connection.skipTo(position);
  }

  /** Returns whether anything was left for it. */
  #takeOver(fetch: Fetch, holder: Fetch): boolean {
    fetch.holder = null;
    fetch.connection.skipTo(holder.connection.position);
    // The holder may have read everything while this one asked; then it goes on.
    if (fetch.connection.position === fetch.connection.end) return false;
    const { end } = holder.connection;
    holder.connection.shrinkTo(fetch.range.start);
    // Beyond its new end the holder reads for nobody: neither for those who ask there, nor where one was refused.
    const beyond = this.#active.sharing(holder).filter((other) => other.range.start > fetch.range.start);
    for (const other of beyond) other.holder = null;
    this.#leave({ start: fetch.range.end, end }, beyond);
    return true;
  }

  #onEnd(fetch: Fetch, end: ConnectionEnd): void {
    const { connection } = fetch;
    this.#active.delete(fetch);
    this.#furthest = Math.max(this.#furthest, connection.position);
    // After the verdict: it is about those that ended before.
    if (end.kind === 'failed') this.#onFailure(end.error, connection);
    if (connection.accepted) this.#allowance.noteEnd();
    if (end.kind === 'done') this.#speeds.noteDone(connection);
    this.#observe();
    if (this.#options.signal.aborted) {
      if (this.#active.size === 0) this.#over.reject(this.#options.signal.reason);
      return;
    }
    const complete = end.kind === 'done' && connection.end === Infinity;
    // With a holder it had nothing of its own.
    if (fetch.holder === null && !complete) this.#giveBack(fetch);
    this.#fill();
    this.#endIfOver();
  }

  #endIfOver(): void {
    if (this.#active.size > 0) return;
    const { holdMs, allowed } = this.#allowance;
    // What is left to ask for is asked for later, if that is soon.
    if (this.#unassigned.length > 0 && this.#holdTimer !== null && allowed > 0 && holdMs <= MAX_HOLD_MS) return;
    if (this.#unassigned.length === 0) this.#over.resolve();
    else this.#over.reject(this.#allowance.failure());
  }

  /** What a connection leaves behind: what those who share it ask for is theirs now, the rest is nobody's. */
  #giveBack(fetch: Fetch): void {
    const { position, end } = fetch.connection;
    const sharing = this.#active.sharing(fetch);
    for (const other of sharing) {
      other.holder = null;
      other.connection.skipTo(position);
    }
    this.#leave({ start: position, end }, sharing);
  }

  /** Nobody reads this range any more, apart from where these ask: the rest is to be assigned again. */
  #leave({ start, end }: ByteRange, asking: readonly Fetch[]): void {
    const taken = normalizeRanges([{ start: 0, end: start }, ...asking.map((other) => other.range)]);
    this.#unassigned = normalizeRanges([...this.#unassigned, ...missingRanges(taken, end)]);
  }

  #onFailure(error: unknown, { accepted, broughtBytes }: Connection): void {
    if (this.#options.signal.aborted) return;
    if (!(error instanceof TransferError) || concernsAll(error)) {
      this.#options.abort(error);
      return;
    }
    const reading = this.#active.reading();
    // Half the time in which this one would be called silent.
    const aliveSinceMs = performance.now() - this.#options.idleTimeoutMs / 2;
    const othersAlive =
      this.#speeds.lastDoneMs > aliveSinceMs ||
      reading.some(({ connection }) => connection.lastArrivalMs > aliveSinceMs);
    this.#allowance.lose(error, {
      wasAccepted: accepted,
      others: this.#active.size,
      othersReading: reading.length,
      othersAlive,
      paid: broughtBytes >= PAID_BYTES,
    });
  }

  /** The server may have shown how many connections it lets work. */
  #observe(): void {
    const reading = this.#active.reading().length;
    const limit = this.#allowance.observe(reading, this.#active.size - reading);
    if (limit === null) return;
    this.#options.note('fewerConnections', String(limit));
    this.#options.onLimit(limit);
  }

  /** More connections may pay now. Not before the first answer, nor after the last connection ended. */
  #onShareChange(): void {
    if (this.#active.reading().length === 0) return;
    this.#goal.wake();
    this.#climb();
    this.#fill();
  }

  /** Whether the server wants no request now; then the next look is when it does. */
  #isHeld(): boolean {
    const { holdMs } = this.#allowance;
    if (holdMs === 0) return false;
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = null;
      this.#fill();
      this.#endIfOver();
    }, holdMs);
    return true;
  }

  #fill(): void {
    // An answer may come after the stop; what is started then would hear of no stop.
    if (this.#options.signal.aborted || this.#isHeld()) return;
    const reading = this.#active.reading();
    const newcomer = this.#speeds.newcomer(reading.map(({ connection }) => connection));
    const left = this.#active.all().map((fetch) => this.#active.remainder(fetch));
    const wanted = chooseConnectionCount({
      splittable: this.#allowance.splitting,
      allowed: Math.min(this.#allowance.allowed, this.#goal.target),
      missingBytes: countBytes(this.#unassigned) + sum(left.map((range) => range.end - range.position)),
      minimumBytes: leastPieceBytes(newcomer),
      limitBytesPerSecond: this.#options.limiter.shareBytesPerSecond,
    });
    const asking = this.#active.size - reading.length;
    const count = Math.min(wanted - this.#active.size, this.#goal.mayAsk(reading.length) - asking);
    if (count <= 0) return;
    // Whoever has no answer yet is not split: its request is under way as it is.
    const owners = this.#allowance.splitting ? this.#active.owners() : [];
    const active = owners.map((fetch) => ({
      ...this.#active.remainder(fetch),
      bytesPerSecond: this.#speeds.speedOf(fetch.connection),
    }));
    for (const range of planSegments({ active, unassigned: this.#unassigned, count, newcomer })) {
      const holder = owners.find(({ connection }) => connection.position < range.start && range.end <= connection.end);
      this.#unassigned = this.#unassigned.filter((one) => one.end <= range.start || one.start >= range.end);
      this.#start({ range, holder: holder ?? null, isRace: false }, this.#options.open);
    }
  }
}

/** A connection with what is known of its speed. */
type MeasuredFetch = MeasuredConnection & { readonly fetch: Fetch };

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
