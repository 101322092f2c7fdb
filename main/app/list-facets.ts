import { CATEGORIES } from '../../shared/category.ts';
import { MAX_FACETS, type Facet, type Facets } from '../../shared/contract.ts';
import type { CommittedChange } from '../queue/download-table.ts';
import type { Download } from '../store/download-record.ts';
import { rowCategory, rowHost } from './download-row.ts';

/**
 * How many downloads each category, folder and host has. Counted once, when someone first asks; after that each commit
 * changes the numbers by what it changed, so that no turn costs a pass over the list.
 */
export class ListFacets {
  readonly #all: () => Iterable<Download>;
  readonly #isSettled: () => boolean;
  #counts: Record<keyof Facets, Map<string, number>> | null = null;
  #facets: Facets | null = null;

  /** @param isSettled whether all that is in memory has been committed: only then do later commits add up. */
  constructor(input: { readonly all: () => Iterable<Download>; readonly isSettled: () => boolean }) {
    this.#all = input.all;
    this.#isSettled = input.isSettled;
  }

  /** The numbers as of the last commit, the same object until one changes; `null` until they can be counted. */
  current(): Facets | null {
    if (this.#counts === null && !this.#countAll()) return null;
    this.#facets ??= this.#tell();
    return this.#facets;
  }

  /** Takes over a commit. */
  apply(changes: readonly CommittedChange[]): void {
    if (this.#counts === null) return;
    for (const { before, after } of changes) {
      if (before !== null && after !== null && isSameKind(before, after)) continue;
      if (before !== null) this.#count(before, -1);
      if (after !== null) this.#count(after, 1);
      this.#facets = null;
    }
  }

  #countAll(): boolean {
    if (!this.#isSettled()) return false;
    this.#counts = { categories: new Map(), folders: new Map(), hosts: new Map() };
    for (const download of this.#all()) this.#count(download, 1);
    return true;
  }

  #count(download: Download, by: 1 | -1): void {
    if (this.#counts === null) return;
    addTo(this.#counts.categories, rowCategory(download), by);
    addTo(this.#counts.folders, download.directory, by);
    addTo(this.#counts.hosts, rowHost(download), by);
  }

  #tell(): Facets {
    const { categories, folders, hosts } = this.#counts ?? {};
    return {
      // One number for each category.
      categories: Object.fromEntries(
        CATEGORIES.map((name) => [name, categories?.get(name) ?? 0]),
      ) as Facets['categories'],
      folders: largest(folders),
      hosts: largest(hosts),
    };
  }
}

/** Whether nothing changed that names, folders and hosts are made of. */
function isSameKind(before: Download, after: Download): boolean {
  return (
    before.reservation === after.reservation &&
    before.wishedName === after.wishedName &&
    before.facts === after.facts &&
    before.url === after.url &&
    before.directory === after.directory
  );
}

function addTo(counts: Map<string, number>, value: string, by: number): void {
  const count = (counts.get(value) ?? 0) + by;
  if (count === 0) counts.delete(value);
  else counts.set(value, count);
}

function largest(counts: ReadonlyMap<string, number> | undefined): readonly Facet[] {
  const all = Array.from(counts ?? [], ([value, count]): Facet => ({ value, count }));
  const most = all.length <= MAX_FACETS ? all : all.toSorted((a, b) => b.count - a.count).slice(0, MAX_FACETS);
  return most.toSorted((a, b) => (a.value < b.value ? -1 : 1));
}
