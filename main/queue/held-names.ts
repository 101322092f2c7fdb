import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadTable } from './download-table.ts';

/** Above this many, entries of downloads that have ended are thrown out. */
const FIRST_SWEEP = 1000;

/**
 * The names that unfinished downloads have taken. Names that are equal but for case or Unicode form count as one, since
 * they are one file on many systems. What is on disk tells most of it; this knows the rest: an old file that is about to be
 * replaced, a folder that ignores case although ours does not, a name that is being tried right now.
 */
export class HeldNames {
  readonly #table: DownloadTable;
  readonly #holders = new Map<string, { readonly id: DownloadId; readonly isTrying: boolean }>();
  #isLoaded = false;
  #sweepAt = FIRST_SWEEP;

  constructor(table: DownloadTable) {
    this.#table = table;
  }

  /** Begins to try a name for a download; `false` when another one has it or tries it. `settle` must follow. */
  hold(id: DownloadId, directory: string, name: string): boolean {
    this.#load();
    const key = keyOf(directory, name);
    const holder = this.#holders.get(key);
    if (holder !== undefined && (holder.isTrying || (holder.id !== id && this.#hasReserved(holder.id, key))))
      return false;
    this.#holders.set(key, { id, isTrying: true });
    this.#sweep();
    return true;
  }

  /** The name became the download's reservation, or it is given up. */
  settle(id: DownloadId, directory: string, name: string): void {
    const key = keyOf(directory, name);
    if (this.#hasReserved(id, key)) this.#holders.set(key, { id, isTrying: false });
    else this.#holders.delete(key);
  }

  #hasReserved(id: DownloadId, key: string): boolean {
    const download = this.#table.get(id);
    if (download === undefined || download.reservation === null || download.state.kind === 'completed') return false;
    return keyOf(download.directory, download.reservation.target) === key;
  }

  #load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    for (const { id, directory, reservation } of this.#table.withUnfinishedFiles()) {
      if (reservation !== null) this.#holders.set(keyOf(directory, reservation.target), { id, isTrying: false });
    }
  }

  #sweep(): void {
    if (this.#holders.size < this.#sweepAt) return;
    for (const [key, { id, isTrying }] of this.#holders) {
      if (!isTrying && !this.#hasReserved(id, key)) this.#holders.delete(key);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#holders.size * 2);
  }
}

function keyOf(directory: string, name: string): string {
  return path.join(directory, name).normalize('NFC').toLowerCase();
}
