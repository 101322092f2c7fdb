import { countBytes } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import { ruledFolder } from '../../shared/folder-rules.ts';
import type { ListedDownload } from '../../shared/list-file.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { HostFact } from '../../shared/host-fact.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import type { WaitReason } from '../../shared/wait-reason.ts';
import type { Clock, Network } from '../app/ports.ts';
import type { CloseVerdict, EnginePort, InspectRequest, InspectResult } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadStore, UnreadableRow } from '../store/download-store.ts';
import type { CertificateStore } from '../store/certificate-store.ts';
import type { HostStore } from '../store/host-store.ts';
import type { SettingsStore } from '../store/settings-store.ts';
import { MAX_TIMELINE_ENTRIES, type TimelineStore } from '../store/timeline-store.ts';
import type { RecoverReport } from '../../shared/contract.ts';
import { CommandTurn } from './command-turn.ts';
import { DownloadTable, type CommittedChange } from './download-table.ts';
import { EngineChecks, type Check } from './engine-checks.ts';
import { FileChecks } from './file-checks.ts';
import { LeftoverCleaner } from './leftover-cleaner.ts';
import { HostMemory } from './host-memory.ts';
import { ListImport, type ImportReport } from './list-import.ts';
import { inspectRequest } from './link-inspection.ts';
import type { Moment } from '../../shared/moment.ts';
import { NetworkPatience } from './network-patience.ts';
import { SystemHold, type HoldReason } from './system-hold.ts';
import { PartRecovery } from './part-recovery.ts';
import { QuestionCommands } from './question-commands.ts';
import { ownedFiles } from './removed-files.ts';
import { recoverDownload } from './startup-recovery.ts';
import { deleteUnconfirmed } from './target-files.ts';
import { TransferSupervisor } from './transfer-supervisor.ts';
import { TurnPlanner } from './turn-planner.ts';
import { UserCommands } from './user-commands.ts';
import { waitReason } from './wait-reason.ts';

/** The engine has bounds of its own, of 10 s together; the rest of the time is for names that are being taken. */
const TRANSFERS_CLOSE_BOUND_MS = 12_000;
/** For renames and deletions that had begun, in milliseconds. */
const FILES_CLOSE_BOUND_MS = 3_000;

export type QueueInput = {
  readonly downloads: DownloadStore;
  readonly timeline: TimelineStore;
  readonly hosts: HostStore;
  readonly certificates: CertificateStore;
  readonly settingsStore: SettingsStore;
  readonly settings: Settings;
  /** See `countsAsAttempt`. */
  readonly countsEveryTry: boolean;
  readonly engine: EnginePort;
  readonly clock: Clock;
  readonly network: Network;
  readonly random: () => number;
  readonly defaultDownloadFolder: string;
  /** See `TurnPlannerInput`. */
  readonly turnIntervalMs: number;
  /** Where files go that the user deletes; `null` where they are deleted at once. */
  readonly moveToTrash: ((path: string) => Promise<void>) | null;
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
  readonly #turns: TurnPlanner;
  readonly #hosts: HostMemory;
  /** What a user can ask: add, pause, resume, retry, remove. */
  readonly commands: UserCommands;
  /** Answers to what downloads ask, and new links. */
  readonly questions: QuestionCommands;
  /** Files compared with their checksums, and repaired. */
  readonly checks: FileChecks;
  readonly #engineChecks: EngineChecks;
  readonly #patience: NetworkPatience;
  readonly #systemHold: SystemHold;
  readonly #recovery: PartRecovery;
  readonly #import: ListImport;
  #settings: Settings;
  #progressListeners: (() => void)[] = [];
  #settingsListeners: ((settings: Settings) => void)[] = [];

  constructor(input: QueueInput) {
    this.#input = input;
    this.#settings = input.settings;
    this.#table = new DownloadTable(input.downloads, input.clock.nowMs);
    const settings = (): Settings => this.#settings;
    const table = this.#table;
    const now = (): Moment => ({ wallMs: input.clock.nowMs(), steadyMs: input.clock.monotonicMs() });
    const touch = (): void => this.#turns.touch();
    const hosts = new HostMemory({ store: input.hosts, table, now });
    this.#hosts = hosts;
    const patience = new NetworkPatience({ network: input.network, table, now, touch });
    this.#patience = patience;
    this.#systemHold = new SystemHold({
      network: input.network,
      settings,
      letGo: () => this.commands.putBack([...table.idsIn('probing'), ...table.idsIn('downloading')]),
      onChange: () => {
        touch();
        this.#progressListeners.forEach((listener) => listener());
      },
    });
    this.#turns = new TurnPlanner({
      ...input,
      table,
      hosts,
      patience,
      systemHold: this.#systemHold,
      now,
      settings,
      supervisor: () => this.#supervisor,
    });
    this.#engineChecks = new EngineChecks(input.engine);
    this.#recovery = new PartRecovery({
      table,
      checks: this.#engineChecks,
      clock: input.clock,
      filesOfRemoved: () => this.#supervisor.filesOfRemoved(),
    });
    this.#supervisor = new TransferSupervisor({
      takeUp: (id, isWanted) => this.#recovery.takeUp(id, isWanted),
      checks: this.#engineChecks,
      table: this.#table,
      engine: input.engine,
      clock: input.clock,
      random: input.random,
      settings,
      countsEveryTry: input.countsEveryTry,
      hosts,
      patience,
      certificates: () => input.certificates.list(input.clock.nowMs()),
      defaultFolder: () => this.downloadFolder(),
      committed: () => this.#turns.committed(),
      touch,
      onProgress: () => this.#progressListeners.forEach((listener) => listener()),
      onRemovedRunEnded: (files) => this.#cleaner.cleanLetGo(files),
      cleanFiles: () => this.#cleaner.clean(),
    });
    this.#cleaner = new LeftoverCleaner(
      input.downloads,
      {
        isBusy: (file) => this.#supervisor.mayWrite(file.path),
        ownedAmong: (paths) => ownedFiles(this.#table.all(), paths),
        moveToTrash: input.moveToTrash,
      },
      input.onCommitTrouble,
    );
    this.checks = new FileChecks({
      table,
      checks: this.#engineChecks,
      isRunning: (id) => this.#supervisor.isRunning(id),
      clock: input.clock,
      touch,
    });
    this.#import = new ListImport({ table, clock: input.clock, defaultFolder: () => this.downloadFolder(), touch });
    const turn = new CommandTurn({ table, clock: input.clock, touch });
    const cleanFiles = (): void => this.#cleaner.clean();
    this.commands = new UserCommands({
      table,
      turn,
      supervisor: this.#supervisor,
      clock: input.clock,
      patience,
      bringBack: (removed, insert) => this.#recovery.bringBack(removed, insert),
      folderFor: (link) =>
        ruledFolder(this.#settings.folderRules, { ...link, contentType: null }) ?? this.downloadFolder(),
      touch,
      cleanFiles,
    });
    this.questions = new QuestionCommands({
      table,
      turn,
      supervisor: this.#supervisor,
      clock: input.clock,
      certificates: input.certificates,
      remove: (ids) => this.commands.remove(ids, { deleteFiles: false }),
      cleanFiles,
    });
  }

  /** Takes over what the last process left and starts what may start. Call once, before anything else. */
  async start(): Promise<void> {
    this.#table.load();
    this.#hosts.load();
    for (const download of this.#table.all()) {
      const recovery = recoverDownload(download);
      if (recovery.unconfirmed !== null)
        await deleteUnconfirmed(download.directory, recovery.unconfirmed).catch(ignoreMissingFolder);
      if (recovery.download !== download) this.#table.change(download.id, recovery.download);
      if (recovery.publish) this.#supervisor.finishAfterRestart(download);
    }
    this.#table.commit();
    this.#cleaner.clean();
    this.#supervisor.watchDisks();
    this.#input.engine.send({ kind: 'limit', bytesPerSecond: this.#settings.limitBytesPerSecond });
    this.#tellHolds();
    this.#systemHold.look();
    this.#turns.begin();
  }

  get(id: DownloadId): Download | undefined {
    return this.#table.get(id);
  }

  /** Rows of the list that make no sense and are left out. */
  unreadable(): readonly UnreadableRow[] {
    return this.#table.unreadable;
  }

  /** Oldest first. */
  all(): IterableIterator<Download> {
    return this.#table.all();
  }

  /** Whether all that is in memory has been committed. */
  isSettled(): boolean {
    return !this.#table.hasStaged;
  }

  /** All that have not ended, in the order of the queue. */
  inOrder(): readonly DownloadId[] {
    return this.#table.inOrder();
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

  /** Why a queued download does not start; `null` when nothing keeps it, and for all others. Asked for rows that are shown. */
  waitReasonOf({ id, url, state }: Download): WaitReason | null {
    if (state.kind !== 'queued') return null;
    const { host } = new URL(url);
    const { maxActiveDownloads, maxActivePerHost } = this.#settings;
    const { load, running } = this.#supervisor.loadOf(host);
    return waitReason({
      isRunning: this.#supervisor.isRunning(id),
      systemHold: this.#systemHold.reason(),
      isOffline: this.#patience.isHeld(host),
      hostHeldUntilMs: this.#hosts.heldUntilMs(host),
      isDiskFull: this.#supervisor.waitsForRoom(id),
      running,
      load,
      maxActive: maxActiveDownloads,
      maxPerHost: maxActivePerHost,
      connectionLimit: this.#hosts.traits(host).maxConnections,
    });
  }

  /** The connections of a running download, as they were a moment ago. Costs the engine something only while it is asked. */
  connectionsOf(id: DownloadId): readonly ConnectionSnapshot[] {
    return this.#supervisor.look(id);
  }

  /** What happened to a download, oldest first; what is not written yet too. @throws StoreError */
  timelineOf(id: DownloadId): readonly TimelineEntry[] {
    return [...this.#input.timeline.read(id), ...this.#table.stagedNotes(id)].slice(-MAX_TIMELINE_ENTRIES);
  }

  /** Takes up the unfinished files in a folder that no download knows. @throws Node's file errors, StoreError */
  recover(directory: string): Promise<RecoverReport> {
    return this.#recovery.recover(directory);
  }

  /** Adds downloads of another list. @throws StoreError; then none was added. */
  importList(listed: readonly ListedDownload[], starts: boolean): Promise<ImportReport> {
    return this.#import.add(listed, starts);
  }

  /** What was learned about servers and has not expired. */
  hostFacts(): readonly HostFact[] {
    return this.#hosts.list();
  }

  /** Forgets one host, or all for `null`; says how many facts that were. @throws StoreError */
  forgetHosts(host: string | null): number {
    const forgotten = this.#hosts.forget(host);
    this.#tellHolds();
    this.#turns.touch(); // What waited for that host may start.
    return forgotten;
  }

  /** Asks the server of a link that is not on the list what it leads to; `null` when it wants to be left alone. */
  inspect(link: Pick<InspectRequest, 'url' | 'headers'>): Check<InspectResult> | null {
    const { host } = new URL(link.url);
    if (this.#hosts.isHeld(host)) return null;
    const certificates = this.#input.certificates.list(this.#input.clock.nowMs());
    const known = { traits: this.#hosts.traits(host), certificates };
    return this.#engineChecks.inspect(inspectRequest(link, this.#settings, known));
  }

  /** Why everything waits for the system; `null` while nothing does. */
  heldBySystem(): HoldReason | null {
    return this.#systemHold.reason();
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
    this.#systemHold.look();
    this.#turns.touch();
    for (const listener of this.#settingsListeners) listener(this.#settings);
    return this.#settings;
  }

  /** Calls back after each commit. */
  onCommit(listener: (changes: readonly CommittedChange[]) => void): void {
    this.#table.onCommit(listener);
  }

  /** Calls back after each change of the settings. */
  onSettings(listener: (settings: Settings) => void): void {
    this.#settingsListeners.push(listener);
  }

  /** Calls back when the live numbers moved. */
  onProgress(listener: () => void): void {
    this.#progressListeners.push(listener);
  }

  #tellHolds(): void {
    this.#input.engine.send({ kind: 'holds', holds: this.#hosts.hostHolds() });
  }

  /** Stops all transfers and commits their last checkpoints, within bounds. What ran goes on at the next start. */
  async close(): Promise<CloseVerdict> {
    this.#turns.close();
    this.#systemHold.close();
    const { clock } = this.#input;
    const verdict = await closedWithin(clock, TRANSFERS_CLOSE_BOUND_MS, this.#supervisor.close());
    this.#engineChecks.close();
    this.#table.commit();
    // Nothing of the stuck disk is touched any more, and what is not durable was never claimed.
    return verdict === 'stuck' ? verdict : closedWithin(clock, FILES_CLOSE_BOUND_MS, this.#closeFiles());
  }

  async #closeFiles(): Promise<CloseVerdict> {
    // What was finished in the last moment is renamed after the commit that says so.
    await this.#supervisor.filesAtRest();
    this.#table.commit();
    await this.#cleaner.close();
    return 'ended';
  }
}

/** A folder that does not answer must not keep anyone waiting for ever. */
async function closedWithin(clock: Clock, boundMs: number, work: Promise<CloseVerdict>): Promise<CloseVerdict> {
  const late = Promise.withResolvers<CloseVerdict>();
  using _bound = clock.after(boundMs, () => late.resolve('stuck'));
  return await Promise.race([work, late.promise]);
}

function ignoreMissingFolder(error: unknown): void {
  // A folder that is gone or cannot be read holds no file of ours to delete; anything else is a bug.
  if (!(error instanceof Error && 'code' in error)) throw error;
}
