import type { ByteRanges } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { AcceptedAnswer } from './connection.ts';
import { HostFetcher, type FetchCommons, type HostOptions, type MeasuredFetch } from './host-fetcher.ts';
import { RangeDivision } from './range-division.ts';
import { findSlowConnection } from './slow-connection.ts';

/** How often the speeds of the connections are compared, in milliseconds. */
const COMPARE_MS = 100;

export type RangeFetcherOptions = HostOptions &
  FetchCommons & {
    /** What is to be fetched. The last may end at `Infinity`: then it is the only one and `splittable` is false. */
    readonly missing: ByteRanges;
  };

/** Fetches a set of ranges over several connections; who asks for what is `HostFetcher`'s and `RangeDivision`'s. */
export class RangeFetcher {
  readonly #options: RangeFetcherOptions;
  readonly #division: RangeDivision;
  readonly #over = Promise.withResolvers<void>();
  readonly #host: HostFetcher;

  constructor(options: RangeFetcherOptions) {
    this.#options = options;
    this.#division = new RangeDivision(options.missing);
    this.#host = new HostFetcher({
      ...options,
      division: this.#division,
      onSettled: () => this.#endIfOver(),
    });
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#division.active.size;
  }

  /** One past the last byte that came: the size of a file whose length was not known. */
  get furthest(): number {
    return this.#division.furthest;
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

  /** Uses another number of connections from now on: opens more, or lets the last ones in the file go. */
  setBounds(bounds: { readonly maxConnections: number; readonly isAutomatic: boolean }): void {
    this.#host.setBounds(bounds);
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
    using _membership = limiter.join(() => this.#host.reconsider());
    const comparing = setInterval(() => this.replaceSlow(), COMPARE_MS);
    try {
      this.#host.begin(range, first);
      if (signal.aborted) abort();
      this.#host.climb();
      await this.#over.promise;
    } finally {
      this.#host.close();
      signal.removeEventListener('abort', abort);
      clearInterval(comparing);
    }
  }

  /**
   * Compares the speeds and lets another connection race one that crawls or fell silent. Called regularly while it runs.
   * `choose` is another judgement, for tests.
   */
  replaceSlow(choose: typeof findSlowConnection<MeasuredFetch> = findSlowConnection): void {
    // Several may have fallen silent at once; a tick is long when little is left.
    while (this.#host.replaceSlowest(this.#measured(), choose));
  }

  #measured(): MeasuredFetch[] {
    return this.#division.active.reading().map((fetch) => ({
      ...fetch.host.measure(fetch.connection),
      fetch,
      replaceable: this.#division.isAlone(fetch),
    }));
  }

  #endIfOver(): void {
    const { active, unassigned } = this.#division;
    if (active.size > 0) return;
    if (this.#options.signal.aborted) this.#over.reject(this.#options.signal.reason);
    // What is left to ask for is asked for later, if that is soon.
    else if (unassigned.length > 0 && this.#host.isWaiting) return;
    else if (unassigned.length === 0) this.#over.resolve();
    else this.#over.reject(this.#host.failure);
  }
}
