import type { ByteRange } from '../../shared/byte-range.ts';
import type { Connection } from './connection.ts';
import type { ActiveRange } from './segment-plan.ts';
import type { MeasuredConnection } from './slow-connection.ts';

/** Knows the speeds of its connections; see `HostFetcher`. */
export type FetchHost = {
  readonly speedOf: (connection: Connection) => number | null;
  readonly measure: (connection: Connection) => Omit<MeasuredConnection, 'replaceable'>;
};

/** A connection, and the one whose range it was asked to share. */
export type Fetch = {
  /** Where its bytes come from. */
  readonly host: FetchHost;
  readonly connection: Connection;
  readonly range: ByteRange;
  /**
   * Reads on through the range until this connection's answer is accepted, so that nothing is lost when it never is: a
   * link may work only once. `null` when nobody else reads there.
   */
  holder: Fetch | null;
  /**
   * It asks for all that its holder has left, and they race: it takes over when its bytes reach the holder's position, and
   * until then it drops them. So no byte is written twice, and it is written by whoever brought it first.
   */
  readonly isRace: boolean;
  /** It was asked for to replace another, and has not brought what a request is worth. */
  isUnpaid: boolean;
};

/** The connections of one transfer that ask or read now, and who shares whose range. */
export class ActiveFetches {
  readonly #all = new Set<Fetch>();

  get size(): number {
    return this.#all.size;
  }

  add(fetch: Fetch): void {
    this.#all.add(fetch);
  }

  delete(fetch: Fetch): void {
    this.#all.delete(fetch);
  }

  all(): Fetch[] {
    return [...this.#all];
  }

  /** Those whose answer was accepted. */
  reading(): Fetch[] {
    return this.all().filter(({ connection }) => connection.accepted);
  }

  /** Those that race their holder. */
  racing(): Fetch[] {
    return this.all().filter(({ holder, isRace }) => holder !== null && isRace);
  }

  /** Those whose range is their own and shared by nobody who would take all of it. */
  owners(): Fetch[] {
    const raced = new Set(this.racing().map(({ holder }) => holder));
    return this.reading().filter((fetch) => fetch.holder === null && !raced.has(fetch));
  }

  /** Who asks for a part of what a connection still reads. */
  sharing(holder: Fetch): Fetch[] {
    return this.all().filter((fetch) => fetch.holder === holder);
  }

  /** What a connection will read when all who share it are accepted. */
  remainder(fetch: Fetch): Omit<ActiveRange, 'bytesPerSecond'> {
    const { position, end } = fetch.connection;
    const shared = this.sharing(fetch).map((other) => Math.max(position, other.range.start));
    return { position, end: Math.min(end, ...shared) };
  }
}
