import type { ByteRange } from '../../shared/byte-range.ts';
import type { Connection } from './connection.ts';
import type { ActiveRange } from './segment-plan.ts';

/** A connection, and the one whose range it was asked to share. */
export type Fetch = {
  readonly connection: Connection;
  readonly range: ByteRange;
  /**
   * Reads on through the range until this connection's answer is accepted, so that nothing is lost when it never is: a
   * link may work only once. `null` when nobody else reads there.
   */
  holder: Fetch | null;
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

  /** Who asks for a part of what a connection still reads. */
  sharing(holder: Fetch): Fetch[] {
    return this.all().filter((fetch) => fetch.holder === holder);
  }

  /** What a connection will read when all who share it are accepted. */
  remainder(fetch: Fetch): ActiveRange {
    const { position, end } = fetch.connection;
    const shared = this.sharing(fetch).map((other) => Math.max(position, other.range.start));
    return { position, end: Math.min(end, ...shared) };
  }
}
