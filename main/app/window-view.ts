import {
  MAX_WATCHED_ROWS,
  type Frame,
  type Notice,
  type StateCounts,
  type Totals,
  type ViewSpec,
} from '../../shared/contract.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { toRow } from './download-row.ts';

/** What a frame is made from. */
export type ListSource = {
  readonly get: (id: DownloadId) => Download | undefined;
  readonly progressOf: (download: Download) => ProgressRow;
  readonly viewIds: (spec: ViewSpec) => readonly DownloadId[];
  readonly activeIds: () => readonly DownloadId[];
  readonly counts: () => StateCounts;
  readonly totals: () => Totals;
  readonly trouble: () => Notice | null;
};

type Range = { readonly start: number; readonly end: number };

/** What one window watches and has been told so far; composes the next frame out of the difference. */
export class WindowView {
  readonly #source: ListSource;
  #spec: ViewSpec | null = null;
  #ranges: readonly Range[] = [];
  #revision = 0;
  #sentRows = new Map<DownloadId, Download>();
  #sentProgress = new Map<DownloadId, ProgressRow>();
  #sentPlacements: string[] = [];
  #sentSummary = '';

  constructor(source: ListSource) {
    this.#source = source;
  }

  /** Watches something else from now on; the next frame tells all of it. */
  watch(spec: ViewSpec, ranges: readonly Range[]): void {
    this.#spec = spec;
    this.#ranges = ranges;
    this.#sentRows = new Map();
    this.#sentProgress = new Map();
    this.#sentPlacements = [];
    this.#sentSummary = '';
  }

  /** The next frame, or `null` when this window has been told everything. */
  nextFrame(): Frame | null {
    if (this.#spec === null) return null;
    const ids = this.#source.viewIds(this.#spec);
    const active = this.#source.activeIds().slice(0, MAX_WATCHED_ROWS);
    const placements = this.#changedPlacements(ids);
    const { rows, progress } = this.#changedRows(ids, active);
    const counts = this.#source.counts();
    const totals = this.#source.totals();
    const trouble = this.#source.trouble();
    const summary = JSON.stringify([ids.length, active, counts, totals, trouble]);
    if (placements.length + rows.length + progress.length === 0 && summary === this.#sentSummary) return null;
    this.#sentSummary = summary;
    this.#revision += 1;
    return { revision: this.#revision, total: ids.length, placements, rows, progress, active, counts, totals, trouble };
  }

  #changedPlacements(ids: readonly DownloadId[]): Frame['placements'] {
    const changed: { start: number; ids: readonly DownloadId[] }[] = [];
    this.#ranges.forEach((range, index) => {
      const placed = ids.slice(range.start, range.end);
      const key = placed.join(' ');
      if (this.#sentPlacements[index] === key) return;
      this.#sentPlacements[index] = key;
      changed.push({ start: range.start, ids: placed });
    });
    return changed;
  }

  #changedRows(ids: readonly DownloadId[], active: readonly DownloadId[]): Pick<Frame, 'rows' | 'progress'> {
    const watched = new Set([...this.#ranges.flatMap((range) => ids.slice(range.start, range.end)), ...active]);
    const rows: Frame['rows'][number][] = [];
    const progress: ProgressRow[] = [];
    const sentRows = new Map<DownloadId, Download>();
    const sentProgress = new Map<DownloadId, ProgressRow>();
    for (const id of watched) {
      const download = this.#source.get(id);
      if (download === undefined) continue;
      // Downloads are immutable values: the same object is the same content.
      if (this.#sentRows.get(id) !== download) rows.push(toRow(download));
      sentRows.set(id, download);
      const numbers = this.#source.progressOf(download);
      if (!isSameProgress(this.#sentProgress.get(id), numbers)) progress.push(numbers);
      sentProgress.set(id, numbers);
    }
    // Rows that are not watched any more are forgotten: the window may have dropped them too.
    this.#sentRows = sentRows;
    this.#sentProgress = sentProgress;
    return { rows, progress };
  }
}

function isSameProgress(a: ProgressRow | undefined, b: ProgressRow): boolean {
  return (
    a !== undefined &&
    a.receivedBytes === b.receivedBytes &&
    a.bytesPerSecond === b.bytesPerSecond &&
    a.secondsLeft === b.secondsLeft &&
    a.connections === b.connections
  );
}
