import type { DownloadId } from '../../shared/download.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { Clock } from '../app/ports.ts';
import type { Download, Reservation } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import { makeFolder } from '../store/make-folder.ts';
import { numberedName, safeFileName } from './safe-file-name.ts';
import { createFiles, fileSize, syncFolder, type CreateVerdict } from './target-files.ts';
import path from 'node:path';

/** After this many taken names something else is wrong with the folder. */
const MAX_NUMBER = 99_999;

/**
 * Finds a free name for a download and takes it on disk and in the database.
 *
 * Invariant: the reservation is committed before its files are created and confirmed after, so that whatever the moment
 * of a crash, start-up knows which files may be ours. Existing files are never opened.
 */
export class FileReserver {
  readonly #table: DownloadTable;
  readonly #clock: Clock;
  /** Where to go on counting, so that a thousand files of one name do not try each number a thousand times. */
  readonly #nextNumber = new Map<string, number>();
  /** Names being tried right now, so that two downloads do not commit the same intent. */
  readonly #inFlight = new Set<string>();

  constructor(table: DownloadTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /**
   * Reserves for a download. Commits on the way.
   * @param isWanted asked after each wait; when false, no further name is tried.
   * @returns the confirmed reservation, or `null` when it was not wanted any more.
   * @throws Node's file errors, StoreError
   */
  async reserve(id: DownloadId, makeDirectory: boolean, isWanted: () => boolean): Promise<Reservation | null> {
    const download = this.#table.get(id);
    if (download === undefined) return null;
    const { directory } = download;
    if (makeDirectory) await makeFolder(directory);
    const wish = safeFileName(nameWish(download));
    const countKey = path.join(directory, wish);
    // The plain name first: it may have become free again.
    const after = (number: number): number => Math.max(number + 1, this.#nextNumber.get(countKey) ?? 0);
    for (let number = 0; number <= MAX_NUMBER; number = after(number)) {
      const target = numberedName(wish, number);
      const key = path.join(directory, target).toLowerCase();
      if (this.#inFlight.has(key)) continue;
      this.#inFlight.add(key);
      try {
        if ((await fileSize(path.join(directory, target))) !== null) continue;
        if (!isWanted()) return null;
        const reservation = await this.#take(id, directory, target, isWanted);
        if (reservation === 'taken') continue;
        if (number > 0) this.#nextNumber.set(countKey, number + 1);
        return reservation;
      } finally {
        this.#inFlight.delete(key);
      }
    }
    throw Object.assign(new Error(`no free name for ${wish}`), { code: 'EEXIST' });
  }

  async #take(
    id: DownloadId,
    directory: string,
    target: string,
    isWanted: () => boolean,
  ): Promise<Reservation | null | 'taken'> {
    const intent: Reservation = {
      target,
      part: target + PART_SUFFIX,
      owned: false,
      sinceMs: this.#clock.nowMs(),
      replaces: null,
    };
    const verdict = await this.#create(id, directory, intent);
    if (verdict === 'taken') return 'taken';
    // Removed meanwhile: its removal listed the files to be deleted, and nobody else can take the names before that.
    if (this.#table.get(id) === undefined) return null;
    const reservation: Reservation = { ...intent, owned: true };
    // Also when it is not wanted any more (paused meanwhile): the row must know the files it has on disk.
    this.#table.change(id, { reservation });
    this.#table.commit();
    // Before the database claims a byte of the new file, a power cut must not be able to take the file away.
    await syncFolder(directory);
    return isWanted() ? reservation : null;
  }

  /** An intent that came to nothing is given up: its name may be another download's next. */
  async #create(id: DownloadId, directory: string, intent: Reservation): Promise<CreateVerdict> {
    let verdict: CreateVerdict | null = null;
    try {
      this.#table.change(id, { reservation: intent });
      this.#table.commit();
      verdict = await createFiles(directory, intent);
      return verdict;
    } finally {
      if (verdict !== 'created' && this.#table.get(id) !== undefined) this.#table.change(id, { reservation: null });
    }
  }
}

function nameWish(download: Download): string {
  return download.wishedName ?? download.facts?.suggestedName ?? new URL(download.url).hostname;
}
