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
import { ConnectionSpeeds } from './connection-speeds.ts';
import { Connection, type AcceptedAnswer, type ConnectionEnd, type ConnectionOptions } from './connection.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { planSegments } from './segment-plan.ts';
import { findSlowConnection, type MeasuredConnection } from './slow-connection.ts';
import { TransferError } from './transfer-error.ts';
import type { Recorder } from './transfer-recorder.ts';

/** The smallest piece that is worth a request of its own. */
const MINIMUM_SEGMENT_BYTES = 1024 * 1024;
/** Ahead of a connection's position: at least what its socket and the kernel may hold already. */
const SAFE_BYTES = 1024 * 1024;

/** How often the speeds of the connections are compared, in milliseconds. */
const COMPARE_MS = 1000;
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
};

/**
 * Fetches a set of ranges over several connections: whoever ends makes room for one that takes the far part of the
 * largest remainder. A connection that breaks or crawls while others work is replaced; otherwise each failure takes one
 * connection away until the last failure is the transfer's, because waiting and trying again are the queue's.
 *
 * Invariant: every byte of `missing` that has not come is in exactly one place: unassigned, ahead of a connection that
 * reads, or in the range of one that asks and has no holder.
 */
export class RangeFetcher {
  readonly #options: RangeFetcherOptions;
  readonly #active = new ActiveFetches();
  readonly #over = Promise.withResolvers<void>();
  readonly #allowance: ConnectionAllowance;
  readonly #speeds = new ConnectionSpeeds();
  #unassigned: ByteRanges;
  /** Set while the server wants no more requests. */
  #holdTimer: NodeJS.Timeout | null = null;
  #furthest = 0;

  constructor(options: RangeFetcherOptions) {
    this.#options = options;
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
        bytesPerSecond: this.#speeds.bytesPerSecond(connection),
      }))
      .toSorted((a, b) => a.position - b.position);
  }

  /** Uses another number of connections at most, from now on: opens more, or lets the last ones in the file go. */
  setMaxConnections(maxConnections: number): void {
    this.#allowance.setMost(maxConnections);
    const own = this.#active.reading().filter((fetch) => this.#isAlone(fetch) && fetch.connection.end !== Infinity);
    const tooMany = Math.min(this.#active.size - this.#allowance.allowed, own.length - 1);
    const last = own.toSorted((a, b) => b.connection.position - a.connection.position).slice(0, Math.max(tooMany, 0));
    for (const { connection } of last) {
      const { position, end } = connection;
      this.#unassigned = normalizeRanges([...this.#unassigned, { start: position, end }]);
      connection.shrinkTo(position);
    }
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
      this.#start(range, null, () => Promise.resolve(first));
      if (signal.aborted) abort();
      await this.#over.promise;
    } finally {
      signal.removeEventListener('abort', abort);
      clearInterval(comparing);
      if (this.#holdTimer !== null) clearTimeout(this.#holdTimer);
    }
  }

  /**
   * Compares the speeds and asks for the rest of a connection that crawls anew; it reads on until the answer comes. Called
   * regularly while it runs. `choose` is another judgement, for tests.
   */
  replaceSlow(choose: typeof findSlowConnection<MeasuredFetch> = findSlowConnection): void {
    const reading = this.#active.reading();
    const measured = reading.map((fetch) => ({
      ...this.#speeds.measure(fetch.connection),
      fetch,
      replaceable: fetch.holder === null && this.#active.sharing(fetch).length === 0,
    }));
    if (this.#options.signal.aborted || !this.#allowance.mayReplace(this.#active.size)) return;
    const slow = choose(measured, this.#speeds.usualBytesPerSecond);
    if (slow === null || !slow.replaceable) return;
    const { position: start, end } = slow.fetch.connection;
    if (start >= end || end === Infinity) return;
    this.#allowance.noteReplacement();
    this.#options.note('slowConnectionReplaced', `at byte ${start}`);
    this.#start({ start, end }, slow.fetch, this.#options.open);
  }

  #start(range: ByteRange, holder: Fetch | null, open: ConnectionOptions['open']): void {
    const { file, limiter, idleTimeoutMs, onReceived, onWritten } = this.#options;
    const onAccepted = (): void => this.#onAccepted(fetch);
    const connection = new Connection({
      range,
      open,
      onAccepted,
      file,
      limiter,
      idleTimeoutMs,
      onReceived,
      onWritten,
    });
    const fetch: Fetch = { connection, range, holder };
    this.#active.add(fetch);
    void connection.run().then((end) => this.#onEnd(fetch, end));
  }

  /** From here on the range is surely coming, so its holder need not go there. */
  #onAccepted(fetch: Fetch): void {
    const { holder } = fetch;
    if (holder !== null) {
      fetch.holder = null;
      fetch.connection.skipTo(holder.connection.position);
      // The holder may have read everything while this one asked; then it goes on.
      if (fetch.connection.position === fetch.connection.end) return;
      const { end } = holder.connection;
      holder.connection.shrinkTo(fetch.range.start);
      // Beyond its new end the holder reads for nobody: neither for those who ask there, nor where one was refused.
      const beyond = this.#active.sharing(holder).filter((other) => other.range.start > fetch.range.start);
      for (const other of beyond) other.holder = null;
      this.#leave({ start: fetch.range.end, end }, beyond);
    }
    this.#observe();
    this.#fill();
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
      paid: broughtBytes >= MINIMUM_SEGMENT_BYTES,
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
    if (this.#active.reading().length > 0) this.#fill();
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
    const active = this.#active.all();
    const remainders = active.map((fetch) => this.#active.remainder(fetch));
    const wanted = chooseConnectionCount({
      splittable: this.#allowance.splitting,
      allowed: this.#allowance.allowed,
      missingBytes: countBytes(this.#unassigned) + sum(remainders.map((range) => range.end - range.position)),
      minimumBytes: MINIMUM_SEGMENT_BYTES,
      limitBytesPerSecond: this.#options.limiter.shareBytesPerSecond,
    });
    if (wanted <= active.length) return;
    const plan = planSegments({
      // Whoever has no answer yet is not split: its request is under way as it is.
      active: this.#allowance.splitting
        ? remainders.filter((_, index) => active[index]?.connection.accepted === true)
        : [],
      unassigned: this.#unassigned,
      count: wanted - active.length,
      minimumBytes: MINIMUM_SEGMENT_BYTES,
      safeBytes: SAFE_BYTES,
    });
    for (const range of plan) {
      const holder = active.find(({ connection }) => connection.position < range.start && range.end <= connection.end);
      this.#unassigned = this.#unassigned.filter((left) => left.end <= range.start || left.start >= range.end);
      this.#start(range, holder ?? null, this.#options.open);
    }
  }
}

/** A connection with what is known of its speed. */
type MeasuredFetch = MeasuredConnection & { readonly fetch: Fetch };

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
