import type { ByteRange, ByteRanges } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import { HostFetcher } from './host-fetcher.ts';
import type { FetchCommons, HostOptions } from './host-options.ts';
import type { MeasuredFetch } from './races.ts';
import { RangeDivision } from './range-division.ts';
import { findSlowConnection } from './slow-connection.ts';
import { findSlowHost } from './slow-host.ts';
import { TransferError } from './transfer-error.ts';

/** How often the speeds of the connections are compared, in milliseconds. */
const COMPARE_MS = 100;
/** Looks that are further apart show that this thread was held up: then what has come may not have been read, in milliseconds. */
const HELD_UP_MS = 150;
/** A connection that has read for so long shows what its host can do, in milliseconds. */
const GROWN_MS = 5000;

export type RangeFetcherOptions = HostOptions &
  Omit<FetchCommons, 'onWritten'> & {
    /** What is to be fetched. The last may end at `Infinity`: then it is the only one and `splittable` is false. */
    readonly missing: ByteRanges;
    /** The host of the first answer. */
    readonly host?: string;
    readonly onWritten: (range: ByteRange, host: string) => void;
    /** Every byte has come. Until it resolves some may still turn out to be wrong (`fetchAgain`). */
    readonly settle?: () => Promise<void>;
    /** Nothing more comes from one of several hosts. */
    readonly onHostOver?: (host: string, failure: TransferError) => void;
  };

/**
 * Fetches a set of ranges over several connections, from one host or several. Who fetches what is `RangeDivision`'s; how many
 * connections a host has, `HostFetcher`'s: each host for itself takes the far part of the range that would take longest, so
 * that ranges go to those who are fast.
 */
export class RangeFetcher {
  readonly #options: RangeFetcherOptions;
  readonly #division: RangeDivision;
  readonly #over = Promise.withResolvers<void>();
  readonly #primary: HostFetcher;
  /** All that may bring bytes, in the order in which they came. */
  readonly #hosts = new Map<string, HostFetcher>();
  /** When the speeds were compared last, on the clock of `performance.now()`. */
  #comparedAtMs = performance.now();
  /** The last look came late, and was not taken. */
  #isLeftOut = false;
  #isSettling = false;
  #isOver = false;

  constructor(options: RangeFetcherOptions) {
    this.#options = options;
    this.#division = new RangeDivision(options.missing);
    this.#primary = this.#makeHost(options.host ?? '', options);
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#division.active.size;
  }

  /** One past the last byte that came: the size of a file whose length was not known. */
  get furthest(): number {
    return this.#division.furthest;
  }

  /** Bytes that have not come. */
  get missingBytes(): number {
    return this.#division.missingBytes;
  }

  /** The hosts that may bring bytes. */
  get hosts(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  /** Each connection as it is now, in the order of the file. Only whoever asks pays for it. */
  snapshots(): ConnectionSnapshot[] {
    return this.#division.active
      .all()
      .map(({ connection, host }) => ({
        ...connection.snapshot(),
        bytesPerSecond: host.speedOf(connection) ?? 0,
      }))
      .toSorted((a, b) => a.position - b.position);
  }

  /** Uses another number of connections to each host from now on: opens more, or lets the last ones in the file go. */
  setBounds(bounds: { readonly maxConnections: number; readonly isAutomatic: boolean }): void {
    for (const host of this.#hosts.values()) host.setBounds(bounds);
  }

  /** From now on this host brings bytes too. */
  addHost(host: string, options: HostOptions): void {
    if (this.#isOver || this.#hosts.has(host)) return;
    const added = this.#makeHost(host, { ...options, isMirror: true });
    added.climb();
    added.fill();
  }

  /** Nothing more is asked of a host, unless it is the last one. Returns whether it was not. */
  dropHost(host: string, reason: TransferError): boolean {
    const dropped = this.#hosts.get(host);
    if (dropped === undefined || this.#hosts.size === 1) return false;
    dropped.retire(reason);
    this.#noteOver();
    for (const other of this.#hosts.values()) other.fill();
    return true;
  }

  /** Bytes that had come are wrong: they are asked for once more. */
  fetchAgain(range: ByteRange): void {
    this.#division.giveUp(range);
    for (const host of this.#hosts.values()) host.fill();
    this.#endIfOver();
  }

  /** Hands all gathered bytes to the file. */
  async flush(): Promise<void> {
    await Promise.all(this.#division.active.all().map(({ connection }) => connection.flush()));
  }

  /**
   * Fetches everything, beginning with an answer that has already come for the first missing range. Returns when no
   * connection runs any more.
   * @throws the last connection's error, or the signal's reason.
   */
  async run(first: AcceptedAnswer): Promise<void> {
    const { signal, limiter } = this.#options;
    const range = this.#division.takeFirst();
    const abort = (): void => {
      for (const { connection } of this.#division.active.all()) connection.abort(signal.reason);
      if (this.#division.active.size === 0) this.#over.reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    using _membership = limiter.join(() => this.#reconsider());
    const comparing = setInterval(() => this.#compare(), COMPARE_MS);
    try {
      this.#primary.begin(range, first);
      if (signal.aborted) abort();
      this.#primary.climb();
      await this.#over.promise;
    } finally {
      this.#isOver = true;
      this.#primary.close();
      for (const host of this.#hosts.values()) host.close();
      signal.removeEventListener('abort', abort);
      clearInterval(comparing);
    }
  }

  /**
   * Compares the speeds and lets another connection race one that crawls or fell silent. Called regularly while it runs.
   * `choose` is another judgement, for tests.
   */
  replaceSlow(choose: typeof findSlowConnection<MeasuredFetch> = findSlowConnection): void {
    for (const host of this.#hosts.values()) {
      // Several may have fallen silent at once; a tick is long when little is left.
      while (host.replaceSlowest(this.#measured(), choose));
    }
  }

  #compare(): void {
    // One look is left out, not all: a thread may be held up all the time.
    this.#isLeftOut = !this.#isLeftOut && this.#isHeldUp();
    this.#comparedAtMs = performance.now();
    if (!this.#isLeftOut) this.replaceSlow();
    for (const host of this.#hosts.values()) {
      host.reopen();
      host.fillIfPutOff();
    }
    if (this.#hosts.size === 1) return;
    // What another host was asked for may have turned out to take long only now.
    for (const host of this.#hosts.values()) host.fill();
    // Under a limit it is not the hosts that decide how fast they are.
    if (this.#options.limiter.shareBytesPerSecond !== Infinity) return;
    const hosts = [...this.#hosts].map(([host, fetcher]) => ({ host, speeds: fetcher.grownSpeeds(GROWN_MS) }));
    const slow = findSlowHost(hosts);
    if (slow !== null) this.dropHost(slow.host, new TransferError('network.stalled', 'far slower than the others'));
  }

  /** Connections seem silent to a thread that does not read. */
  #isHeldUp(): boolean {
    return performance.now() - this.#comparedAtMs > HELD_UP_MS;
  }

  #makeHost(host: string, options: HostOptions): HostFetcher {
    const made = new HostFetcher({
      ...this.#options,
      ...options,
      // While several share the line, what one of them brings says little about it.
      onPaid: (connections) => {
        if (this.#hosts.size === 1) options.onPaid(connections);
      },
      onWritten: (range) => this.#options.onWritten(range, host),
      division: this.#division,
      speedElsewhere: () => this.#middleSpeed(),
      onSettled: () => this.#onSettled(made),
    });
    this.#hosts.set(host, made);
    return made;
  }

  #reconsider(): void {
    for (const host of this.#hosts.values()) host.reconsider();
  }

  #measured(): MeasuredFetch[] {
    return this.#division.active.reading().map((fetch) => ({
      ...fetch.host.measure(fetch.connection),
      fetch,
      // Whom a limit or the disk holds back is not slow: another one would be held back as well.
      replaceable: this.#division.isAlone(fetch) && !fetch.connection.isWaiting,
    }));
  }

  #middleSpeed(): number | null {
    const speeds = this.#division.active.reading().flatMap(({ connection, host }) => host.speedOf(connection) ?? []);
    return speeds.toSorted((a, b) => a - b)[Math.floor(speeds.length / 2)] ?? null;
  }

  #onSettled(host: HostFetcher): void {
    this.#noteOver();
    if (!this.#options.signal.aborted) {
      for (const other of this.#hosts.values()) if (other !== host) other.fill();
      // Whoever ended left a place for another race.
      if (!this.#isHeldUp()) this.replaceSlow();
    }
    this.#endIfOver();
  }

  /** The last one stays: how it ends is how the transfer ends. */
  #noteOver(): void {
    for (const [name, host] of this.#hosts) {
      if (this.#hosts.size === 1 || !host.isOver) continue;
      this.#hosts.delete(name);
      host.close();
      this.#options.onHostOver?.(name, host.failure);
    }
  }

  #endIfOver(): void {
    const { active, unassigned } = this.#division;
    const hosts = [...this.#hosts.values()];
    if (active.size > 0) return;
    if (this.#options.signal.aborted) this.#over.reject(this.#options.signal.reason);
    else if (unassigned.length === 0) this.#settle();
    // What is left to ask for is asked for later, if that is soon.
    else if (!hosts.some(({ isWaiting }) => isWaiting)) this.#over.reject((hosts[0] ?? this.#primary).failure);
  }

  /** Every byte has come; some may turn out to be wrong. */
  #settle(): void {
    const { settle } = this.#options;
    if (settle === undefined) return this.#over.resolve();
    if (this.#isSettling) return;
    this.#isSettling = true;
    const onSettled = (): void => {
      this.#isSettling = false;
      const { active, unassigned } = this.#division;
      if (active.size === 0 && unassigned.length === 0) this.#over.resolve();
      else this.#endIfOver();
    };
    void settle().then(onSettled, (error: unknown) => this.#over.reject(error));
  }
}
