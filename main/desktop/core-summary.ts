import type { CoreMessage } from '../../shared/contract.ts';
import type { Frame, StateCounts } from '../../shared/window-frame.ts';
import type { DownloadId, DownloadRow, ProgressRow } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import { rowName } from '../app/download-row.ts';

/** A download, as far as a menu shows it. */
export type MenuDownload = {
  readonly id: DownloadId;
  readonly name: string;
  /** From 0 to 100; `null` while the size is not known. */
  readonly percent: number | null;
};

/** What tray, taskbar and dock show of the list. */
export type Summary = {
  /** Downloads the engine works for. */
  readonly activeCount: number;
  /** Downloads that run or will run by themselves. */
  readonly unfinishedCount: number;
  readonly pausedCount: number;
  /** Downloads that wait for an answer of the user, complete ones that could not be moved among them. */
  readonly questionCount: number;
  readonly failedCount: number;
  readonly bytesPerSecond: number;
  /** Of all active downloads together, from 0 to 1; `null` while no size is known. */
  readonly progress: number | null;
  /** What the engine works for, in the order of the list. */
  readonly running: readonly MenuDownload[];
  /** Some of what is paused, so that a menu can resume it: what was paused last comes last. */
  readonly paused: readonly MenuDownload[];
};

/** Before the first frame. */
export const EMPTY_SUMMARY: Summary = {
  activeCount: 0,
  unfinishedCount: 0,
  pausedCount: 0,
  questionCount: 0,
  failedCount: 0,
  bytesPerSecond: 0,
  progress: null,
  running: [],
  paused: [],
};

const ACTIVE: readonly DownloadStateKind[] = ['probing', 'downloading', 'finishing'];
const UNFINISHED: readonly DownloadStateKind[] = [...ACTIVE, 'queued', 'retrying'];

/** Whether downloads run or will run by themselves. */
export function hasUnfinished(app: SluiceApp): boolean {
  return UNFINISHED.some((kind) => app.queue.idsIn(kind).size > 0);
}

/** Gathers frames, of which each holds only what changed, into what is known now. */
class FrameGatherer {
  readonly #rows = new Map<DownloadId, DownloadRow>();
  readonly #progress = new Map<DownloadId, ProgressRow>();

  add(
    frame: Pick<Frame, 'rows' | 'progress' | 'active' | 'counts' | 'failedMoves' | 'totals'>,
  ): Omit<Summary, 'paused'> {
    for (const row of frame.rows) this.#rows.set(row.id, row);
    for (const row of frame.progress) this.#progress.set(row.id, row);
    const active = new Set(frame.active);
    for (const id of this.#rows.keys()) if (!active.has(id)) this.#rows.delete(id);
    for (const id of this.#progress.keys()) if (!active.has(id)) this.#progress.delete(id);
    return {
      activeCount: sum(frame.counts, ACTIVE),
      unfinishedCount: sum(frame.counts, UNFINISHED),
      pausedCount: sum(frame.counts, ['paused', 'pausing']),
      questionCount: frame.counts.blocked + frame.failedMoves,
      failedCount: frame.counts.failed,
      bytesPerSecond: frame.totals.bytesPerSecond,
      progress: this.#share(),
      running: Array.from(this.#rows.values(), ({ id, name, sizeBytes }) => ({
        id,
        name,
        percent: percentOf(this.#progress.get(id)?.receivedBytes ?? null, sizeBytes),
      })),
    };
  }

  #share(): number | null {
    let total = 0;
    let received = 0;
    for (const { id, sizeBytes } of this.#rows.values()) {
      if (sizeBytes === null) continue;
      total += sizeBytes;
      received += this.#progress.get(id)?.receivedBytes ?? 0;
    }
    return total === 0 ? null : Math.min(1, received / total);
  }
}

/**
 * Watches the core as a window without rows does. A blurred window gets one frame a second at most, which is all a tray
 * may show. Disposing ends it.
 */
export function watchSummary(
  app: Pick<SluiceApp, 'openSession' | 'queue'>,
  onSummary: (summary: Summary) => void,
): Disposable {
  const gatherer = new FrameGatherer();
  const session = app.openSession((message: CoreMessage) => {
    if (message.type !== 'frame') return;
    onSummary({ ...gatherer.add(message.frame), paused: lastPaused(app.queue) });
    session.receive({ type: 'acknowledge', revision: message.frame.revision });
  });
  // Before the watch, so that the first frame is not followed by three more in its second.
  session.receive({ type: 'call', callId: 0, name: 'view.visibility', input: { visibility: 'blurred' } });
  session.receive({ type: 'call', callId: 1, name: 'view.watch', input: { view: {}, ranges: [] } });
  return { [Symbol.dispose]: () => session.close() };
}

/** More paused ones than this are resumed in the window. */
const MAX_PAUSED = 3;

function lastPaused(queue: Pick<SluiceApp['queue'], 'idsIn' | 'get' | 'progressOf'>): readonly MenuDownload[] {
  return [...queue.idsIn('paused')].slice(-MAX_PAUSED).flatMap((id) => {
    const download = queue.get(id);
    if (download === undefined) return [];
    const { receivedBytes } = queue.progressOf(download);
    const percent = percentOf(receivedBytes, download.facts?.sizeBytes ?? null);
    return [{ id, name: rowName(download), percent }];
  });
}

/** In whole percent, rounded down: 100 means all of it. `null` while either number is not known. */
function percentOf(receivedBytes: number | null, sizeBytes: number | null): number | null {
  if (sizeBytes === null || sizeBytes === 0 || receivedBytes === null) return null;
  return Math.min(100, Math.floor((receivedBytes / sizeBytes) * 100));
}

function sum(counts: StateCounts, kinds: readonly DownloadStateKind[]): number {
  return kinds.reduce((total, kind) => total + counts[kind], 0);
}
