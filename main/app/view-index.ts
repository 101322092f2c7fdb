import { assertNever } from '../../shared/assert-never.ts';
import type { ViewFilter, ViewSort, ViewSpec } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { Download } from '../store/download-record.ts';
import { rowHost, rowName } from './download-row.ts';
import { rowCategory } from './list-facets.ts';

/** The states in which the engine works for a row, in the order in which windows get them. */
export const ACTIVE_KINDS: readonly DownloadStateKind[] = ['downloading', 'probing', 'finishing', 'pausing'];

const STATES_OF: Readonly<Record<Exclude<ViewFilter, 'all'>, ReadonlySet<DownloadStateKind>>> = {
  active: new Set(ACTIVE_KINDS),
  waiting: new Set(['queued', 'paused', 'retrying']),
  finished: new Set(['completed']),
  attention: new Set(['blocked', 'failed']),
};

/** The states as people read a list: what moves first, what is done last. */
const STATE_ORDER: readonly DownloadStateKind[] = [
  'blocked', 'failed', 'downloading', 'probing', 'finishing', 'pausing', 'retrying', 'queued', 'paused', 'completed',
]; // prettier-ignore

const compareText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;

/** The ids of a view, filtered, searched and sorted. Pure; its cost is that of one pass and one sort. */
export function computeView(downloads: Iterable<Download>, spec: ViewSpec): DownloadId[] {
  const needle = spec.search.trim().toLowerCase();
  const states = spec.filter === 'all' ? null : STATES_OF[spec.filter];
  const found: Download[] = [];
  for (const download of downloads) {
    if (states !== null && !states.has(download.state.kind)) continue;
    if (!isOfPlace(download, spec)) continue;
    if (needle !== '' && !matches(download, needle)) continue;
    found.push(download);
  }
  // Downloads come oldest first, which is the order of `added`.
  if (spec.sort !== 'added') found.sort(comparatorFor(spec.sort));
  const ids = found.map((download) => download.id);
  return spec.descending ? ids.toReversed() : ids;
}

function isOfPlace(download: Download, { folder, host, category }: ViewSpec): boolean {
  if (folder !== null && download.directory !== folder) return false;
  if (host !== null && rowHost(download) !== host) return false;
  return category === null || rowCategory(download) === category;
}

function matches(download: Download, needle: string): boolean {
  return rowName(download).toLowerCase().includes(needle) || download.url.toLowerCase().includes(needle);
}

function comparatorFor(sort: Exclude<ViewSort, 'added'>): (a: Download, b: Download) => number {
  switch (sort) {
    case 'name':
      return (a, b) => compareText(rowName(a), rowName(b)) || a.id - b.id;
    case 'host':
      return (a, b) => compareText(rowHost(a), rowHost(b)) || a.id - b.id;
    case 'size':
      return (a, b) => (a.facts?.sizeBytes ?? -1) - (b.facts?.sizeBytes ?? -1) || a.id - b.id;
    case 'state':
      return (a, b) => STATE_ORDER.indexOf(a.state.kind) - STATE_ORDER.indexOf(b.state.kind) || a.id - b.id;
    default:
      return assertNever(sort);
  }
}

/** Remembers the views that windows watch, until something changes. */
export class ViewIndex {
  readonly #all: () => Iterable<Download>;
  readonly #views = new Map<string, readonly DownloadId[]>();

  constructor(all: () => Iterable<Download>) {
    this.#all = all;
  }

  /** The ids of a view as of the last commit. */
  ids(spec: ViewSpec): readonly DownloadId[] {
    const key = JSON.stringify(spec);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const ids = computeView(this.#all(), spec);
    this.#views.set(key, ids);
    return ids;
  }

  /** Something was committed: what was remembered may be out of date. */
  invalidate(): void {
    this.#views.clear();
  }
}
