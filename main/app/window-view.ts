import { MAX_WATCHED_ROWS, type ViewSpec } from '../../shared/contract.ts';
import type { Facets, Frame, Notice, StateCounts, Totals } from '../../shared/window-frame.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadDetails } from '../../shared/details-calls.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { Settings } from '../../shared/settings.ts';
import { isSameWait, type WaitReason } from '../../shared/wait-reason.ts';
import type { Download } from '../store/download-record.ts';
import { toRow } from './download-row.ts';
import type { OrderedIds } from './sorted-view.ts';

/** What a frame is made from. */
export type ListSource = {
  readonly get: (id: DownloadId) => Download | undefined;
  readonly progressOf: (download: Download) => ProgressRow;
  readonly waitReasonOf: (download: Download) => WaitReason | null;
  /** Those of a running download as they were a moment ago; each call has newer ones fetched. */
  readonly connectionsOf: (id: DownloadId) => readonly ConnectionSnapshot[];
  /** `null` while they are being sorted; the publisher is told when they are. */
  readonly viewIds: (spec: ViewSpec) => OrderedIds | null;
  /** While anyone holds them, views sorted by live numbers keep their order. */
  readonly hold: (holder: object, isHeld: boolean) => void;
  readonly activeIds: () => readonly DownloadId[];
  readonly counts: () => StateCounts;
  readonly failedMoves: () => number;
  readonly totals: () => Totals;
  readonly trouble: () => Notice | null;
  /** The same object until a number changes; `null` until it is known. */
  readonly facets: () => Facets | null;
  /** The same object until one changes. */
  readonly settings: () => Settings;
  readonly freeBytes: () => number | null;
};

type SentRow = { readonly download: Download; readonly waitsFor: WaitReason | null };

type Range = { readonly start: number; readonly end: number };

/** What one window watches and has been told so far; composes the next frame out of the difference. */
export class WindowView {
  readonly #source: ListSource;
  #detailsId: DownloadId | null = null;
  #sentDetails = '';
  #spec: ViewSpec | null = null;
  #ranges: readonly Range[] = [];
  #revision = 0;
  #sentRows = new Map<DownloadId, SentRow>();
  #sentProgress = new Map<DownloadId, ProgressRow>();
  #sentPlacements: string[] = [];
  #sentSummary = '';
  #sentFacets: Facets | null = null;
  #sentSettings: Settings | null = null;

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
    this.#sentFacets = null;
    this.#sentDetails = '';
    this.#sentSettings = null;
  }

  /** Tells the bytes and connections of this download, too, from the next frame on; of none for `null`. */
  watchDetails(id: DownloadId | null): void {
    this.#detailsId = id;
    this.#sentDetails = '';
  }

  /** The next frame; `null` when this window has been told everything, or its list is being sorted. */
  nextFrame(): Frame | null {
    if (this.#spec === null) return null;
    const ids = this.#source.viewIds(this.#spec);
    if (ids === null) return null;
    const active = this.#source.activeIds().slice(0, MAX_WATCHED_ROWS);
    const placements = this.#changedPlacements(ids);
    const { rows, progress } = this.#changedRows(ids, active);
    const counts = this.#source.counts();
    const failedMoves = this.#source.failedMoves();
    const totals = this.#source.totals();
    const trouble = this.#source.trouble();
    const freeBytes = this.#source.freeBytes();
    const { facets, settings } = this.#changedFacts();
    const summary = JSON.stringify([ids.length, active, counts, failedMoves, totals, trouble, freeBytes]);
    const isListSame = placements.length + rows.length + progress.length === 0 && summary === this.#sentSummary;
    const details = this.#changedDetails();
    if (isListSame && facets === null && settings === null && details === null) return null;
    this.#sentSummary = summary;
    this.#revision += 1;
    const sums = { total: ids.length, active, counts, failedMoves, totals, trouble, freeBytes };
    return { revision: this.#revision, placements, rows, progress, facets, settings, details, ...sums };
  }

  #changedDetails(): DownloadDetails | null {
    const download = this.#detailsId === null ? undefined : this.#source.get(this.#detailsId);
    if (download === undefined) return null;
    const { id, durable } = download;
    const details = { id, durable, connections: this.#source.connectionsOf(id) };
    const key = JSON.stringify(details);
    if (key === this.#sentDetails) return null;
    this.#sentDetails = key;
    return details;
  }

  #changedFacts(): Pick<Frame, 'facets' | 'settings'> {
    const facets = this.#source.facets();
    const settings = this.#source.settings();
    const changed = {
      facets: facets === this.#sentFacets ? null : facets,
      settings: settings === this.#sentSettings ? null : settings,
    };
    this.#sentFacets = facets;
    this.#sentSettings = settings;
    return changed;
  }

  #changedPlacements(ids: OrderedIds): Frame['placements'] {
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

  #changedRows(ids: OrderedIds, active: readonly DownloadId[]): Pick<Frame, 'rows' | 'progress'> {
    const watched = new Set([...this.#ranges.flatMap((range) => ids.slice(range.start, range.end)), ...active]);
    const rows: Frame['rows'][number][] = [];
    const progress: ProgressRow[] = [];
    const sentRows = new Map<DownloadId, SentRow>();
    const sentProgress = new Map<DownloadId, ProgressRow>();
    for (const id of watched) {
      const download = this.#source.get(id);
      if (download === undefined) continue;
      // Downloads are immutable values: the same object is the same content.
      const waitsFor = this.#source.waitReasonOf(download);
      const sent = this.#sentRows.get(id);
      if (sent?.download !== download || !isSameWait(sent.waitsFor, waitsFor)) rows.push(toRow(download, waitsFor));
      sentRows.set(id, { download, waitsFor });
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
    a.connections === b.connections &&
    a.check?.doneBytes === b.check?.doneBytes &&
    a.check?.bytesPerSecond === b.check?.bytesPerSecond
  );
}
