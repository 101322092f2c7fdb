import { countBytes } from '../../shared/byte-range.ts';
import type { NewDownload, RefusedLink } from '../../shared/contract.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import { parseLink } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import type { EnginePort } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadStore } from '../store/download-store.ts';
import type { SettingsStore } from '../store/settings-store.ts';
import { DownloadTable, type CommittedChange } from './download-table.ts';
import { LeftoverCleaner } from './leftover-cleaner.ts';
import { toDownload } from './new-download.ts';
import { leftoversOf, ownedFiles } from './removed-files.ts';
import { nextWakeMs, schedule, type Candidate } from './scheduler.ts';
import { recoverDownload } from './startup-recovery.ts';
import { deleteUnconfirmed } from './target-files.ts';
import { TransferSupervisor } from './transfer-supervisor.ts';

/** How long to wait before a failed commit is tried again, in milliseconds. */
const COMMIT_RETRY_MS = 1000;

export type QueueInput = {
  readonly downloads: DownloadStore;
  readonly settingsStore: SettingsStore;
  readonly settings: Settings;
  readonly engine: EnginePort;
  readonly clock: Clock;
  readonly random: () => number;
  readonly defaultDownloadFolder: string;
  /** A commit failed and will be tried again; the message is SQLite's. */
  readonly onCommitTrouble: (error: unknown) => void;
};

/**
 * The authority over all downloads. What it acknowledged is on disk; what it shows has been committed.
 * User commands commit before they return; everything else of one turn of the event loop is one transaction.
 */
export class DownloadQueue {
  readonly #input: QueueInput;
  readonly #table: DownloadTable;
  readonly #supervisor: TransferSupervisor;
  readonly #cleaner: LeftoverCleaner;
  #settings: Settings;
  #turnIsPlanned = false;
  #wakeTimer: Disposable | null = null;
  #isClosing = false;
  #progressListeners: (() => void)[] = [];

  constructor(input: QueueInput) {
    this.#input = input;
    this.#settings = input.settings;
    this.#table = new DownloadTable(input.downloads);
    this.#supervisor = new TransferSupervisor({
      table: this.#table,
      engine: input.engine,
      clock: input.clock,
      random: input.random,
      settings: () => this.#settings,
      defaultFolder: () => this.downloadFolder(),
      touch: () => this.#touch(),
      onProgress: () => this.#progressListeners.forEach((listener) => listener()),
      onRemovedRunEnded: () => this.#cleaner.clean(),
    });
    this.#cleaner = new LeftoverCleaner(
      input.downloads,
      {
        isBusy: (file) => this.#supervisor.mayWrite(file.path),
        ownedAmong: (paths) => ownedFiles(this.#table.all(), paths),
      },
      input.onCommitTrouble,
    );
  }

  /** Takes over what the last process left and starts what may start. Call once, before anything else. */
  async start(): Promise<void> {
    this.#table.load();
    for (const download of this.#table.all()) {
      const recovery = recoverDownload(download);
      if (recovery.unconfirmed !== null)
        await deleteUnconfirmed(download.directory, recovery.unconfirmed).catch(ignoreMissingFolder);
      if (recovery.download !== download) this.#table.change(download.id, recovery.download);
      if (recovery.publish) this.#supervisor.finishAfterRestart(download);
    }
    this.#table.commit();
    this.#cleaner.clean();
    this.#input.engine.send({ kind: 'limit', bytesPerSecond: this.#settings.limitBytesPerSecond });
    this.#touch();
  }

  /**
   * Adds links; those that cannot be downloaded are refused one by one, the others are added.
   * @throws StoreError; then nothing was added.
   */
  add(
    downloads: readonly NewDownload[],
    options: { readonly paused: boolean },
  ): { readonly ids: readonly (DownloadId | null)[]; readonly refused: readonly RefusedLink[] } {
    const addedAtMs = this.#input.clock.nowMs();
    const refused: RefusedLink[] = [];
    const accepted: Omit<Download, 'id'>[] = [];
    const isAccepted = downloads.map((wish) => {
      const link = parseLink(wish.url);
      if (!link.ok) {
        refused.push({ input: link.input, code: link.code });
        return false;
      }
      accepted.push({ ...toDownload(wish, link.url, this.downloadFolder(), options.paused), addedAtMs });
      return true;
    });
    const newIds = this.#table.insert(accepted).values();
    this.#touch();
    return { ids: isAccepted.map((wasAccepted) => (wasAccepted ? (newIds.next().value ?? null) : null)), refused };
  }

  /** Pauses what waits or runs. @throws StoreError */
  pause(ids: Iterable<DownloadId>): number {
    return this.#changeEach(ids, (download) => {
      switch (download.state.kind) {
        case 'queued':
          // Resumed while it was being let go: that is not over yet.
          if (this.#supervisor.isRunning(download.id)) this.#supervisor.stop(download.id);
          else this.#table.change(download.id, { state: { kind: 'paused' } });
          return true;
        case 'retrying':
        case 'blocked':
          this.#table.change(download.id, { state: { kind: 'paused' } });
          return true;
        case 'probing':
        case 'downloading':
          this.#supervisor.stop(download.id);
          return true;
        case 'pausing':
          return true;
        case 'paused':
        case 'finishing':
        case 'completed':
        case 'failed':
          return false;
      }
    });
  }

  /** Puts what is paused back in the queue; what waits for another attempt or for an answer is tried now. @throws StoreError */
  resume(ids: Iterable<DownloadId>): number {
    return this.#changeEach(ids, (download) => {
      switch (download.state.kind) {
        case 'pausing':
        case 'paused':
          this.#table.change(download.id, { state: { kind: 'queued' } });
          return true;
        case 'retrying':
        case 'blocked':
          this.#tryAgain(download);
          return true;
        case 'queued':
        case 'probing':
        case 'downloading':
        case 'finishing':
        case 'completed':
        case 'failed':
          return false;
      }
    });
  }

  /** The same as `resume`, and failed downloads get all their attempts again. @throws StoreError */
  retry(ids: Iterable<DownloadId>): number {
    const failed: DownloadId[] = [];
    const others: DownloadId[] = [];
    for (const id of ids) (this.#table.get(id)?.state.kind === 'failed' ? failed : others).push(id);
    const retried = this.#changeEach(failed, (download) => {
      this.#tryAgain(download);
      return true;
    });
    return retried + this.resume(others);
  }

  /**
   * Takes downloads off the list. The file of a completed one stays unless `deleteFiles`; an unfinished part stays too
   * when it holds bytes, since removing a row by mistake must not cost a day of traffic.
   * @throws StoreError
   */
  remove(ids: Iterable<DownloadId>, options: { readonly deleteFiles: boolean }): number {
    this.#table.afterCommit(() => this.#cleaner.clean());
    return this.#changeEach(ids, (download) => {
      const leftovers = leftoversOf(download, {
        deleteFiles: options.deleteFiles,
        isRenaming: this.#supervisor.isRenaming(download.id),
      });
      this.#table.remove(download.id, leftovers);
      this.#supervisor.abandon(
        download.id,
        leftovers.map((file) => file.path),
      );
      return true;
    });
  }

  /** @throws StoreError */
  pauseAll(): number {
    return this.pause([...this.#table.all()].map((download) => download.id));
  }

  /** Oldest first, whatever the order of the pauses. @throws StoreError */
  resumeAll(): number {
    const ids = [...this.#table.idsIn('paused'), ...this.#table.idsIn('pausing')];
    return this.resume(ids.toSorted((a, b) => a - b));
  }

  get(id: DownloadId): Download | undefined {
    return this.#table.get(id);
  }

  /** Oldest first. */
  all(): IterableIterator<Download> {
    return this.#table.all();
  }

  /** In the order in which they came into that state. */
  idsIn(kind: Download['state']['kind']): ReadonlySet<DownloadId> {
    return this.#table.idsIn(kind);
  }

  /** The live numbers of a download; for one that does not run, what is durable. */
  progressOf(download: Download): ProgressRow {
    const live = this.#supervisor.live(download.id);
    const sizeBytes = download.facts?.sizeBytes ?? null;
    const isComplete = download.state.kind === 'completed';
    const receivedBytes = live?.receivedBytes ?? (isComplete ? (sizeBytes ?? 0) : countBytes(download.durable));
    const bytesPerSecond = live?.bytesPerSecond ?? 0;
    const secondsLeft =
      sizeBytes === null || bytesPerSecond <= 0 ? null : Math.ceil((sizeBytes - receivedBytes) / bytesPerSecond);
    return { id: download.id, receivedBytes, bytesPerSecond, secondsLeft, connections: live?.connections ?? 0 };
  }

  settings(): Settings {
    return this.#settings;
  }

  /** Where new downloads go, absolute. */
  downloadFolder(): string {
    return this.#settings.downloadFolder ?? this.#input.defaultDownloadFolder;
  }

  /** @throws StoreError; then nothing changed. */
  changeSettings(change: SettingsChange): Settings {
    this.#input.settingsStore.save(change);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(given) };
    this.#input.engine.send({ kind: 'limit', bytesPerSecond: this.#settings.limitBytesPerSecond });
    this.#touch();
    return this.#settings;
  }

  /** Calls back after each commit. */
  onCommit(listener: (changes: readonly CommittedChange[]) => void): void {
    this.#table.onCommit(listener);
  }

  /** Calls back when the live numbers moved. */
  onProgress(listener: () => void): void {
    this.#progressListeners.push(listener);
  }

  /** Stops all transfers and commits their last checkpoints. What ran goes on at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wakeTimer?.[Symbol.dispose]();
    await this.#supervisor.close();
    this.#table.commit();
    // What was finished in the last moment is renamed after that commit.
    await this.#supervisor.filesAtRest();
    this.#table.commit();
    await this.#cleaner.close();
  }

  #changeEach(ids: Iterable<DownloadId>, change: (download: Download) => boolean): number {
    let changed = 0;
    for (const id of ids) {
      const download = this.#table.get(id);
      if (download !== undefined && change(download)) changed += 1;
    }
    try {
      this.#table.commit();
    } finally {
      this.#touch(); // Also when the disk is full: what was staged is committed as soon as there is room.
    }
    return changed;
  }

  #tryAgain(download: Download): void {
    const failure =
      download.state.kind === 'failed' || download.state.kind === 'blocked' ? download.state.failure : null;
    // After these two the bytes so far are known to be of no use.
    const isSpoiled = failure?.code === 'server.changed' || failure?.code === 'checksum.mismatch';
    this.#table.change(download.id, {
      state: { kind: 'queued' },
      failures: 0,
      ...(isSpoiled ? { durable: [] } : {}),
    });
  }

  /** One look at the end of this turn: start what may start, commit what was staged. */
  #touch(): void {
    if (this.#turnIsPlanned || this.#isClosing) return;
    this.#turnIsPlanned = true;
    setImmediate(() => {
      this.#turnIsPlanned = false;
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#isClosing) return;
    try {
      this.#startWhatMay();
      this.#table.commit();
    } catch (error) {
      this.#input.onCommitTrouble(error);
      this.#wakeAfter(COMMIT_RETRY_MS);
    }
  }

  #startWhatMay(): void {
    const nowMs = this.#input.clock.nowMs();
    const { heldHosts } = this.#supervisor;
    for (const [host, untilMs] of heldHosts) if (untilMs <= nowMs) heldHosts.delete(host);
    const retryTimes: number[] = [];
    for (const id of this.#table.idsIn('retrying')) {
      const state = this.#table.get(id)?.state;
      if (state?.kind !== 'retrying') continue;
      if (state.atMs <= nowMs) this.#table.change(id, { state: { kind: 'queued' } });
      else retryTimes.push(state.atMs);
    }
    const ids = schedule({
      candidates: this.#candidates(),
      runningByHost: this.#supervisor.runningByHost(),
      maxActive: this.#settings.maxActiveDownloads,
      maxPerHost: this.#settings.maxActivePerHost,
      heldHosts,
      nowMs,
    });
    for (const id of ids) {
      const download = this.#table.get(id);
      if (download !== undefined) this.#supervisor.start(download);
    }
    const wakeAtMs = nextWakeMs([...retryTimes, ...heldHosts.values()], nowMs);
    if (wakeAtMs !== null) this.#wakeAfter(wakeAtMs - nowMs);
  }

  *#candidates(): Generator<Candidate> {
    for (const id of this.#table.idsIn('queued')) {
      const download = this.#table.get(id);
      // A download that is being let go starts again only when the engine has confirmed.
      if (download !== undefined && !this.#supervisor.isRunning(id)) yield { id, host: new URL(download.url).host };
    }
  }

  #wakeAfter(delayMs: number): void {
    this.#wakeTimer?.[Symbol.dispose]();
    this.#wakeTimer = this.#input.clock.after(delayMs, () => this.#touch());
  }
}

function ignoreMissingFolder(error: unknown): void {
  // A folder that is gone or cannot be read holds no file of ours to delete; anything else is a bug.
  if (!(error instanceof Error && 'code' in error)) throw error;
}
