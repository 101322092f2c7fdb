import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { NO_BYTES } from './answer-outcome.ts';

/** Removals that can be undone; of more the oldest are forgotten. */
const MOST_KEPT = 10_000;
/** Checksums are read from SQLite before they go with their row; of more rows at once they are taken anew from the file. */
export const MOST_WITH_BLOCKS = 1000;

type Removed = { readonly download: Download; readonly blocks: readonly BlockChecksum[] };

/** What was taken off the list and may come back: kept in memory, for as long as this process lives. */
export class RemovedDownloads {
  readonly #kept = new Map<DownloadId, Removed>();

  keep(removed: Removed): void {
    this.#kept.set(removed.download.id, removed);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > MOST_KEPT) this.#kept.delete(oldest);
  }

  /** What can come back of these; each once. */
  take(ids: Iterable<DownloadId>): readonly Removed[] {
    const taken: Removed[] = [];
    for (const id of new Set(ids)) {
      const removed = this.#kept.get(id);
      if (removed !== undefined) taken.push(removed);
      this.#kept.delete(id);
    }
    return taken;
  }
}

/**
 * A removed download as it comes back. What ran goes on; its placeholder is gone, which the end of a download can do
 * without. Without bytes its files went with it, and it takes a name anew.
 * @param isPartTaken another download has its part file now: what came so far is that one's.
 */
export function comeBack(removed: Download, isPartTaken: boolean): Omit<Download, 'id' | 'position'> {
  const { id: _id, position: _position, ...row } = removed;
  const { state, durable } = removed;
  if (state.kind === 'completed') return row;
  const isAtRest = state.kind === 'paused' || state.kind === 'blocked' || state.kind === 'failed';
  const back = {
    ...row,
    state: isAtRest ? state : ({ kind: state.kind === 'pausing' ? 'paused' : 'queued' } as const),
  };
  if (isPartTaken) return { ...back, ...NO_BYTES, reservation: null, stamp: null };
  return durable.length === 0 ? { ...back, reservation: null } : back;
}
