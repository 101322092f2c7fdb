import type { Category } from './category.ts';
import type { DownloadDetails } from './details-calls.ts';
import type { DownloadId, DownloadRow, ProgressRow } from './download.ts';
import type { DownloadStateKind } from './download-state.ts';
import type { Settings } from './settings.ts';

/** Something that the user must know: it happened at the start, or keeps Sluice from working right now. */
export type Notice = {
  readonly code:
    | 'notice.databaseDamaged'
    | 'notice.backupAvailable'
    | 'notice.listRestored'
    | 'notice.settingsReset'
    | 'notice.rowsLeftOut'
    | 'notice.cannotSave'
    | 'notice.onBattery'
    | 'notice.onMetered';
  readonly detail: string;
};

/** How many downloads are in each state, over the whole list. */
export type StateCounts = Readonly<Record<DownloadStateKind, number>>;

/** The sums a status bar shows. */
export type Totals = { readonly bytesPerSecond: number; readonly secondsLeft: number | null };

/** One value that downloads have in common, and how many have it. */
export type Facet = { readonly value: string; readonly count: number };

/** How the whole list divides, whatever the view shows. */
export type Facets = {
  readonly categories: Readonly<Record<Category, number>>;
  /** The `MAX_FACETS` that have the most downloads, in the order of their names. */
  readonly folders: readonly Facet[];
  readonly hosts: readonly Facet[];
};
/** Folders and hosts that are told; whoever has more looks for them by searching. */
export const MAX_FACETS = 50;

/**
 * What changed since the frame before. `revision` counts up by one; on a gap the window calls `view.watch` again.
 * A window gets the next frame only after it acknowledged this one.
 */
export type Frame = {
  readonly revision: number;
  /** Rows in the whole view. */
  readonly total: number;
  /** For each watched range whose order changed: the ids it now holds, from `start` on. */
  readonly placements: readonly { readonly start: number; readonly ids: readonly DownloadId[] }[];
  /** Watched or active rows that are new to the window or whose facts changed. */
  readonly rows: readonly DownloadRow[];
  /** Watched or active rows whose numbers moved. */
  readonly progress: readonly ProgressRow[];
  /** Ids of the rows the engine works for, whether watched or not; at most `MAX_WATCHED_ROWS`. */
  readonly active: readonly DownloadId[];
  readonly counts: StateCounts;
  /** Complete downloads whose file did not get where it was to go; the filter `attention` has them, too. */
  readonly failedMoves: number;
  readonly totals: Totals;
  /** What keeps Sluice from working right now, while it does. */
  readonly trouble: Notice | null;
  /** `null` when they are as they were. */
  readonly facets: Facets | null;
  /** `null` when they are as they were. */
  readonly settings: Settings | null;
  /** Bytes free where new downloads go, to the nearest 10 MB; `null` while that is not known. */
  readonly freeBytes: number | null;
  /** Of the download that `view.details` watches; `null` when they are as they were. */
  readonly details: DownloadDetails | null;
};
