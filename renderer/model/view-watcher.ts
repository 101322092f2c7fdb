import type { ViewSort, ViewSpec } from '../../shared/contract.ts';
import type { DownloadListStore } from './download-list-store.ts';
import { createObservable, type Readable } from './observable.ts';
import { FIRST_WATCHED_RANGE, planWatchedRange, type RowRange } from './row-window.ts';

/** Tells the core which rows of which view this window shows, and keeps that up with scrolling. */
export type ViewWatcher = {
  readonly view: Readable<ViewSpec>;
  readonly changeView: (change: Partial<ViewSpec>) => void;
  /** The rows on screen, and the one that has the keyboard wherever it is. */
  readonly showRows: (shown: RowRange, current: number | null) => void;
  /** Asks for everything again: after a reconnection or a gap between frames. */
  readonly watchAgain: () => void;
  /** Someone points at rows, or does not any more: rows that are sorted by live numbers keep their places meanwhile. */
  readonly pointAtRows: (isPointed: boolean) => void;
};

/** Whether rows move by numbers that change between commits. */
function isLiveSort(sort: ViewSort): boolean {
  return sort === 'speed' || sort === 'timeLeft';
}

/** The newest first. */
export const FIRST_ORDER = { sort: 'added', descending: true } as const;
/** As they start. */
export const QUEUE_ORDER = { sort: 'queue', descending: false } as const;

const FIRST_VIEW: ViewSpec = {
  filter: 'all',
  category: null,
  folder: null,
  host: null,
  search: '',
  ...FIRST_ORDER,
};

export function createViewWatcher(ports: {
  readonly list: DownloadListStore;
  readonly sendHold: (isHeld: boolean) => void;
  readonly sendWatch: (input: { readonly view: ViewSpec; readonly ranges: readonly RowRange[] }) => void;
}): ViewWatcher {
  const view = createObservable(FIRST_VIEW);
  let range = FIRST_WATCHED_RANGE;
  let currentRow: number | null = null;
  let isHeld = false;

  function watch(): void {
    const ranges = [range];
    // The row with the keyboard stays in the page and up to date when it is scrolled out of sight.
    if (currentRow !== null && (currentRow < range.start || currentRow >= range.end)) {
      ranges.push({ start: currentRow, end: currentRow + 1 });
    }
    ports.list.expectFreshView(ranges);
    ports.sendWatch({ view: view.get(), ranges });
  }

  return {
    view,
    changeView(change) {
      const next = { ...view.get(), ...change };
      view.set(next);
      range = FIRST_WATCHED_RANGE;
      currentRow = null;
      watch();
    },
    showRows(shown, current) {
      const next = planWatchedRange(shown, range, ports.list.total.get() ?? 0);
      const isOutside = current !== null && (current < next.start || current >= next.end);
      const isCovered = !isOutside || current === currentRow;
      const isSame = next === range && isCovered;
      range = next;
      currentRow = current;
      if (!isSame) watch();
    },
    watchAgain: watch,
    pointAtRows(isPointed) {
      const next = isPointed && isLiveSort(view.get().sort);
      if (next === isHeld) return;
      isHeld = next;
      ports.sendHold(isHeld);
    },
  };
}
