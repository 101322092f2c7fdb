import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import { StoreError } from '../store/store-error.ts';
import type { ActiveRuns } from './active-runs.ts';
import { toDiskFailure } from './disk-failure.ts';
import type { DiskSpaceWatch } from './disk-space-watch.ts';
import type { DownloadTable } from './download-table.ts';
import { publishDownload, type PublishOutcome } from './file-publisher.ts';
import type { FileCalls } from './file-calls.ts';
import { FileReserver } from './file-reserver.ts';
import { FolderSync, syncFolder } from './folder-sync.ts';
import type { HeldNames } from './held-names.ts';
import { serverFileTime, setFileTime } from './file-time.ts';
import { OriginMarker, type Origin } from './origin-mark.ts';
import { ensurePart } from './target-files.ts';

export type RunFilesInput = {
  readonly table: DownloadTable;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly space: DiskSpaceWatch;
  readonly defaultFolder: () => string;
  readonly held: HeldNames;
  /** How files are given their names. */
  readonly calls: FileCalls;
  /** Resolves when what is staged is on disk. @throws StoreError */
  readonly committed: () => Promise<void>;
  /** The end of this turn must look: commit, and start what may start. */
  readonly touch: () => void;
  /** See `PartRecovery.takeUp`. */
  readonly takeUp: (id: DownloadId, isWanted: () => boolean) => Promise<boolean>;
  /** A run has been given bytes of an earlier one: it begins anew, and goes on with them. */
  readonly onTakenUp: (id: DownloadId, run: number) => void;
  /** No name could be taken for a run that still wants one. */
  readonly onNamingFailed: (id: DownloadId, run: number, failure: DownloadFailure) => void;
  /** The disk has no room for a run that still wants it. */
  readonly onNoRoom: (id: DownloadId, run: number, failure: DownloadFailure) => void;
  readonly onPublished: (id: DownloadId, outcome: PublishOutcome) => void;
};

/** The file work of runs: its name at the start, its final place at the end. */
export class RunFiles {
  readonly #input: RunFilesInput;
  readonly #reserver: FileReserver;
  readonly #folders: FolderSync;
  readonly #marker = new OriginMarker();
  /** File work under way, awaited on close. */
  readonly #work = new Set<Promise<void>>();

  constructor(input: RunFilesInput) {
    this.#input = input;
    const { calls } = input;
    this.#folders = new FolderSync((directory) => calls.inPool(directory, () => syncFolder(directory)));
    this.#reserver = new FileReserver({ ...input, folders: this.#folders });
  }

  /** Takes a name for the file of a run and tells the engine. */
  name(id: DownloadId, run: number): void {
    const current = this.#input.runs.get(id);
    if (current?.run !== run) return;
    current.naming = this.#name(id, run).finally(() => {
      current.naming = null;
    });
    this.#track(current.naming);
  }

  /** Asks whether the rest of a file that is continued has room. */
  checkRoom(id: DownloadId, run: number): void {
    const check = async (): Promise<void> => {
      const noRoom = await this.#input.space.admit(id);
      const { runs, table, onNoRoom, touch } = this.#input;
      if (noRoom === null || !runs.isCurrent(id, run) || table.get(id)?.state.kind !== 'downloading') return;
      onNoRoom(id, run, noRoom);
      touch();
    };
    this.#track(check());
  }

  /** Gives a finished file its final name, after the commit that says it is finished. */
  publish(id: DownloadId, wasFinished: 'now' | 'before'): void {
    this.#track(this.#publish(id, wasFinished === 'before'));
  }

  /**
   * Ends a run once its file has its name, or at once: the next run must not meet a name that is still being taken, and
   * the files of a removed download cannot be deleted before they are there.
   */
  whenNamed(id: DownloadId, run: number, end: () => void): void {
    const { runs, touch } = this.#input;
    const current = runs.get(id);
    if (current?.run !== run) return;
    const { naming } = current;
    if (naming === null) {
      end();
      return;
    }
    const endLater = async (): Promise<void> => {
      await naming;
      if (runs.isCurrent(id, run)) end();
      touch();
    };
    this.#track(endLater());
  }

  /** Marks a file as coming from the web, when the settings say so. Never rejects. */
  async mark(file: string, download: Download): Promise<void> {
    if (this.#input.settings().markOrigin) await this.#marker.mark(file, originOf(download));
  }

  /** Waits until no file is being named or renamed. */
  async atRest(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#marker[Symbol.dispose]();
  }

  /** Never rejects. */
  async #name(id: DownloadId, run: number): Promise<void> {
    const { table, runs, defaultFolder } = this.#input;
    const download = table.get(id);
    if (download === undefined) return;
    const isWanted = (): boolean => runs.isCurrent(id, run) && table.get(id)?.state.kind === 'probing';
    try {
      let { reservation } = download;
      if (reservation?.owned === true) await ensurePart(download.directory, reservation);
      else if (await this.#input.takeUp(id, isWanted)) {
        this.#input.onTakenUp(id, run);
        return;
      } else {
        const outcome = await this.#reserver.reserve(id, download.directory === defaultFolder(), isWanted);
        if (outcome.kind === 'nameTaken' && isWanted()) {
          this.#input.onNamingFailed(id, run, { code: 'disk.nameTaken', detail: '' });
        }
        reservation = outcome.kind === 'reserved' ? outcome.reservation : null;
      }
      if (reservation === null || !isWanted()) return;
      const noRoom = await this.#input.space.admit(id);
      if (!isWanted()) return;
      if (noRoom !== null) {
        this.#input.onNoRoom(id, run, noRoom);
        return;
      }
      const partPath = path.join(download.directory, reservation.part);
      table.change(id, { state: { kind: 'downloading' } });
      runs.sendAfterWritten({ kind: 'destination', id, run, partPath });
    } catch (error) {
      const failure = failureOf(error);
      if (failure !== null && isWanted()) this.#input.onNamingFailed(id, run, failure);
    } finally {
      this.#input.touch();
    }
  }

  /** Never rejects. */
  async #publish(id: DownloadId, mayHaveJournal: boolean): Promise<void> {
    const outcome = await this.#giveFinalName(id, mayHaveJournal).catch(outcomeOf);
    this.#input.onPublished(id, outcome);
    this.#input.touch();
  }

  #giveFinalName(id: DownloadId, mayHaveJournal: boolean): Promise<PublishOutcome> {
    const { table, runs } = this.#input;
    return publishDownload(table, id, {
      dress: (part, download) => this.#dress(part, download),
      syncFolder: (directory) => this.#folders.sync(directory),
      committed: this.#input.committed,
      mayHaveJournal,
      calls: this.#input.calls,
      onRename: (isUnderWay) => {
        const run = runs.get(id);
        if (run !== undefined) run.isRenaming = isUnderWay;
      },
    });
  }

  /** Before the rename, so that the final name never stands for an unmarked file. The mark first: it may touch the time. */
  async #dress(part: string, download: Download): Promise<void> {
    const { settings, clock } = this.#input;
    const { useServerTime } = settings();
    const nowMs = clock.nowMs();
    const timeMs = serverFileTime(download.facts?.validators.lastModified ?? null, nowMs);
    await this.mark(part, download);
    if (useServerTime && timeMs !== null) await setFileTime(part, { timeMs, nowMs }, this.#input.calls);
  }

  /** File work is owned here: it ends by itself, and close waits for it. Its errors were turned into states above. */
  #track(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }
}

/** `null` when the queue closes and could not save what was done: the next start goes on with it. */
function failureOf(error: unknown): DownloadFailure | null {
  return error instanceof StoreError ? null : toDiskFailure(error);
}

function outcomeOf(error: unknown): PublishOutcome {
  const failure = failureOf(error);
  return failure === null ? { kind: 'gone' } : { kind: 'failed', failure };
}

function originOf({ url, facts, headers }: Download): Origin {
  const referrer = headers.find((header) => header.name.toLowerCase() === 'referer')?.value ?? null;
  return { url: facts?.finalUrl ?? url, referrer };
}
