import type { ViewSort } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { ListColumns } from './list-columns.ts';
import { sortInSteps } from './sort-in-steps.ts';
import type { ViewRow } from './view-row.ts';
import { compareKeys, sortKeyOf, type SortKey, type ViewFilterRule } from './view-rule.ts';

/** Rows that are looked at, or compared, between two rests: a few milliseconds. */
export const ROWS_PER_STEP = 4096;

const NOWHERE = -1;

export type SlotOrderInput = {
  readonly columns: ListColumns;
  readonly has: ViewFilterRule;
  readonly sort: ViewSort;
  readonly descending: boolean;
};

/** A row among others: by its key, and with equal ones by when it was added. */
type Place = { readonly id: DownloadId; readonly key: SortKey };

/** Which slots of the columns a view has, and in which order: as the rows in them are now. */
export class SlotOrder {
  readonly #input: SlotOrderInput;
  readonly #cursor: ReturnType<ListColumns['cursor']>;

  constructor(input: SlotOrderInput) {
    this.#input = input;
    this.#cursor = input.columns.cursor();
  }

  idAt(slot: number): DownloadId {
    return this.#at(slot).id;
  }

  rankAt(slot: number): number {
    return sortKeyOf(this.#at(slot), this.#input.sort).rank;
  }

  has(slot: number): boolean {
    return this.#input.has(this.#at(slot));
  }

  /** The rows of these downloads that the view has. */
  rowsOf(ids: Iterable<DownloadId>): ViewRow[] {
    const rows: ViewRow[] = [];
    for (const id of ids) {
      const cursor = this.#input.columns.cursor();
      cursor.slot = this.#input.columns.slotOf(id) ?? NOWHERE;
      if (cursor.slot !== NOWHERE && this.#input.has(cursor)) rows.push(cursor);
    }
    return rows;
  }

  /** Whether a row stands where another one stood. */
  standsEqual(a: ViewRow, b: ViewRow): boolean {
    return this.#compare(this.#placed(a), this.#placed(b)) === 0;
  }

  /** The first place whose row does not come before this one. @param slots in order. */
  placeOf(slots: readonly number[], row: ViewRow): number {
    const place = this.#placed(row);
    return firstWhere(slots, (slot) => this.#compare(this.#placed(this.#at(slot)), place) >= 0);
  }

  /** With rows that come in, in one pass for all of them: each splice would move half of a long list. @param slots in order. */
  merged(slots: readonly number[], rows: readonly ViewRow[]): number[] {
    const coming = rows
      .map((row) => ({ slots: this.slotOf(row), place: this.#placed(row) }))
      .toSorted((a, b) => this.#compare(a.place, b.place));
    const parts: (readonly number[])[] = [];
    let from = 0;
    for (const { slots: own, place } of coming) {
      // Those that come together mostly stand together.
      const before = nextWhere(slots, from, (slot) => this.#compare(this.#placed(this.#at(slot)), place) >= 0);
      if (before > from) parts.push(slots.slice(from, before));
      parts.push(own);
      from = before;
    }
    parts.push(slots.slice(from));
    return joined(parts);
  }

  /** One slot for a row that the columns have. */
  slotOf({ id }: ViewRow): number[] {
    const slot = this.#input.columns.slotOf(id);
    return slot === undefined ? [] : [slot];
  }

  /**
   * The slots of the view in its order; rests after each few thousand of them. A row that changes meanwhile stands where it stood
   * when it was looked at.
   */
  *made(): Generator<void, number[]> {
    const { columns, descending } = this.#input;
    const slots = columns.all();
    // What stands in order already is only passed over.
    if (descending) slots.reverse();
    const found: number[] = [];
    // In columns: an object for each of a hundred thousand rows takes three times the memory.
    const keys: Keys = { ids: [], ranks: [], values: [] };
    let last: Place | null = null;
    let isInOrder = true;
    for (const [index, slot] of slots.entries()) {
      if (index > 0 && index % ROWS_PER_STEP === 0) yield;
      if (!this.has(slot)) continue;
      const place = this.#placed(this.#at(slot));
      isInOrder &&= last === null || this.#compare(last, place) < 0;
      last = place;
      found.push(slot);
      keys.ids.push(place.id);
      keys.ranks.push(place.key.rank);
      keys.values.push(place.key.value);
    }
    if (isInOrder) return found;
    const order = yield* sortInSteps([...found.keys()], comparisonOf(keys, descending), ROWS_PER_STEP);
    return order.map((index) => found[index] ?? 0);
  }

  #at(slot: number): ViewRow {
    this.#cursor.slot = slot;
    return this.#cursor;
  }

  #placed(row: ViewRow): Place {
    return { id: row.id, key: sortKeyOf(row, this.#input.sort) };
  }

  #compare(a: Place, b: Place): number {
    const ascending = compareKeys(a.key, b.key) || a.id - b.id;
    return this.#input.descending ? -ascending : ascending;
  }
}

/** The first place that is so, when all behind it are so too; looked for between two places, or in all of them. */
export function firstWhere(
  slots: readonly number[],
  isSo: (slot: number) => boolean,
  { from = 0, to = slots.length }: { readonly from?: number; readonly to?: number } = {},
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = slots[middle];
    if (there !== undefined && !isSo(there)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `firstWhere` from a place on, and quicker the nearer it is. */
function nextWhere(slots: readonly number[], from: number, isSo: (slot: number) => boolean): number {
  let low = from;
  let high = from;
  for (let step = 1; high < slots.length && !isSo(slots[high] ?? 0); step *= 2) {
    low = high + 1;
    high += step;
  }
  return firstWhere(slots, isSo, { from: low, to: Math.min(high, slots.length) });
}

/** Slots without those that are marked: some thousand at most. */
export function without(slots: readonly number[], marks: Uint8Array): number[] {
  const parts: (readonly number[])[] = [];
  let from = 0;
  // By its place: an iterator takes twice as long.
  for (let place = 0; place < slots.length; place += 1) {
    if (marks[slots[place] ?? 0] === 0) continue;
    if (place > from) parts.push(slots.slice(from, place));
    from = place + 1;
  }
  parts.push(slots.slice(from));
  return joined(parts);
}

/** Copied in large pieces, which takes a quarter of the time of one slot after the other. @param parts some thousand at most. */
function joined(parts: readonly (readonly number[])[]): number[] {
  return new Array<number>().concat(...parts);
}

type Keys = { readonly ids: number[]; readonly ranks: number[]; readonly values: SortKey['value'][] };

/** Compares two rows by where they stand in the columns, as `SlotOrder` does. */
function comparisonOf({ ids, ranks, values }: Keys, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const byRank = (ranks[a] ?? 0) - (ranks[b] ?? 0);
    if (byRank !== 0) return sign * byRank;
    const left = values[a] ?? 0;
    const right = values[b] ?? 0;
    if (left !== right) return left < right ? -sign : sign;
    return sign * ((ids[a] ?? 0) - (ids[b] ?? 0));
  };
}
