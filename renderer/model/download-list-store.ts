import type { Facets, Frame, Notice, StateCounts, Totals } from '../../shared/window-frame.ts';
import type { DownloadId, DownloadRow, ProgressRow } from '../../shared/download.ts';
import { createListeners, createObservable, type Listeners, type Readable } from './observable.ts';
import type { RowRange } from './row-window.ts';

/** What the whole list comes to; a new object only when something in it changed. */
export type ListSummary = {
  readonly counts: StateCounts;
  readonly failedMoves: number;
  readonly totals: Totals;
  readonly active: readonly DownloadId[];
  readonly trouble: Notice | null;
  readonly freeBytes: number | null;
};

/**
 * The part of the core's list that this window watches. Rows are stored by id and placed by index; each row has its own
 * subscribers, so that a tick of progress renders only the rows that moved.
 */
export type DownloadListStore = {
  /** Rows in the whole view; `null` before the first frame. */
  readonly total: Readable<number | null>;
  readonly summary: Readable<ListSummary | null>;
  /** How the whole list divides; `null` until it was told. */
  readonly facets: Readable<Facets | null>;
  /** Changes whenever another row stands at some watched place. */
  readonly order: Readable<number>;
  readonly idAt: (index: number) => DownloadId | undefined;
  /** Where a row stands, if that place is watched. */
  readonly indexOf: (id: DownloadId) => number | undefined;
  readonly rowOf: (id: DownloadId) => DownloadRow | undefined;
  readonly progressOf: (id: DownloadId) => ProgressRow | undefined;
  readonly subscribeRow: (id: DownloadId, listener: () => void) => () => void;
  /** Calls back with a row before and after its facts changed. */
  readonly onRowChange: (listener: (before: DownloadRow, after: DownloadRow) => void) => () => void;
  /** `view.watch` was sent for these ranges: the next frame starts anew, whatever its revision. */
  readonly expectFreshView: (ranges: readonly RowRange[]) => void;
  /** Takes over a frame. `gap`: frames are missing, so ask for all of it again. */
  readonly apply: (frame: Frame) => 'applied' | 'gap';
};

export function createDownloadListStore(): DownloadListStore {
  const total = createObservable<number | null>(null);
  const summary = createObservable<ListSummary | null>(null);
  const facets = createObservable<Facets | null>(null);
  const order = createObservable(0);
  const rows = new Map<DownloadId, DownloadRow>();
  const progress = new Map<DownloadId, ProgressRow>();
  const idByIndex = new Map<number, DownloadId>();
  const indexById = new Map<DownloadId, number>();
  const rowListeners = new Map<DownloadId, Listeners>();
  const rowChangeListeners = new Set<(before: DownloadRow, after: DownloadRow) => void>();
  let watched: readonly RowRange[] = [];
  let lastRevision: number | null = null;

  function place(index: number, id: DownloadId): void {
    const before = idByIndex.get(index);
    if (before !== undefined && indexById.get(before) === index) indexById.delete(before);
    idByIndex.set(index, id);
    indexById.set(id, index);
  }

  function clearPlace(index: number): void {
    const id = idByIndex.get(index);
    idByIndex.delete(index);
    if (id !== undefined && indexById.get(id) === index) indexById.delete(id);
  }

  /** Takes over the order; @returns whether any watched place holds another row than before. */
  function applyPlacements(frame: Frame): boolean {
    let moved = false;
    for (const { start, ids } of frame.placements) {
      ids.forEach((id, offset) => {
        if (idByIndex.get(start + offset) === id && indexById.get(id) === start + offset) return;
        place(start + offset, id);
        moved = true;
      });
    }
    for (const index of idByIndex.keys()) {
      const isWatched = watched.some((range) => index >= range.start && index < range.end);
      if (index < frame.total && isWatched) continue;
      clearPlace(index);
      moved = true;
    }
    return moved;
  }

  function applyRows(frame: Frame, changed: Set<DownloadId>): void {
    for (const row of frame.rows) {
      const before = rows.get(row.id);
      rows.set(row.id, row);
      changed.add(row.id);
      if (before !== undefined) for (const listener of rowChangeListeners) listener(before, row);
    }
    for (const numbers of frame.progress) {
      progress.set(numbers.id, numbers);
      changed.add(numbers.id);
    }
  }

  /** The core forgets rows that are neither watched nor active, too, and sends them again when they are. */
  function forgetUnwatchedRows(frame: Frame): void {
    const active = new Set(frame.active);
    for (const id of rows.keys()) {
      if (indexById.has(id) || active.has(id)) continue;
      rows.delete(id);
      progress.delete(id);
    }
  }

  return {
    total,
    summary,
    facets,
    order,
    idAt: (index) => idByIndex.get(index),
    indexOf: (id) => indexById.get(id),
    rowOf: (id) => rows.get(id),
    progressOf: (id) => progress.get(id),
    subscribeRow(id, listener) {
      let listeners = rowListeners.get(id);
      if (listeners === undefined) {
        listeners = createListeners();
        rowListeners.set(id, listeners);
      }
      const own = listeners;
      const remove = own.add(listener);
      return () => {
        remove();
        if (own.count() === 0 && rowListeners.get(id) === own) rowListeners.delete(id);
      };
    },
    onRowChange(listener) {
      rowChangeListeners.add(listener);
      return () => {
        rowChangeListeners.delete(listener);
      };
    },
    expectFreshView(ranges) {
      watched = ranges;
      lastRevision = null;
    },
    apply(frame) {
      if (lastRevision !== null && frame.revision !== lastRevision + 1) return 'gap';
      lastRevision = frame.revision;
      const changed = new Set<DownloadId>();
      const moved = applyPlacements(frame);
      applyRows(frame, changed);
      forgetUnwatchedRows(frame);
      total.set(frame.total);
      summary.set(nextSummary(summary.get(), frame));
      // A view that is asked for anew, at each key of a search, brings the same ones again.
      if (frame.facets !== null && !sameFacets(facets.get(), frame.facets)) facets.set(frame.facets);
      if (moved) order.set(order.get() + 1);
      for (const id of changed) rowListeners.get(id)?.call();
      return 'applied';
    },
  };
}

function sameFacets(before: Facets | null, now: Facets): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

function nextSummary(before: ListSummary | null, frame: Frame): ListSummary {
  const { counts, failedMoves, totals, active, trouble, freeBytes } = frame;
  if (before === null) return { counts, failedMoves, totals, active, trouble, freeBytes };
  const next = {
    counts: sameNumbers(before.counts, counts) ? before.counts : counts,
    failedMoves,
    totals: sameNumbers(before.totals, totals) ? before.totals : totals,
    active: sameIds(before.active, active) ? before.active : active,
    trouble: before.trouble?.code === trouble?.code ? before.trouble : trouble,
    freeBytes,
  };
  const isSame =
    next.counts === before.counts &&
    next.failedMoves === before.failedMoves &&
    next.totals === before.totals &&
    next.active === before.active &&
    next.trouble === before.trouble &&
    next.freeBytes === before.freeBytes;
  return isSame ? before : next;
}

function sameNumbers<Values extends Readonly<Record<string, number | null>>>(a: Values, b: Values): boolean {
  return Object.keys(a).every((key) => a[key] === b[key]);
}

function sameIds(a: readonly DownloadId[], b: readonly DownloadId[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
