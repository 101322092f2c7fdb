import type { DownloadId } from '../../shared/download.ts';
import type { SlotOrder } from './slot-order.ts';

/** Rows that changed meanwhile and are put where they belong in one step: each costs some keys to be made. */
const LATE_ROWS_PER_STEP = 256;

/** A view that is being sorted in steps, while the list goes on changing. */
export class ViewMaking {
  readonly #order: SlotOrder;
  readonly #steps: Generator<void, number[]>;
  /** In order, as far as they did not change; `null` until they are sorted. */
  #slots: number[] | null = null;
  /** Slots of rows that changed since they were looked at. */
  readonly #left = new Set<number>();
  /** Rows that changed or came. */
  readonly #came = new Set<DownloadId>();

  constructor(order: SlotOrder) {
    this.#order = order;
    this.#steps = order.made();
  }

  /** Takes over a change: the slot in which its row was, if any, and the row that has changed or come. */
  note(slot: number | undefined, id: DownloadId | null): void {
    if (slot !== undefined) this.#left.add(slot);
    if (id !== null) this.#came.add(id);
  }

  /** A few milliseconds' worth. @returns all slots of the view in order, once they are. */
  advance(): number[] | null {
    if (this.#slots === null) {
      const step = this.#steps.next();
      if (step.done !== true) return null;
      this.#slots = step.value;
    }
    if (this.#left.size === 0 && this.#came.size === 0) return this.#slots;
    const late = [...this.#came].slice(0, LATE_ROWS_PER_STEP);
    for (const id of late) this.#came.delete(id);
    const stayed = this.#slots.filter((slot) => !this.#left.has(slot));
    this.#left.clear();
    const slots = this.#order.merged(stayed, this.#order.rowsOf(late));
    this.#slots = slots;
    return this.#came.size === 0 ? slots : null;
  }
}
