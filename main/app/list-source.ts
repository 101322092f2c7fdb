import type { Facets, Notice, StateCounts, Totals } from '../../shared/window-frame.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import { DOWNLOAD_STATE_KINDS } from '../../shared/download-state.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import { shownSettings } from './shown-settings.ts';
import type { ViewIndex } from './view-index.ts';
import { ACTIVE_KINDS } from './view-rule.ts';
import type { ListSource } from './window-view.ts';

/** The queue and its views as windows read them. */
export function createListSource(
  queue: DownloadQueue,
  views: ViewIndex,
  {
    onSorted,
    ...more
  }: {
    /** The ids of a view have been sorted. */
    readonly onSorted: () => void;
    readonly trouble: () => Notice | null;
    readonly facets: () => Facets | null;
    readonly freeBytes: () => number | null;
  },
): ListSource {
  const activeIds = (): DownloadId[] => activeIdsOf(queue);
  return {
    get: (id) => queue.get(id),
    progressOf: (download) => queue.progressOf(download),
    waitReasonOf: (download) => queue.waitReasonOf(download),
    connectionsOf: (id) => queue.connectionsOf(id),
    viewIds: (spec) => {
      const ids = views.ids(spec);
      if (ids === null) void views.made(spec).then(onSorted);
      return ids;
    },
    hold: (holder, isHeld) => {
      views.hold(holder, isHeld);
    },
    activeIds,
    counts: () => Object.fromEntries(DOWNLOAD_STATE_KINDS.map((kind) => [kind, queue.idsIn(kind).size])) as StateCounts,
    failedMoves: () => queue.failedMoves.size,
    totals: () => sumUp(queue, activeIds()),
    settings: () => shownSettings(queue.settings()),
    ...more,
  };
}

function activeIdsOf(queue: DownloadQueue): DownloadId[] {
  return ACTIVE_KINDS.flatMap((kind) => [...queue.idsIn(kind)]);
}

/** The live numbers of all that runs. */
export function activeProgress(queue: DownloadQueue): readonly ProgressRow[] {
  return activeIdsOf(queue).flatMap((id) => {
    const download = queue.get(id);
    return download === undefined ? [] : [queue.progressOf(download)];
  });
}

function sumUp(queue: DownloadQueue, active: readonly DownloadId[]): Totals {
  let bytesPerSecond = 0;
  let bytesLeft: number | null = 0;
  for (const id of active) {
    const download = queue.get(id);
    if (download === undefined) continue;
    const progress = queue.progressOf(download);
    bytesPerSecond += progress.bytesPerSecond;
    const size = download.facts?.sizeBytes ?? null;
    bytesLeft = size === null || bytesLeft === null ? null : bytesLeft + size - progress.receivedBytes;
  }
  const secondsLeft = bytesLeft === null || bytesPerSecond <= 0 ? null : Math.ceil(bytesLeft / bytesPerSecond);
  return { bytesPerSecond, secondsLeft };
}
