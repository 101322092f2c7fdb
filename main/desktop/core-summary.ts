import type { CoreMessage, Frame, StateCounts } from '../../shared/contract.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { SluiceApp } from '../app/app-interface.ts';

/** What the tray shows of the list. */
export type Summary = {
  /** Downloads the engine works for. */
  readonly activeCount: number;
  /** Downloads that run or will run by themselves. */
  readonly unfinishedCount: number;
  readonly pausedCount: number;
  readonly bytesPerSecond: number;
};

/** Before the first frame. */
export const EMPTY_SUMMARY: Summary = { activeCount: 0, unfinishedCount: 0, pausedCount: 0, bytesPerSecond: 0 };

const ACTIVE: readonly DownloadStateKind[] = ['probing', 'downloading', 'finishing'];
const UNFINISHED: readonly DownloadStateKind[] = [...ACTIVE, 'queued', 'retrying'];

/** Whether downloads run or will run by themselves. */
export function hasUnfinished(app: SluiceApp): boolean {
  for (const download of app.queue.all()) {
    if (UNFINISHED.includes(download.state.kind)) return true;
  }
  return false;
}

/** The sums of one frame. */
function summarize(frame: Pick<Frame, 'counts' | 'totals'>): Summary {
  return {
    activeCount: sum(frame.counts, ACTIVE),
    unfinishedCount: sum(frame.counts, UNFINISHED),
    pausedCount: sum(frame.counts, ['paused', 'pausing']),
    bytesPerSecond: frame.totals.bytesPerSecond,
  };
}

/**
 * Watches the core as a window without rows does. A blurred window gets one frame a second at most, which is all a tray
 * may show. Disposing ends it.
 */
export function watchSummary(app: Pick<SluiceApp, 'openSession'>, onSummary: (summary: Summary) => void): Disposable {
  const session = app.openSession((message: CoreMessage) => {
    if (message.type !== 'frame') return;
    onSummary(summarize(message.frame));
    session.receive({ type: 'acknowledge', revision: message.frame.revision });
  });
  // Before the watch, so that the first frame is not followed by three more in its second.
  session.receive({ type: 'call', callId: 0, name: 'view.visibility', input: { visibility: 'blurred' } });
  session.receive({ type: 'call', callId: 1, name: 'view.watch', input: { view: {}, ranges: [] } });
  return { [Symbol.dispose]: () => session.close() };
}

function sum(counts: StateCounts, kinds: readonly DownloadStateKind[]): number {
  return kinds.reduce((total, kind) => total + counts[kind], 0);
}
