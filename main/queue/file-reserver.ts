import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { Download, Reservation } from '../store/download-record.ts';
import { errnoOf, makeFolder } from '../store/make-folder.ts';
import type { DownloadTable } from './download-table.ts';
import type { FileCalls } from './file-calls.ts';
import type { FolderSync } from './folder-sync.ts';
import type { HeldNames } from './held-names.ts';
import { nameTakenPolicy, refusesNumbers } from './name-taken-policy.ts';
import { numberedName, safeFileName } from './safe-file-name.ts';
import { createFiles, fileSize, fingerprint, type CreateVerdict } from './target-files.ts';

/** After this many taken names something else is wrong with the folder. */
const MAX_NUMBER = 99_999;

/**
 * A file of at most so many bytes is there before anyone could make use of its empty placeholder, which would cost more than
 * all else that is done for it on the disk.
 */
const SHORT_BYTES = 4 * 2 ** 20;

/** `nameTaken`: the folder has that name, and the policy is to skip it or to ask. `unwanted`: let go of meanwhile. */
export type ReserveOutcome =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  | { readonly kind: 'nameTaken' }
  | { readonly kind: 'unwanted' };

export type FileReserverInput = {
  readonly table: DownloadTable;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** Resolves when what is staged is on disk. @throws StoreError */
  readonly committed: () => Promise<void>;
  readonly folders: FolderSync;
  readonly held: HeldNames;
  readonly calls: FileCalls;
};

/** One download that wants a name. */
type Wish = {
  readonly id: DownloadId;
  readonly directory: string;
  /** A missing folder is made. */
  readonly makeDirectory: boolean;
  /** Its file will be there in a moment. */
  readonly isShort: boolean;
  readonly isWanted: () => boolean;
};

/**
 * Finds a name for a download and takes it on disk and in the database.
 *
 * Invariant: the reservation is committed before its files are created and confirmed after, so that whatever the moment
 * of a crash, start-up knows which files may be ours. Existing files are never opened.
 */
export class FileReserver {
  readonly #table: DownloadTable;
  readonly #clock: Clock;
  readonly #settings: () => Settings;
  readonly #committed: () => Promise<void>;
  readonly #folders: FolderSync;
  readonly #held: HeldNames;
  readonly #calls: FileCalls;
  /** Where to go on counting, so that a thousand files of one name do not try each number a thousand times. */
  readonly #nextNumber = new Map<string, number>();

  constructor(input: FileReserverInput) {
    this.#table = input.table;
    this.#clock = input.clock;
    this.#settings = input.settings;
    this.#committed = input.committed;
    this.#folders = input.folders;
    this.#held = input.held;
    this.#calls = input.calls;
  }

  /**
   * Reserves for a download. Commits on the way.
   * @param isWanted asked after each wait; when false, no further name is tried.
   * @throws Node's file errors, StoreError
   */
  async reserve(id: DownloadId, makeDirectory: boolean, isWanted: () => boolean): Promise<ReserveOutcome> {
    const download = this.#table.get(id);
    if (download === undefined) return { kind: 'unwanted' };
    const { directory } = download;
    const isShort = (download.facts?.sizeBytes ?? Infinity) <= SHORT_BYTES;
    const wish: Wish = { id, directory, makeDirectory, isShort, isWanted };
    const name = safeFileName(nameWish(download));
    const policy = nameTakenPolicy(download, this.#settings());
    const first = await this.#tryName(wish, name, policy === 'overwrite');
    if (first !== 'taken') return first;
    if (refusesNumbers(policy)) return { kind: 'nameTaken' };
    return this.#reserveNumbered(wish, name);
  }

  async #reserveNumbered(wish: Wish, name: string): Promise<ReserveOutcome> {
    const countKey = path.join(wish.directory, name);
    for (let number = this.#nextNumber.get(countKey) ?? 1; number <= MAX_NUMBER;) {
      const outcome = await this.#tryName(wish, numberedName(name, number), false);
      if (outcome !== 'taken') {
        if (outcome.kind === 'reserved') this.#nextNumber.set(countKey, number + 1);
        return outcome;
      }
      // Others may have counted on meanwhile.
      number = Math.max(number + 1, this.#nextNumber.get(countKey) ?? 0);
    }
    throw Object.assign(new Error(`no free name for ${name}`), { code: 'EEXIST' });
  }

  /** @param mayReplace whether a plain file of that name, which is no download's, is to be replaced at the end. */
  async #tryName(wish: Wish, target: string, mayReplace: boolean): Promise<ReserveOutcome | 'taken'> {
    const { id, directory } = wish;
    if (!this.#held.hold(id, directory, target)) return 'taken';
    let outcome: ReserveOutcome | 'taken' = 'taken';
    try {
      const old = await fingerprint(path.join(directory, target), this.#calls);
      if (old.kind !== 'free' && !(mayReplace && old.kind === 'file')) return outcome;
      if (!wish.isWanted()) return (outcome = { kind: 'unwanted' });
      return (outcome = await this.#take(wish, {
        target,
        part: await this.#partName(directory, target, old.kind === 'file'),
        owned: false,
        sinceMs: this.#clock.nowMs(),
        hasPlaceholder: old.kind === 'free' && !wish.isShort,
        replaces: old.kind === 'file' ? old.text : null,
      }));
    } finally {
      this.#held.settle(id, directory, target);
    }
  }

  /** A part that lies there from another time stays; beside a file that is replaced it must not cost the name. */
  async #partName(directory: string, target: string, replaces: boolean): Promise<string> {
    const part = target + PART_SUFFIX;
    if (!replaces) return part;
    for (let number = 0; number <= MAX_NUMBER; number += 1) {
      const numbered = numberedName(target, number) + PART_SUFFIX;
      if ((await fileSize(path.join(directory, numbered))) === null) return numbered;
    }
    return part;
  }

  async #take(wish: Wish, intent: Reservation): Promise<ReserveOutcome | 'taken'> {
    const { id, directory, isWanted } = wish;
    const verdict = await this.#create(wish, intent);
    if (verdict === 'taken') return 'taken';
    if (verdict === 'unwanted') return { kind: 'unwanted' };
    // Removed meanwhile: its removal listed the files to be deleted, and nobody else can take the names before that.
    if (this.#table.get(id) === undefined) return { kind: 'unwanted' };
    const reservation: Reservation = { ...intent, owned: true };
    // Also when it is not wanted any more (paused meanwhile): the row must know the files it has on disk.
    this.#table.change(id, { reservation });
    // Before the database claims a byte of the new file, a power cut must not be able to take the file away.
    await Promise.all([this.#committed(), this.#folders.sync(directory)]);
    return isWanted() ? { kind: 'reserved', reservation } : { kind: 'unwanted' };
  }

  /** An intent that came to nothing is given up: its name may be another download's next. */
  async #create(wish: Wish, intent: Reservation): Promise<CreateVerdict | 'unwanted'> {
    const { id, isWanted } = wish;
    let verdict: CreateVerdict | null = null;
    try {
      this.#table.change(id, { reservation: intent });
      await this.#committed();
      // Removed meanwhile, for instance: nothing would delete what is made now.
      if (!isWanted()) return 'unwanted';
      verdict = await createInFolder(wish, intent, this.#calls);
      return verdict;
    } finally {
      if (verdict !== 'created' && this.#table.get(id) !== undefined) this.#table.change(id, { reservation: null });
    }
  }
}

/** The folder is there nearly always, so it is made only when it turns out to be missing. */
async function createInFolder(
  { directory, makeDirectory }: Wish,
  intent: Reservation,
  calls: FileCalls,
): Promise<CreateVerdict> {
  try {
    return await createFiles(directory, intent, calls);
  } catch (error) {
    if (!makeDirectory || errnoOf(error) !== 'ENOENT') throw error;
    await makeFolder(directory);
    return createFiles(directory, intent, calls);
  }
}

/** The name that a download wants, not yet safe. */
export function nameWish(download: Download): string {
  return download.wishedName ?? download.facts?.suggestedName ?? new URL(download.url).hostname;
}
