import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { OrderedIds, SortedView } from './sorted-view.ts';

/** Sorted again at most so often: a list that jumps at every frame cannot be read. */
const RESORT_MS = 1000;

/** The numbers that move between commits. */
export type LiveNumbers = {
  readonly progressOf: (id: DownloadId) => ProgressRow | undefined;
  /** Never goes back. */
  readonly nowMs: () => number;
};

/** What a live column shows of a download; higher is further down in ascending order. */
export type LiveValue = (progress: ProgressRow) => number;

export type LiveViewInput = {
  /** The rank in the base of those that have such numbers. */
  readonly running: number;
  readonly valueOf: LiveValue;
  readonly descending: boolean;
  readonly numbers: LiveNumbers;
  readonly isHeld: () => boolean;
};

/**
 * A view sorted by numbers that move between commits. Only what runs has such numbers: those stand together in the base
 * (`running`), and only they are sorted again, once a second at most and never while someone points at the list.
 */
export class LiveView implements OrderedIds {
  readonly #base: SortedView;
  readonly #input: LiveViewInput;
  #order: readonly DownloadId[] = [];
  #sortedAtMs = -Infinity;

  constructor(base: SortedView, input: LiveViewInput) {
    this.#base = base;
    this.#input = input;
  }

  get length(): number {
    return this.#base.length;
  }

  slice(start: number, end: number): readonly DownloadId[] {
    const block = this.#base.rangeOfRank(this.#input.running);
    const ids = this.#base.slice(start, end);
    if (block.start >= end || block.end <= start) return ids;
    const running = this.#sorted(this.#base.slice(block.start, block.end));
    return ids.map((id, offset) => running[start + offset - block.start] ?? id);
  }

  #sorted(ids: readonly DownloadId[]): readonly DownloadId[] {
    const { numbers, isHeld, valueOf, descending } = this.#input;
    const isDue = numbers.nowMs() - this.#sortedAtMs >= RESORT_MS;
    if (isDue && !isHeld()) {
      this.#sortedAtMs = numbers.nowMs();
      const sign = descending ? -1 : 1;
      const values = new Map(ids.map((id) => [id, valueOfId(id, numbers, valueOf)]));
      const value = (id: DownloadId): number => values.get(id) ?? 0;
      this.#order = ids.toSorted((a, b) => sign * (compareNumbers(value(a), value(b)) || a - b));
      return this.#order;
    }
    // Who has ended since is left out, who has begun comes last; the others keep their places.
    const now = new Set(ids);
    const known = new Set(this.#order);
    return [...this.#order.filter((id) => now.has(id)), ...ids.filter((id) => !known.has(id))];
  }
}

function valueOfId(id: DownloadId, numbers: LiveNumbers, valueOf: LiveValue): number {
  const progress = numbers.progressOf(id);
  return progress === undefined ? 0 : valueOf(progress);
}

/** `Infinity - Infinity` is no number. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
