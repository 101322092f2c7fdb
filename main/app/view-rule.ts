import { assertNever } from '../../shared/assert-never.ts';
import { CATEGORIES } from '../../shared/category.ts';
import type { ViewSort, ViewSpec } from '../../shared/contract.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { ViewFilter } from '../../shared/view-filter.ts';
import { placeRank } from '../queue/queue-place.ts';
import { textSortKey } from './sort-key.ts';
import type { Span, ViewRow } from './view-row.ts';

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

/** Whether a filter shows a download. One that did not get where it was to go is among the finished, and needs attention. */
export function isShownBy(
  filter: ViewFilter,
  { kind, hasFailedMove }: Pick<ViewRow, 'kind' | 'hasFailedMove'>,
): boolean {
  return filter === 'all' || STATES_OF[filter].has(kind) || (filter === 'attention' && hasFailedMove);
}

/** The rank of what the engine works for, where views are sorted by live numbers. */
export const RUNNING_RANK = 1;

/** What a view sorts by: the rank, then the value, which within one view is always a number or always a text. */
export type SortKey = { readonly rank: number; readonly value: string | number };

/** Which downloads a view has. */
export type ViewFilterRule = (row: ViewRow) => boolean;

/** The filter of a view, made once for a pass over the list. */
export function filterOf(spec: ViewSpec): ViewFilterRule {
  const { filter, folder, host, category } = spec;
  const needle = needleOf(spec);
  return (row) =>
    isShownBy(filter, row) &&
    (folder === null || row.directory === folder) &&
    (category === null || row.category === category) &&
    (host === null || textAt(row, row.host) === host) &&
    (needle === '' || row.text.includes(needle));
}

/** Whether all that one view has is in another, too: then it can be made from that one. */
export function isWithin(part: ViewSpec, whole: ViewSpec): boolean {
  return (
    (whole.filter === 'all' || whole.filter === part.filter) &&
    (whole.folder === null || whole.folder === part.folder) &&
    (whole.host === null || whole.host === part.host) &&
    (whole.category === null || whole.category === part.category) &&
    needleOf(part).includes(needleOf(whole))
  );
}

function needleOf({ search }: ViewSpec): string {
  return search.trim().toLowerCase();
}

/** What a row is sorted by; equal ones stand in the order in which they were added. */
export function sortKeyOf(row: ViewRow, sort: ViewSort): SortKey {
  switch (sort) {
    case 'added':
      return { rank: 0, value: row.id };
    case 'queue':
      return { rank: placeRank({ priority: row.priority, state: row }), value: row.position };
    case 'name':
      return { rank: 0, value: textSortKey(textAt(row, row.name)) };
    case 'host':
      return { rank: 0, value: textAt(row, row.host) };
    case 'folder':
      return { rank: 0, value: textSortKey(row.directory) };
    case 'category':
      return { rank: CATEGORIES.indexOf(row.category), value: textSortKey(textAt(row, row.name)) };
    case 'size':
      return { rank: 0, value: row.sizeBytes };
    case 'state':
      return { rank: row.hasFailedMove ? 0 : STATE_ORDER.indexOf(row.kind), value: row.id };
    case 'speed':
      return { rank: ACTIVE.has(row.kind) ? RUNNING_RANK : 0, value: row.id };
    case 'timeLeft':
      // What does not run never ends: behind all that runs.
      return { rank: ACTIVE.has(row.kind) ? RUNNING_RANK : RUNNING_RANK + 1, value: row.id };
    default:
      return assertNever(sort);
  }
}

/** Negative when `a` comes before `b` in ascending order. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}

/** Host and port of a row, or its name. */
export function textAt({ text }: ViewRow, { start, end }: Span): string {
  return text.slice(start, end);
}
