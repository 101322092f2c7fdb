import { CATEGORIES } from '../../shared/category.ts';
import type { Facets } from '../../shared/window-frame.ts';
import { CountedValues } from './counted-values.ts';
import type { ListColumns } from './list-columns.ts';
import type { ViewChange, ViewRow } from './view-row.ts';
import { textAt } from './view-rule.ts';

/**
 * How many downloads each category, folder and host has. Counted once, when someone first asks; after that each commit
 * changes the numbers by what it changed, so that no turn costs a pass over the list.
 */
export class ListFacets {
  readonly #columns: ListColumns;
  #counts: Counts | null = null;
  #facets: Facets | null = null;

  constructor(columns: ListColumns) {
    this.#columns = columns;
  }

  /** The numbers as of the last commit, the same object until one changes. */
  current(): Facets {
    this.#counts ??= this.#countAll();
    this.#facets ??= tell(this.#counts);
    return this.#facets;
  }

  /** Takes over a commit. */
  apply(changes: readonly ViewChange[]): void {
    if (this.#counts === null) return;
    for (const { before, after } of changes) {
      if (before !== null && after !== null && isSameKind(before, after)) continue;
      if (before !== null) count(this.#counts, before, -1);
      if (after !== null) count(this.#counts, after, 1);
      this.#facets = null;
    }
  }

  #countAll(): Counts {
    const counts: Counts = {
      categories: new CountedValues(),
      folders: new CountedValues(),
      hosts: new CountedValues(),
    };
    const cursor = this.#columns.cursor();
    for (cursor.slot of this.#columns.all()) count(counts, cursor, 1);
    return counts;
  }
}

type Counts = Record<keyof Facets, CountedValues>;

function count(counts: Counts, row: ViewRow, by: 1 | -1): void {
  counts.categories.add(row.category, by);
  counts.folders.add(row.directory, by);
  counts.hosts.add(textAt(row, row.host), by);
}

function tell({ categories, folders, hosts }: Counts): Facets {
  return {
    // One number for each category.
    categories: Object.fromEntries(CATEGORIES.map((name) => [name, categories.count(name)])) as Facets['categories'],
    folders: folders.largest(),
    hosts: hosts.largest(),
  };
}

function isSameKind(before: ViewRow, after: ViewRow): boolean {
  return (
    before.category === after.category &&
    before.directory === after.directory &&
    textAt(before, before.host) === textAt(after, after.host)
  );
}
