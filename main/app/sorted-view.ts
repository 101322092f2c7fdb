import type { DownloadId } from '../../shared/download.ts';
import { firstWhere, SlotOrder, without, type SlotOrderInput } from './slot-order.ts';
import { ViewMaking } from './view-making.ts';
import type { ViewChange, ViewRow } from './view-row.ts';

/** Ids in an order, to be read in parts. */
export type OrderedIds = {
  readonly length: number;
  readonly slice: (start: number, end: number) => readonly DownloadId[];
};

export type SortedViewInput = SlotOrderInput & {
  /** Slots in the order of this view that have all of it among them: those of a wider view. `null` when there is none. */
  readonly candidates: () => readonly number[] | null;
};

/** With more changes at once than this, sorting everything again is cheaper than moving one after the other. */
const MANY_CHANGES = 2000;

/** With more moves than this at once, one pass over the list is cheaper than a splice for each. */
const FEW_MOVES = 32;

/**
 * The downloads of one view in its order, kept up with each commit: a change costs two searches in a sorted list, not a
 * pass over all rows, so that a list of 100,000 sorted by name does not cost every turn a second. It is made in steps (`advance`).
 */
export class SortedView implements OrderedIds {
  readonly #input: SortedViewInput;
  readonly #order: SlotOrder;
  /** `null`: to be made when someone looks. */
  #slots: number[] | null = null;
  #making: ViewMaking | null = null;
  #layout = 0;

  constructor(input: SortedViewInput) {
    this.#input = input;
    this.#order = new SlotOrder(input);
  }

  get length(): number {
    return this.#made().length;
  }

  slice(start: number, end: number): readonly DownloadId[] {
    return this.#made()
      .slice(start, end)
      .map((slot) => this.#order.idAt(slot));
  }

  /** The places of those with a rank, which stand together. */
  rangeOfRank(rank: number): { readonly start: number; readonly end: number } {
    const sign = this.#input.descending ? -1 : 1;
    const slots = this.#made();
    return {
      start: firstWhere(slots, (slot) => sign * (this.#order.rankAt(slot) - rank) >= 0),
      end: firstWhere(slots, (slot) => sign * (this.#order.rankAt(slot) - rank) > 0),
    };
  }

  /** Where its downloads stand in the columns, in order; `null` when they are not known at the moment. */
  get slots(): readonly number[] | null {
    return this.#slots;
  }

  /** Makes a few milliseconds' worth of what is not made yet. @returns whether that was all of it. */
  advance(): boolean {
    if (this.#slots !== null) return true;
    if (this.#making === null) {
      this.#layout = this.#input.columns.layout;
      const wider = this.#input.candidates();
      if (wider !== null) {
        this.#slots = wider.filter((slot) => this.#order.has(slot));
        return true;
      }
    }
    this.#making ??= new ViewMaking(this.#order);
    this.#slots = this.#making.advance();
    if (this.#slots !== null) this.#making = null;
    return this.#slots !== null;
  }

  /**
   * Lets go of what a commit moves. Before the columns know of it: places are found by what rows were.
   * @returns what comes in, for `enter`.
   */
  leave(changes: readonly ViewChange[]): readonly ViewRow[] {
    const { has, columns } = this.#input;
    for (const { before, after } of this.#making === null ? [] : changes) {
      this.#making?.note(before === null ? undefined : columns.slotOf(before.id), after?.id ?? null);
    }
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
      .filter(({ before, after }) => before === null || after === null || !this.#order.standsEqual(before, after));
    const leaving = moves.flatMap(({ before }) => before ?? []);
    if (leaving.length > FEW_MOVES) {
      const marks = new Uint8Array(columns.end);
      for (const row of leaving) for (const slot of this.#order.slotOf(row)) marks[slot] = 1;
      this.#slots = without(this.#slots, marks);
    } else for (const row of leaving) this.#slots.splice(this.#order.placeOf(this.#slots, row), 1);
    return moves.flatMap(({ after }) => after ?? []);
  }

  /** Takes in what a commit moves here, once the columns have it. */
  enter(rows: readonly ViewRow[]): void {
    if (this.#input.columns.layout !== this.#layout) {
      this.#slots = null;
      this.#making = null;
    }
    const slots = this.#slots;
    if (slots === null) return;
    if (rows.length > FEW_MOVES) this.#slots = this.#order.merged(slots, rows);
    else for (const row of rows) slots.splice(this.#order.placeOf(slots, row), 0, ...this.#order.slotOf(row));
  }

  #made(): number[] {
    while (!this.advance());
    return this.#slots ?? [];
  }
}
