import type { Frame, StateCounts } from '../../shared/window-frame.ts';
import type { ViewFilter } from '../../shared/view-filter.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';

/** The states behind each filter, as the core filters. `all` has all of them. */
const STATES_OF_FILTER: Readonly<Record<Exclude<ViewFilter, 'all'>, readonly DownloadStateKind[]>> = {
  active: ['probing', 'downloading', 'pausing', 'finishing'],
  waiting: ['queued', 'paused', 'retrying'],
  finished: ['completed'],
  attention: ['blocked', 'failed'],
};

/** How many downloads the engine works for right now. */
export function countRunning(counts: StateCounts): number {
  return counts.probing + counts.downloading + counts.pausing + counts.finishing;
}

/** How many downloads a filter shows when nothing is searched for. */
export function countFilter(
  { counts, failedMoves }: Pick<Frame, 'counts' | 'failedMoves'>,
  filter: ViewFilter,
): number {
  if (filter === 'all') return Object.values(counts).reduce((sum, count) => sum + count, 0);
  const inStates = STATES_OF_FILTER[filter].reduce((sum, state) => sum + counts[state], 0);
  return filter === 'attention' ? inStates + failedMoves : inStates;
}
