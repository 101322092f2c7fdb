import { assertNever } from '../../shared/assert-never.ts';
import { CATEGORIES } from '../../shared/category.ts';
import type { ViewSort, ViewSpec } from '../../shared/contract.ts';
import type { ViewFilter } from '../../shared/view-filter.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { CommittedChange } from '../queue/download-table.ts';
import { placeRank } from '../queue/queue-place.ts';
import type { Download } from '../store/download-record.ts';
import { rowCategory, rowHost, rowName, rowSearchText } from './download-row.ts';
import { LiveView, type LiveNumbers, type LiveValue } from './live-view.ts';
import { textSortKey } from './sort-key.ts';
import { SortedView, type OrderedIds, type SortKey, type ViewedList } from './sorted-view.ts';

/** The states in which the engine works for a row, in the order in which windows get them. */
export const ACTIVE_KINDS: readonly DownloadStateKind[] = ['downloading', 'probing', 'finishing', 'pausing'];
const ACTIVE: ReadonlySet<DownloadStateKind> = new Set(ACTIVE_KINDS);

const STATES_OF: Readonly<Record<Exclude<ViewFilter, 'all'>, ReadonlySet<DownloadStateKind>>> = {
  active: ACTIVE,
  waiting: new Set(['queued', 'paused', 'retrying']),
  finished: new Set(['completed']),
  attention: new Set(['blocked', 'failed']),
};

/** The states as people read a list: what moves first, what is done last. */
const STATE_ORDER: readonly DownloadStateKind[] = [
  'blocked', 'failed', 'downloading', 'probing', 'finishing', 'pausing', 'retrying', 'queued', 'paused', 'completed',
]; // prettier-ignore

/** Whether a filter shows downloads in a state. */
export function isShownBy(filter: ViewFilter, kind: DownloadStateKind): boolean {
  return filter === 'all' || STATES_OF[filter].has(kind);
}

/** Views that are kept up at once; a window has one, and what it had a moment ago is often asked for again. */
const MAX_VIEWS = 8;

/** The rank of what the engine works for, where views are sorted by live numbers. */
const RUNNING_RANK = 1;

/** What a live column shows; each is 0 for what does not run. */
const LIVE_VALUES = {
  speed: (progress) => progress.bytesPerSecond,
  timeLeft: (progress) => progress.secondsLeft ?? Infinity,
} as const satisfies Partial<Record<ViewSort, LiveValue>>;

/** The views that windows watch: filtered, searched, sorted, and kept up with each commit. */
export class ViewIndex {
  readonly #list: ViewedList;
  readonly #numbers: LiveNumbers;
  readonly #searchTexts = new WeakMap<Download, string>();
  /** By what they show; the one that was asked for last is the last. */
  readonly #views = new Map<string, { readonly base: SortedView; readonly ids: OrderedIds }>();
  /** Who points at the list now. */
  readonly #holders = new Set<object>();

  constructor(list: ViewedList, numbers: LiveNumbers) {
    this.#list = list;
    this.#numbers = numbers;
  }

  /** The ids of a view as of the last commit. */
  ids(spec: ViewSpec): OrderedIds {
    const key = JSON.stringify(spec);
    const view = this.#views.get(key) ?? this.#create(spec);
    this.#views.delete(key);
    this.#views.set(key, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > MAX_VIEWS && oldest !== undefined) this.#views.delete(oldest);
    return view.ids;
  }

  /** Takes over a commit. */
  apply(changes: readonly CommittedChange[]): void {
    for (const { base } of this.#views.values()) base.apply(changes);
  }

  /** While anyone holds them, views sorted by live numbers keep their order. */
  hold(holder: object, isHeld: boolean): void {
    if (isHeld) this.#holders.add(holder);
    else this.#holders.delete(holder);
  }

  #create(spec: ViewSpec): { readonly base: SortedView; readonly ids: OrderedIds } {
    const { sort, descending } = spec;
    const has = this.#filterOf(spec);
    const base = new SortedView({ has, keyOf: (download) => keyOf(download, sort), descending }, this.#list);
    if (sort !== 'speed' && sort !== 'timeLeft') return { base, ids: base };
    const ids = new LiveView(base, {
      running: RUNNING_RANK,
      valueOf: LIVE_VALUES[sort],
      descending,
      numbers: this.#numbers,
      isHeld: () => this.#holders.size > 0,
    });
    return { base, ids };
  }

  #filterOf(spec: ViewSpec): (download: Download) => boolean {
    const needle = spec.search.trim().toLowerCase();
    return (download) =>
      isShownBy(spec.filter, download.state.kind) &&
      isOfPlace(download, spec) &&
      (needle === '' || this.#searchText(download).includes(needle));
  }

  /** Name and link in lower case; kept, since each key of a search asks for all of them. */
  #searchText(download: Download): string {
    let text = this.#searchTexts.get(download);
    if (text === undefined) {
      text = rowSearchText(download);
      this.#searchTexts.set(download, text);
    }
    return text;
  }
}

function isOfPlace(download: Download, { folder, host, category }: ViewSpec): boolean {
  if (folder !== null && download.directory !== folder) return false;
  if (host !== null && rowHost(download) !== host) return false;
  return category === null || rowCategory(download) === category;
}

function keyOf(download: Download, sort: ViewSort): SortKey {
  switch (sort) {
    case 'added':
      return { rank: 0, value: download.id };
    case 'queue':
      return { rank: placeRank(download), value: download.position };
    case 'name':
      return { rank: 0, value: textSortKey(rowName(download)) };
    case 'host':
      return { rank: 0, value: rowHost(download) };
    case 'folder':
      return { rank: 0, value: textSortKey(download.directory) };
    case 'category':
      return { rank: CATEGORIES.indexOf(rowCategory(download)), value: textSortKey(rowName(download)) };
    case 'size':
      return { rank: 0, value: download.facts?.sizeBytes ?? -1 };
    case 'state':
      return { rank: STATE_ORDER.indexOf(download.state.kind), value: download.id };
    case 'speed':
      return { rank: ACTIVE.has(download.state.kind) ? RUNNING_RANK : 0, value: download.id };
    case 'timeLeft':
      // What does not run never ends: behind all that runs.
      return { rank: ACTIVE.has(download.state.kind) ? RUNNING_RANK : RUNNING_RANK + 1, value: download.id };
    default:
      return assertNever(sort);
  }
}
