import type { DownloadId } from '../../shared/download.ts';
import type { CommittedChange } from '../queue/download-table.ts';
import type { Download } from '../store/download-record.ts';

/** Ids in an order, to be read in parts. */
export type OrderedIds = {
  readonly length: number;
  readonly slice: (start: number, end: number) => readonly DownloadId[];
};

/** What a view sorts by: the rank, then the value, which within one view is always a number or always a text. */
export type SortKey = { readonly rank: number; readonly value: string | number };

/** Which downloads a view has, and in what order. Both depend on nothing but the download. */
export type ViewRule = {
  readonly has: (download: Download) => boolean;
  /** Downloads with equal keys stand in the order in which they were added. */
  readonly keyOf: (download: Download) => SortKey;
  readonly descending: boolean;
};

/** The downloads as they are now, in memory. */
export type ViewedList = {
  readonly all: () => Iterable<Download>;
  /** Whether all of it has been committed: only then do later commits tell what changed since. */
  readonly isSettled: () => boolean;
};

/** With more changes at once than this, sorting everything again is cheaper than moving one after the other. */
const MANY_CHANGES = 2000;

type Entry = { readonly id: DownloadId; readonly key: SortKey };

/**
 * The downloads of one view in its order, kept up with each commit: a change costs two searches in a sorted list, not a
 * pass over all rows, so that a list of 100,000 sorted by name does not cost every turn a second.
 */
export class SortedView implements OrderedIds {
  readonly #rule: ViewRule;
  readonly #compare: (a: Entry, b: Entry) => number;
  readonly #list: ViewedList;
  /** `null`: to be sorted anew when someone looks. */
  #entries: Entry[] | null = null;
  #wasSettled = true;

  constructor(rule: ViewRule, list: ViewedList) {
    this.#rule = rule;
    this.#list = list;
    this.#compare = rule.descending ? (a, b) => compareEntries(b, a) : compareEntries;
  }

  get length(): number {
    return this.#sorted().length;
  }

  slice(start: number, end: number): readonly DownloadId[] {
    return this.#sorted()
      .slice(start, end)
      .map((entry) => entry.id);
  }

  /** The places of those with a rank, which stand together. */
  rangeOfRank(rank: number): { readonly start: number; readonly end: number } {
    const sign = this.#rule.descending ? -1 : 1;
    return {
      start: this.#firstWhere((entry) => sign * (entry.key.rank - rank) >= 0),
      end: this.#firstWhere((entry) => sign * (entry.key.rank - rank) > 0),
    };
  }

  /** Takes over a commit. */
  apply(changes: readonly CommittedChange[]): void {
    if (this.#entries === null) return;
    if (changes.length > MANY_CHANGES || !this.#wasSettled) this.#entries = null;
    else for (const change of changes) this.#applyOne(this.#entries, change);
  }

  #applyOne(entries: Entry[], { before, after }: CommittedChange): void {
    const old = this.#entryOf(before);
    const next = this.#entryOf(after);
    if (old !== null && next !== null && this.#compare(old, next) === 0) return;
    if (old !== null) entries.splice(this.#placeOf(old), 1);
    if (next !== null) entries.splice(this.#placeOf(next), 0, next);
  }

  #entryOf(download: Download | null): Entry | null {
    return download === null || !this.#rule.has(download) ? null : { id: download.id, key: this.#rule.keyOf(download) };
  }

  /** The first place whose entry does not come before `entry`. */
  #placeOf(entry: Entry): number {
    return this.#firstWhere((there) => this.#compare(there, entry) >= 0);
  }

  /** The first place that is so, when all behind it are so too. */
  #firstWhere(isSo: (entry: Entry) => boolean): number {
    const entries = this.#sorted();
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = entries[middle];
      if (there !== undefined && !isSo(there)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sorted(): readonly Entry[] {
    if (this.#entries !== null) return this.#entries;
    const entries = Array.from(this.#list.all(), (download) => this.#entryOf(download)).filter(
      (entry) => entry !== null,
    );
    this.#entries = entries.toSorted(this.#compare);
    this.#wasSettled = this.#list.isSettled();
    return this.#entries;
  }
}

function compareEntries(a: Entry, b: Entry): number {
  if (a.key.rank !== b.key.rank) return a.key.rank - b.key.rank;
  if (a.key.value !== b.key.value) return a.key.value < b.key.value ? -1 : 1;
  return a.id - b.id;
}
