import { countBytes, normalizeRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { chooseConnectionCount } from './connection-count.ts';
import { Connection, type AcceptedAnswer, type ConnectionEnd, type ConnectionOptions } from './connection.ts';
import { planSegments } from './segment-plan.ts';
import { TransferError } from './transfer-error.ts';

/** The smallest piece that is worth a request of its own. */
const MINIMUM_SEGMENT_BYTES = 1024 * 1024;
/** Ahead of a connection's position: at least what its socket and the kernel may hold already. */
const SAFE_BYTES = 1024 * 1024;

/** Answers after which the server is not asked for more ranges at once: it does not do them as it should. */
const STOP_SPLITTING: ReadonlySet<DownloadErrorCode> = new Set([
  'server.rangeIgnored',
  'server.rangeWrong',
  'server.rangeUnsatisfiable',
  'server.changed',
  'server.encoded',
]);

export type RangeFetcherOptions = {
  /** What is to be fetched. The last may end at `Infinity`: then it is the only one and `splittable` is false. */
  readonly missing: ByteRanges;
  readonly maxConnections: number;
  /** Whether the server has proved that it answers ranges. */
  readonly splittable: boolean;
  /** Asks for a range on a connection of its own. */
  readonly open: ConnectionOptions['open'];
  readonly file: ConnectionOptions['file'];
  readonly limiter: ConnectionOptions['limiter'];
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Aborts the signal: an error that concerns more than one connection. */
  readonly abort: (error: unknown) => void;
  readonly onReceived: (bytes: number) => void;
  readonly onWritten: (range: ByteRange) => void;
};

/**
 * Fetches a set of ranges over several connections: whoever ends makes room for one that takes the far part of the
 * largest remainder; the range of one that fails goes to the others. It repeats nothing by itself: each failure takes one
 * connection away until the last failure is the transfer's, because waiting and trying again are the queue's.
 */
export class RangeFetcher {
  readonly #options: RangeFetcherOptions;
  readonly #active = new Set<Connection>();
  readonly #over = Promise.withResolvers<void>();
  #unassigned: ByteRanges;
  #allowed: number;
  #splitting: boolean;
  #failure: TransferError | null = null;
  #furthest = 0;

  constructor(options: RangeFetcherOptions) {
    this.#options = options;
    this.#unassigned = options.missing;
    this.#allowed = options.splittable ? options.maxConnections : 1;
    this.#splitting = options.splittable;
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#active.size;
  }

  /** One past the last byte that came: the size of a file whose length was not known. */
  get furthest(): number {
    return this.#furthest;
  }

  /** Hands all gathered bytes to the file. */
  async flush(): Promise<void> {
    await Promise.all(Array.from(this.#active, (connection) => connection.flush()));
  }

  /**
   * Fetches everything, beginning with an answer that has already come for the first missing range. Returns when no
   * connection runs any more.
   * @throws the last connection's error, or the signal's reason.
   */
  async run(first: AcceptedAnswer): Promise<void> {
    const [range, ...rest] = this.#unassigned;
    if (range === undefined) throw new Error('nothing is missing');
    // The body of the first answer may reach into ranges that we have: it ends at the first of them.
    this.#unassigned = rest;
    this.#start(range, () => Promise.resolve(first));
    this.#fill();
    await this.#over.promise;
  }

  #start(range: ByteRange, open: ConnectionOptions['open']): void {
    const { file, limiter, idleTimeoutMs, signal, onReceived, onWritten } = this.#options;
    const connection = new Connection({ range, open, file, limiter, idleTimeoutMs, signal, onReceived, onWritten });
    this.#active.add(connection);
    void connection.run().then((end) => this.#onEnd(connection, end));
  }

  #onEnd(connection: Connection, end: ConnectionEnd): void {
    this.#active.delete(connection);
    this.#furthest = Math.max(this.#furthest, connection.position);
    if (end.kind === 'failed') this.#onFailure(end.error);
    if (end.kind === 'failed' || connection.end !== Infinity) {
      this.#giveBack({ start: connection.position, end: connection.end });
    }
    if (!this.#options.signal.aborted) this.#fill();
    if (this.#active.size === 0) this.#settle();
  }

  #settle(): void {
    if (this.#options.signal.aborted) this.#over.reject(this.#options.signal.reason);
    else if (this.#unassigned.length === 0) this.#over.resolve();
    else this.#over.reject(this.#failure ?? new TransferError('network.truncated', 'the server sends no more'));
  }

  #onFailure(error: unknown): void {
    if (this.#options.signal.aborted) return;
    if (!(error instanceof TransferError) || error.code.startsWith('disk.')) {
      this.#options.abort(error);
      return;
    }
    this.#allowed -= 1;
    if (STOP_SPLITTING.has(error.code)) this.#splitting = false;
    // "Ignores ranges" would make the queue throw all bytes away; an ordinary failure lets it ask once more.
    if (error.code !== 'server.rangeIgnored' || this.#failure === null) this.#failure = error;
  }

  /** A range that nobody fetches any more. Whoever reads a body that goes on into it keeps reading. */
  #giveBack(range: ByteRange): void {
    this.#unassigned = normalizeRanges([...this.#unassigned, range]);
    for (const connection of this.#active) {
      const next = this.#unassigned.find((candidate) => candidate.start === connection.end);
      if (next === undefined) continue;
      const start = connection.extendOver(next);
      this.#unassigned = normalizeRanges([
        ...this.#unassigned.filter((candidate) => candidate !== next),
        { start, end: next.end },
      ]);
    }
  }

  #fill(): void {
    const active = [...this.#active];
    const remainders = active.map((connection) => ({ position: connection.position, end: connection.end }));
    const missingBytes =
      countBytes(this.#unassigned) + remainders.reduce((sum, range) => sum + range.end - range.position, 0);
    const wanted = chooseConnectionCount({
      splittable: this.#splitting,
      allowed: this.#allowed,
      missingBytes,
      minimumBytes: MINIMUM_SEGMENT_BYTES,
    });
    if (wanted <= active.length) return;
    const plan = planSegments({
      active: this.#splitting ? remainders : [],
      unassigned: this.#unassigned,
      count: wanted - active.length,
      minimumBytes: MINIMUM_SEGMENT_BYTES,
      safeBytes: SAFE_BYTES,
    });
    plan.ends.forEach((end, index) => active[index]?.shrinkTo(end));
    const taken = new Set(plan.ranges.map((range) => range.start));
    this.#unassigned = this.#unassigned.filter((range) => !taken.has(range.start));
    for (const range of plan.ranges) this.#start(range, this.#options.open);
  }
}
