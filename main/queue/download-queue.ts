import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { RecoverReport } from '../../shared/contract.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { HostFact } from '../../shared/host-fact.ts';
import type { ListedDownload } from '../../shared/list-file.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import type { WaitReason } from '../../shared/wait-reason.ts';
import type { Clock } from '../app/ports.ts';
import type { CloseVerdict, InspectRequest, InspectResult } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';
import type { UnreadableRow } from '../store/download-reader.ts';
import { MAX_TIMELINE_ENTRIES } from '../store/timeline-store.ts';
import type { CommittedChange, DownloadTable } from './download-table.ts';
import type { Check } from './engine-checks.ts';
import type { FileChecks } from './file-checks.ts';
import type { HostMemory } from './host-memory.ts';
import type { LinkAdditions } from './link-additions.ts';
import { inspectRequest } from './link-inspection.ts';
import type { ImportReport } from './list-import.ts';
import type { PlaceCommands } from './place-commands.ts';
import { createQueueParts, type QueueInput, type QueueParts } from './queue-parts.ts';
import type { QueueMoves } from './queue-moves.ts';
import type { QuestionCommands } from './question-commands.ts';
import type { RemovedDownloads } from './removed-downloads.ts';
import { rowProgress } from './row-progress.ts';
import { recoverDownload, type Recovery } from './startup-recovery.ts';
import type { HoldReason } from './system-hold.ts';
import { deleteUnconfirmed } from './target-files.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';
import type { UserCommands } from './user-commands.ts';
import { waitReason } from './wait-reason.ts';
import type { WorkWatch } from './work-watch.ts';

/** The engine has bounds of its own, of 10 s together; the rest of the time is for names that are being taken. */
const TRANSFERS_CLOSE_BOUND_MS = 12_000;
/** For renames and deletions that had begun, in milliseconds. */
const FILES_CLOSE_BOUND_MS = 3_000;

/**
 * The authority over all downloads. What it acknowledged is on disk; what it shows has been committed.
 * User commands commit before they return; everything else of one turn of the event loop is one transaction.
 */
export class DownloadQueue {
  readonly #input: QueueInput;
  readonly #parts: QueueParts;
  readonly #table: DownloadTable;
  readonly #supervisor: TransferSupervisor;
  readonly #hosts: HostMemory;
  /** New links. */
  readonly additions: LinkAdditions;
  /** What a user can ask: pause, resume, retry, remove. */
  readonly commands: UserCommands;
  /** Answers to what downloads ask, and new links. */
  readonly questions: QuestionCommands;
  /** Names, folders and kinds of files. */
  readonly places: PlaceCommands;
  /** The order in which downloads start. */
  readonly moves: QueueMoves;
  /** Files compared with their checksums, and repaired. */
  readonly checks: FileChecks;
  /** What was removed and may come back. */
  readonly removed: RemovedDownloads;
  readonly #progressListeners: (() => void)[] = [];

  constructor(input: QueueInput) {
    this.#input = input;
    this.#parts = createQueueParts(input, () => this.#progressListeners.forEach((listener) => listener()));
    this.#table = this.#parts.table;
    this.#supervisor = this.#parts.supervisor;
    this.#hosts = this.#parts.hosts;
    this.additions = this.#parts.additions;
    this.commands = this.#parts.commands;
    this.questions = this.#parts.questions;
    this.places = this.#parts.places;
    this.moves = this.#parts.moves;
    this.checks = this.#parts.checks;
    this.removed = this.#parts.removed;
    this.#parts.settings.onChange(() => {
      this.#tellLimits();
      this.#parts.systemHold.look();
      this.#parts.turns.touch();
    });
  }

  /** Takes over what the last process left and starts what may start. Call once, before anything else. */
  async start(): Promise<void> {
    this.removed.start();
    const unsettled: Download[] = [];
    this.#table.onLoad((download) => {
      if (!isAtRest(download, recoverDownload(download))) unsettled.push(download);
    });
    this.#table.load();
    this.#hosts.load();
    for (const download of unsettled) {
      const recovery = recoverDownload(download);
      if (recovery.unconfirmed !== null)
        await deleteUnconfirmed(download.directory, recovery.unconfirmed).catch(ignoreMissingFolder);
      if (recovery.download !== download) this.#table.change(download.id, recovery.download);
      if (recovery.publish) this.#supervisor.finishAfterRestart(download);
    }
    this.#table.commit();
    this.#parts.cleaner.clean();
    this.#parts.mover.start();
    this.#supervisor.watchDisks();
    this.#tellLimits();
    this.#tellHolds();
    this.#parts.systemHold.look();
    this.#parts.turns.begin();
  }

  get(id: DownloadId): Download | undefined {
    return this.#table.get(id);
  }

  /** Rows of the list that make no sense and are left out. */
  unreadable(): readonly UnreadableRow[] {
    return this.#table.unreadable;
  }

  /** Oldest first. For rare work: it takes microseconds for each. */
  all(): IterableIterator<Download> {
    return this.#table.all();
  }

  /** The ids of all, in the same order. */
  ids(): IterableIterator<DownloadId> {
    return this.#table.ids();
  }

  /** Those with one of these links, with any user and password or none; and perhaps others. */
  maybeWithLink(links: Iterable<string>): IterableIterator<Download> {
    return this.#table.maybeWithLink(links);
  }

  /** All that have not ended, in the order of the queue. */
  inOrder(): readonly DownloadId[] {
    return this.#table.order.all();
  }

  /** Complete files that did not get where they were to go. */
  get failedMoves(): ReadonlySet<DownloadId> {
    return this.#table.failedMoves;
  }

  /** In the order in which they came into that state. */
  idsIn(kind: Download['state']['kind']): ReadonlySet<DownloadId> {
    return this.#table.idsIn(kind);
  }

  /** The live numbers of a download; for one that does not run, what is durable. */
  progressOf(download: Download): ProgressRow {
    return rowProgress(download, this.#supervisor.live(download.id), this.#parts.mover.copiedBytes(download.id));
  }

  /** Why a queued download does not start; `null` when nothing keeps it, and for all others. Asked for rows that are shown. */
  waitReasonOf({ id, url, state }: Download): WaitReason | null {
    if (state.kind !== 'queued') return null;
    const { host } = new URL(url);
    const { maxActiveDownloads, maxActivePerHost } = this.settings();
    const reasonAt = (place: string): WaitReason | null =>
      waitReason({
        isRunning: this.#supervisor.isRunning(id),
        systemHold: this.#parts.systemHold.reason(),
        isOffline: this.#parts.patience.isHeld(host),
        hostHeldUntilMs: this.#hosts.heldUntilMs(host),
        isDiskFull: this.#supervisor.waitsForRoom(id),
        ...this.#supervisor.loadOf(place),
        maxActive: maxActiveDownloads,
        maxPerHost: maxActivePerHost,
        connectionLimit: this.#hosts.traits(place).maxConnections,
      });
    // Where its link leads counts as well, as in `schedule`.
    return reasonAt(host) ?? reasonAt(this.#hosts.answererOf(host));
  }

  /** The connections of a running download, as they were a moment ago. Costs the engine something only while it is asked. */
  connectionsOf(id: DownloadId): readonly ConnectionSnapshot[] {
    return this.#supervisor.look(id);
  }

  /** What happened to a download, oldest first; what is not written yet too. @throws StoreError */
  timelineOf(id: DownloadId): readonly TimelineEntry[] {
    return [...this.#input.timeline.read(id), ...this.#table.stagedNotes(id)].slice(-MAX_TIMELINE_ENTRIES);
  }

  /** What the server answered last to a download; `null` before it did. @throws StoreError */
  answerTo(id: DownloadId): ServerAnswer | null {
    return this.#table.answer(id);
  }

  /** Takes up the unfinished files in a folder that no download knows. @throws Node's file errors, StoreError */
  recover(directory: string, watch: WorkWatch): Promise<RecoverReport> {
    return this.#parts.recovery.recover(directory, watch);
  }

  /** Adds downloads of another list. @throws StoreError; then none was added. */
  importList(listed: readonly ListedDownload[]): Promise<ImportReport> {
    return this.#parts.listImport.add(listed);
  }

  /** What was learned about servers and has not expired. */
  hostFacts(): readonly HostFact[] {
    return this.#hosts.list();
  }

  /** Forgets one host, or all for `null`; says how many facts that were. @throws StoreError */
  forgetHosts(host: string | null): number {
    const forgotten = this.#hosts.forget(host);
    this.#tellHolds();
    this.#parts.turns.touch(); // What waited for that host may start.
    return forgotten;
  }

  /** Asks the server of a link that is not on the list what it leads to; `null` when it wants to be left alone. */
  inspect(link: Pick<InspectRequest, 'url' | 'headers'>): Check<InspectResult> | null {
    const { host } = new URL(link.url);
    if (this.#hosts.isHeld(host)) return null;
    const certificates = this.#input.certificates.list(this.#input.clock.nowMs());
    const known = { traits: this.#hosts.traits(host), certificates };
    return this.#parts.engineChecks.inspect(inspectRequest(link, this.settings(), known));
  }

  /** Changes any number of downloads without holding up everything else; see `CommandTurn`. @throws StoreError */
  changeInSteps(
    ids: readonly DownloadId[],
    change: (some: readonly DownloadId[]) => number | Promise<number>,
  ): Promise<number> {
    return this.#parts.turn.inSteps(ids, change);
  }

  /** Why everything waits for the system; `null` while nothing does. */
  heldBySystem(): HoldReason | null {
    return this.#parts.systemHold.reason();
  }

  settings(): Settings {
    return this.#parts.settings.get();
  }

  /** Where new downloads go, absolute. */
  downloadFolder(): string {
    return this.#parts.settings.downloadFolder();
  }

  /** @throws StoreError; then nothing changed. */
  changeSettings(change: SettingsChange): Settings {
    return this.#parts.settings.change(change);
  }

  /** Calls back for each download that the last process left, as it left it. Before `start`. */
  onLoad(listener: (download: Download) => void): void {
    this.#table.onLoad(listener);
  }

  /** Calls back after each commit. */
  onCommit(listener: (changes: readonly CommittedChange[]) => void): void {
    this.#table.onCommit(listener);
  }

  /** Calls back after each change of the settings. */
  onSettings(listener: (settings: Settings) => void): void {
    this.#parts.settings.onChange(listener);
  }

  /** Calls back when the live numbers moved. */
  onProgress(listener: () => void): void {
    this.#progressListeners.push(listener);
  }

  #tellLimits(): void {
    const { limitBytesPerSecond: bytesPerSecond, hostLimits: hosts } = this.settings();
    this.#input.engine.send({ kind: 'limit', bytesPerSecond, hosts });
  }

  #tellHolds(): void {
    this.#input.engine.send({ kind: 'holds', holds: this.#parts.hosts.hostHolds() });
  }

  /** Stops all transfers and commits their last checkpoints, within bounds. What ran goes on at the next start. */
  async close(): Promise<CloseVerdict> {
    this.#parts.turns.close();
    this.#parts.systemHold.close();
    const forgetting = this.removed.close();
    const { clock } = this.#input;
    const verdict = await closedWithin(clock, TRANSFERS_CLOSE_BOUND_MS, this.#closeWork());
    this.#parts.engineChecks.close();
    await forgetting;
    this.#table.commitLast();
    // Nothing of the stuck disk is touched any more, and what is not durable was never claimed.
    if (verdict === 'stuck') return verdict;
    const ofFiles = await closedWithin(clock, FILES_CLOSE_BOUND_MS, this.#closeFiles());
    return ofFiles === 'stuck' ? ofFiles : verdict;
  }

  async #closeWork(): Promise<CloseVerdict> {
    const [verdict] = await Promise.all([this.#supervisor.close(), this.#parts.mover.close()]);
    return verdict;
  }

  async #closeFiles(): Promise<CloseVerdict> {
    // What was finished in the last moment is renamed after the commit that says so.
    await this.#supervisor.filesAtRest();
    this.#table.commit();
    await this.#parts.cleaner.settled();
    return 'ended';
  }
}

/** Nothing of it is to be recovered. */
function isAtRest(download: Download, recovery: Recovery): boolean {
  return recovery.download === download && recovery.unconfirmed === null && !recovery.publish;
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
