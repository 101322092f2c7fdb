import type { ViewSort } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { ListColumns } from './list-columns.ts';
import type { ViewChange, ViewRow } from './view-row.ts';
import { compareKeys, sortKeyOf, type SortKey, type ViewFilterRule } from './view-rule.ts';

/** Ids in an order, to be read in parts. */
export type OrderedIds = {
  readonly length: number;
  readonly slice: (start: number, end: number) => readonly DownloadId[];
};

export type SortedViewInput = {
  readonly columns: ListColumns;
  readonly has: ViewFilterRule;
  readonly sort: ViewSort;
  readonly descending: boolean;
  /** Slots in the order of this view that have all of it among them: those of a wider view. `null` when there is none. */
  readonly candidates: () => readonly number[] | null;
};

/** With more changes at once than this, sorting everything again is cheaper than moving one after the other. */
const MANY_CHANGES = 2000;

/** With more moves than this at once, one pass over the list is cheaper than a splice for each. */
const FEW_MOVES = 32;

/** A row among others: by its key, and with equal ones by when it was added. */
type Place = { readonly id: DownloadId; readonly key: SortKey };

/**
 * The downloads of one view in its order, kept up with each commit: a change costs two searches in a sorted list, not a
 * pass over all rows, so that a list of 100,000 sorted by name does not cost every turn a second.
 */
export class SortedView implements OrderedIds {
  readonly #input: SortedViewInput;
  readonly #cursor: ReturnType<ListColumns['cursor']>;
  /** `null`: to be made anew when someone looks. */
  #slots: number[] | null = null;
  #layout = 0;

  constructor(input: SortedViewInput) {
    this.#input = input;
    this.#cursor = input.columns.cursor();
  }

  get length(): number {
    return this.#made().length;
  }

  slice(start: number, end: number): readonly DownloadId[] {
    return this.#made()
      .slice(start, end)
      .map((slot) => this.#at(slot).id);
  }

  /** The places of those with a rank, which stand together. */
  rangeOfRank(rank: number): { readonly start: number; readonly end: number } {
    const sign = this.#input.descending ? -1 : 1;
    const rankOf = (slot: number): number => sortKeyOf(this.#at(slot), this.#input.sort).rank;
    return {
      start: this.#firstWhere((slot) => sign * (rankOf(slot) - rank) >= 0),
      end: this.#firstWhere((slot) => sign * (rankOf(slot) - rank) > 0),
    };
  }

  /** Where its downloads stand in the columns, in order; `null` when they are not known at the moment. */
  get slots(): readonly number[] | null {
    return this.#slots;
  }

  /**
   * Lets go of what a commit moves. Before the columns know of it: places are found by what rows were.
   * @returns what comes in, for `enter`.
   */
  leave(changes: readonly ViewChange[]): readonly ViewRow[] {
    const { has, columns } = this.#input;
    if (this.#slots === null) return [];
    if (changes.length > MANY_CHANGES) {
      this.#slots = null;
      return [];
    }
    const moves = changes
      .map(({ before, after }) => ({
        before: before !== null && has(before) ? before : null,
        after: after !== null && has(after) ? after : null,
      }))
      .filter(({ before, after }) => before === null || after === null || !this.#standsEqual(before, after));
    const leaving = moves.flatMap(({ before }) => before ?? []);
    if (leaving.length > FEW_MOVES) {
      const gone = new Set(leaving.map(({ id }) => columns.slotOf(id)));
      this.#slots = this.#slots.filter((slot) => !gone.has(slot));
    } else for (const row of leaving) this.#slots.splice(this.#placeOf(row), 1);
    return moves.flatMap(({ after }) => after ?? []);
  }

  /** Takes in what a commit moves here, once the columns have it. */
  enter(rows: readonly ViewRow[]): void {
    const { columns } = this.#input;
    if (this.#slots === null || columns.layout !== this.#layout) {
      this.#slots = null;
      return;
    }
    if (rows.length > FEW_MOVES) {
      this.#slots = this.#merged(this.#slots, rows);
      return;
    }
    for (const row of rows) this.#slots.splice(this.#placeOf(row), 0, ...this.#slotOf(row));
  }

  /** One pass for all of them: each splice would move half of a long list. */
  #merged(slots: readonly number[], rows: readonly ViewRow[]): number[] {
    const coming = rows
      .map((row) => ({ slots: this.#slotOf(row), before: this.#placeOf(row), place: this.#placed(row) }))
      .toSorted((a, b) => this.#compare(a.place, b.place));
    const merged: number[] = [];
    let from = 0;
    for (const { slots: own, before } of coming) {
      for (; from < before; from += 1) merged.push(slots[from] ?? 0);
      merged.push(...own);
    }
    for (; from < slots.length; from += 1) merged.push(slots[from] ?? 0);
    return merged;
  }

  /** One slot for a row that the columns have. */
  #slotOf({ id }: ViewRow): number[] {
    const slot = this.#input.columns.slotOf(id);
    return slot === undefined ? [] : [slot];
  }

  #standsEqual(before: ViewRow, after: ViewRow): boolean {
    return this.#compare(this.#placed(before), this.#placed(after)) === 0;
  }

  #at(slot: number): ViewRow {
    this.#cursor.slot = slot;
    return this.#cursor;
  }

  /** The first place whose row does not come before this one. */
  #placeOf(row: ViewRow): number {
    const place = this.#placed(row);
    return this.#firstWhere((slot) => this.#compare(this.#placed(this.#at(slot)), place) >= 0);
  }

  #placed(row: ViewRow): Place {
    return { id: row.id, key: sortKeyOf(row, this.#input.sort) };
  }

  #compare(a: Place, b: Place): number {
    const ascending = compareKeys(a.key, b.key) || a.id - b.id;
    return this.#input.descending ? -ascending : ascending;
  }

  /** The first place that is so, when all behind it are so too. */
  #firstWhere(isSo: (slot: number) => boolean): number {
    const slots = this.#made();
    let low = 0;
    let high = slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = slots[middle];
      if (there !== undefined && !isSo(there)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #made(): number[] {
    const { columns, has, candidates } = this.#input;
    if (this.#slots !== null) return this.#slots;
    const hasSlot = (slot: number): boolean => has(this.#at(slot));
    const ordered = candidates();
    this.#slots = ordered === null ? this.#sorted(columns.all().filter(hasSlot)) : ordered.filter(hasSlot);
    this.#layout = columns.layout;
    return this.#slots;
  }

  #sorted(slots: number[]): number[] {
    // What stands in order already is only passed over.
    if (this.#input.descending) slots.reverse();
    const places = slots.map((slot) => ({ slot, ...this.#placed(this.#at(slot)) }));
    return places.toSorted((a, b) => this.#compare(a, b)).map(({ slot }) => slot);
  }
}
