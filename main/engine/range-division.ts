import {
  countBytes,
  missingRanges,
  normalizeRanges,
  subtractRanges,
  type ByteRange,
  type ByteRanges,
} from '../../shared/byte-range.ts';
import { ActiveFetches, type Fetch } from './active-fetches.ts';

/**
 * Who fetches which range of one file.
 *
 * Invariant: every byte that has not come is in exactly one place: unassigned, ahead of a connection that reads and has no
 * holder, or in the range of one that asks and has none.
 */
export class RangeDivision {
  readonly active = new ActiveFetches();
  #unassigned: ByteRanges;
  #furthest = 0;

  /** The last range may end at `Infinity`: then it is the only one. */
  constructor(missing: ByteRanges) {
    this.#unassigned = missing;
  }

  /** What nobody fetches. */
  get unassigned(): ByteRanges {
    return this.#unassigned;
  }

  /** One past the last byte that came. */
  get furthest(): number {
    return this.#furthest;
  }

  /** Bytes that have not come. */
  get missingBytes(): number {
    const left = this.active.all().map((fetch) => this.active.remainder(fetch));
    return left.reduce((total, range) => total + range.end - range.position, countBytes(this.#unassigned));
  }

  /** The first of the ranges that nobody fetches; it is the caller's. */
  takeFirst(): ByteRange {
    const [range, ...rest] = this.#unassigned;
    if (range === undefined) throw new Error('nothing is missing');
    this.#unassigned = rest;
    return range;
  }

  /** A range that was planned is about to be asked for. */
  assign(range: ByteRange): void {
    this.#unassigned = subtractRanges(this.#unassigned, [range]);
  }

  /** Bytes that had come are worth nothing: they are to come again. */
  giveUp(range: ByteRange): void {
    this.#unassigned = normalizeRanges([...this.#unassigned, range]);
  }

  /** Whether nobody shares its range with it. */
  isAlone(fetch: Fetch): boolean {
    return fetch.holder === null && this.active.sharing(fetch).length === 0;
  }

  /** The bytes of one that races have come up to `reach`. */
  noteReach(fetch: Fetch, reach: number): void {
    const { holder } = fetch;
    if (holder === null) return;
    const { position } = holder.connection;
    if (reach > position) this.takeOver(fetch, holder);
    else fetch.connection.skipTo(position);
  }

  /** From here on the range is surely coming, so its holder need not go there. Returns whether anything was left for it. */
  takeOver(fetch: Fetch, holder: Fetch): boolean {
    fetch.holder = null;
    fetch.connection.skipTo(holder.connection.position);
    // The holder may have read everything while this one asked; then it goes on.
    if (fetch.connection.position === fetch.connection.end) return false;
    const { end } = holder.connection;
    holder.connection.shrinkTo(fetch.range.start);
    // Beyond its new end the holder reads for nobody: neither for those who ask there, nor where one was refused.
    const beyond = this.active.sharing(holder).filter((other) => other.range.start > fetch.range.start);
    for (const other of beyond) other.holder = null;
    this.#leave({ start: fetch.range.end, end }, beyond);
    return true;
  }

  /** A connection has ended; what it leaves behind is given back by `giveBack`. */
  end(fetch: Fetch): void {
    this.active.delete(fetch);
    this.#furthest = Math.max(this.#furthest, fetch.connection.position);
  }

  /** What a connection that has ended leaves behind: what those who share it ask for is theirs now, the rest is nobody's. */
  giveBack(fetch: Fetch): void {
    const { position, end } = fetch.connection;
    const sharing = this.active.sharing(fetch);
    for (const other of sharing) {
      other.holder = null;
      other.connection.skipTo(position);
    }
    this.#leave({ start: position, end }, sharing);
  }

  /** Ends one that shares its range with nobody; what it had left is for whoever is free next. */
  letGo({ connection }: Fetch): void {
    const { position: start, end } = connection;
    this.#leave({ start, end }, []);
    connection.shrinkTo(start);
  }

  /** Nobody reads this range any more, apart from where these ask: the rest is to be assigned again. */
  #leave({ start, end }: ByteRange, asking: readonly Fetch[]): void {
    const taken = normalizeRanges([{ start: 0, end: start }, ...asking.map((other) => other.range)]);
    this.#unassigned = normalizeRanges([...this.#unassigned, ...missingRanges(taken, end)]);
  }
}
