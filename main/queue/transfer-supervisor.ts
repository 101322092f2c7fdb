import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { CertificateException } from '../../shared/host-fact.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { TransferProgress } from '../../shared/progress-frame.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { CloseVerdict, EnginePort } from '../engine/protocol.ts';
import type { MirrorRequest } from '../engine/transfer-request.ts';
import type { Download } from '../store/download-record.ts';
import { isSealed } from '../store/sealed-secrets.ts';
import { ActiveRuns } from './active-runs.ts';
import { toDiskFailure } from './disk-failure.ts';
import { DiskSpaceWatch } from './disk-space-watch.ts';
import type { DownloadTable } from './download-table.ts';
import type { EngineChecks } from './engine-checks.ts';
import { EngineEvents } from './engine-events.ts';
import type { FileCalls } from './file-calls.ts';
import type { HeldNames } from './held-names.ts';
import type { HostMemory } from './host-memory.ts';
import type { NetworkPatience } from './network-patience.ts';
import { isInPlace } from './in-place.ts';
import { RunEndings } from './run-endings.ts';
import { RunFiles } from './run-files.ts';
import type { HostLoad, RunningPlace } from './scheduler.ts';
import { MetalinkFiles } from './metalink-files.ts';
import { mirrorRequests } from './mirror-requests.ts';
import { transferBounds, transferRequest } from './transfer-request.ts';

export type SupervisorInput = {
  readonly table: DownloadTable;
  readonly engine: EnginePort;
  readonly checks: EngineChecks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: () => Settings;
  /** See `countsAsAttempt`. */
  readonly countsEveryTry: boolean;
  readonly hosts: HostMemory;
  readonly patience: NetworkPatience;
  /** Those that have not expired. */
  readonly certificates: () => readonly CertificateException[];
  readonly defaultFolder: () => string;
  readonly held: HeldNames;
  readonly calls: FileCalls;
  /** See `PartRecovery.takeUp`. */
  readonly takeUp: (id: DownloadId, isWanted: () => boolean) => Promise<boolean>;
  /** Resolves when what is staged is on disk. @throws StoreError */
  readonly committed: () => Promise<void>;
  /** Something changed that the end of this turn must look at: commit, and start what may start. */
  readonly touch: () => void;
  /** New numbers came from the engine; nothing has to be written. */
  readonly onProgress: () => void;
  /** The run of a download that was removed meanwhile has ended: its files can be deleted. */
  readonly onRemovedRunEnded: (doomedFiles: readonly string[]) => void;
  /** Files were listed to be deleted. */
  readonly cleanFiles: () => void;
};

/** Drives every running download: starts it, lets go of it, and ends it. What the engine says goes to `EngineEvents`. */
export class TransferSupervisor {
  readonly #input: SupervisorInput;
  readonly #table: DownloadTable;
  readonly #runs: ActiveRuns;
  readonly #endings: RunEndings;
  readonly #files: RunFiles;
  readonly #space: DiskSpaceWatch;
  readonly #metalinks: MetalinkFiles;
  #isClosing = false;

  constructor(input: SupervisorInput) {
    const { table, engine } = input;
    this.#input = input;
    this.#table = table;
    this.#runs = new ActiveRuns(input);
    const space = new DiskSpaceWatch({ ...input, runs: this.#runs, letGo: (id) => this.#letGo(id) });
    this.#space = space;
    this.#endings = new RunEndings({ ...input, runs: this.#runs, space });
    this.#files = new RunFiles({
      ...input,
      runs: this.#runs,
      space,
      onTakenUp: (id, run) => {
        engine.send({ kind: 'stop', id, run });
        this.#runs.end(id);
        table.change(id, { state: { kind: 'queued' } });
      },
      onNamingFailed: (id, run, failure) => {
        engine.send({ kind: 'stop', id, run });
        this.#endings.failed(id, { failure, retryAfterMs: null, durable: [] });
      },
      onNoRoom: (id, run, failure) => {
        engine.send({ kind: 'stop', id, run });
        const durable = this.#table.get(id)?.durable ?? [];
        this.#endings.failed(id, { failure, retryAfterMs: null, durable, wasForeseen: true });
      },
      onPublished: (id, outcome) => this.#endings.published(id, outcome),
    });
    this.#metalinks = new MetalinkFiles({ ...input, runs: this.#runs });
    const events = new EngineEvents({
      ...input,
      metalinks: this.#metalinks,
      offerMirrors: (id) => this.offerMirrors(id),
      runs: this.#runs,
      files: this.#files,
      endings: this.#endings,
      isClosing: () => this.#isClosing,
    });
    engine.listen(
      (event) => events.onEvent(event),
      (reason) => events.onDied(reason),
    );
  }

  isRunning(id: DownloadId): boolean {
    return this.#runs.get(id) !== undefined;
  }

  /** Resolves when another run has ended. */
  nextEnd(): Promise<void> {
    return this.#runs.nextEnd();
  }

  /** Whether the target of a finishing download may be the finished file already. */
  isRenaming(id: DownloadId): boolean {
    return this.#runs.get(id)?.isRenaming === true;
  }

  /** The files that runs of removed downloads may still write to, as their rows spelled them. */
  filesOfRemoved(): readonly string[] {
    return this.#runs.filesOfRemoved();
  }

  /** Whether a run that has not ended yet may write to the file. */
  mayWrite(file: string): boolean {
    return this.#runs.mayWrite(file);
  }

  /** Whether a waiting download must not start, because its disk is full and someone has been asked. */
  waitsForRoom(id: DownloadId): boolean {
    return this.#space.isHeld(id);
  }

  /** Takes up the watch over full disks, after the list was loaded. */
  watchDisks(): void {
    this.#space.start();
  }

  /** What runs on each host. */
  loadByHost(): Map<string, HostLoad> {
    return this.#runs.loadByHost();
  }

  /** What runs on one host, and how many downloads run in all. */
  loadOf(host: string): { readonly load: HostLoad; readonly running: number } {
    return { load: this.#runs.loadOf(host), running: this.#runs.count };
  }

  /** All runs and their places in the queue. */
  places(): RunningPlace[] {
    return this.#runs.all().flatMap(([id, { host, answeredBy, hasArrived }]) => {
      const download = this.#table.get(id);
      if (download === undefined) return [];
      const { state, facts } = download;
      return {
        host,
        answeredBy,
        place: download,
        isLeaving: state.kind === 'queued' || state.kind === 'pausing',
        mayGiveWay: state.kind === 'downloading' && !hasArrived && facts?.acceptsRanges === true,
      };
    });
  }

  /** The engine's last numbers for a running download. */
  live(id: DownloadId): TransferProgress | undefined {
    return this.#runs.live(id);
  }

  /**
   * Stages the start of a queued download; the engine hears of it once nothing else of it waits for a commit. One whose login cannot be read is
   * blocked instead: what is sealed goes to no server.
   * @param connectionsLeft the most it may use of what the host allows; `null` without such a limit.
   */
  start(download: Download, connectionsLeft: number | null): void {
    const { id } = download;
    if (isSealed(download)) {
      this.#table.change(id, { state: { kind: 'blocked', failure: { code: 'app.sealed', detail: '' } } });
      this.#input.touch();
      return;
    }
    const { hosts, settings, certificates } = this.#input;
    const pieces = this.#piecesOf(id);
    if (pieces === undefined) return;
    const canContinue = download.durable.length > 0 && download.reservation?.owned === true;
    const { host } = new URL(download.url);
    if (download.facts !== null) hosts.redirected(host, new URL(download.facts.finalUrl).host);
    const request = transferRequest(download, settings(), {
      canContinue,
      connectionsLeft,
      traits: hosts.traits(host),
      certificates: certificates(),
      mirrors: this.#mirrorsOf(download),
      // What the user takes as it is need not be right any more.
      pieces: download.answers.includes('accept') ? null : pieces,
    });
    const run = this.#runs.begin(download, request, hosts.answererOf(host));
    // From now on nothing vouches for the part file until the engine has left it at rest.
    this.#table.change(id, { state: { kind: canContinue ? 'downloading' : 'probing' }, stamp: null });
    // Of a file that was to be repaired nothing is left: it stays as it is, and another one is fetched beside it.
    if (!canContinue && isInPlace(download.reservation)) this.#table.change(id, { reservation: null });
    this.#runs.sendAfterWritten({ kind: 'start', id, run, request });
    if (canContinue) this.#files.checkRoom(id, run);
    this.#input.touch();
  }

  /** What is known of its pieces; `undefined` when it cannot be read, and then it is blocked. */
  #piecesOf(id: DownloadId): PieceHashes | null | undefined {
    try {
      return this.#table.pieces(id);
    } catch (error) {
      this.#table.change(id, { state: { kind: 'blocked', failure: toDiskFailure(error) } });
      this.#input.touch();
      return undefined;
    }
  }

  /** The mirrors of a running download are others: what runs is told which of them it may ask. */
  offerMirrors(id: DownloadId): void {
    const download = this.#table.get(id);
    const run = this.#runs.get(id);
    if (download === undefined || run === undefined) return;
    const mirrors = this.#mirrorsOf(download);
    this.#runs.setMirrors(id, mirrors);
    this.#runs.sendAfterCommit({ kind: 'mirrors', id, run: run.run, mirrors });
  }

  #mirrorsOf(download: Download): readonly MirrorRequest[] {
    if (download.mirrors.length === 0) return [];
    const { hosts, settings, patience } = this.#input;
    return mirrorRequests(download, {
      settings: settings(),
      traits: (host) => hosts.traits(host),
      isHeld: (host) => hosts.isHeld(host) || patience.isHeld(host),
      loadOf: (host) => this.#runs.loadOf(host),
    });
  }

  /** The connections of a running download, as they were a moment ago; see `ActiveRuns.look`. */
  look(id: DownloadId): readonly ConnectionSnapshot[] {
    return this.#runs.look(id);
  }

  /** After the options of a download were staged: what runs keeps to them from the commit on. */
  adjust(download: Download): void {
    const { id } = download;
    const run = this.#runs.get(id);
    if (run === undefined) return;
    const { hosts, settings } = this.#input;
    const { maxConnections } = hosts.traits(run.host);
    const others = this.#runs.loadOf(run.answeredBy).connections - run.connections;
    const left = maxConnections === null ? null : Math.max(maxConnections - others, 1);
    const bounds = transferBounds(download, settings(), left);
    run.connections = bounds.maxConnections;
    this.#runs.sendAfterCommit({ kind: 'adjust', id, run: run.run, bounds });
  }

  /** Lets go of a running download: the engine closes its sockets and syncs, and then it is paused. */
  stop(id: DownloadId): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    this.#table.change(id, { state: { kind: 'pausing' } });
    this.#runs.sendAfterCommit({ kind: 'stop', id, run: run.run });
    this.#input.touch();
  }

  /** Lets go of a running download, which waits in the queue from now on. */
  giveWay(id: DownloadId): void {
    this.stop(id);
    this.#table.change(id, { state: { kind: 'queued' } });
  }

  /** Its state stays until the engine has let go; then it waits in the queue. */
  #letGo(id: DownloadId): void {
    const run = this.#runs.get(id);
    if (run !== undefined) this.#runs.sendAfterCommit({ kind: 'stop', id, run: run.run });
  }

  /** After a removal was staged: the engine lets go; the row is gone already. */
  abandon(id: DownloadId, doomedFiles: readonly string[]): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    run.doomedFiles = doomedFiles;
    this.#runs.sendAfterCommit({ kind: 'stop', id, run: run.run });
    this.#input.touch();
  }

  /** Ends the rename that a crash may have interrupted. */
  finishAfterRestart(download: Download): void {
    this.#runs.begin(download);
    this.#files.publish(download.id, 'before');
  }

  /** Stages nothing itself: after the commit that made a download `finishing`, its file gets the final name. */
  finish(download: Download): void {
    this.#runs.begin(download);
    this.#table.afterCommit(() => this.#files.publish(download.id, 'before'));
  }

  /** Stops everything and waits until the last checkpoint has been staged. */
  async close(): Promise<CloseVerdict> {
    this.#isClosing = true;
    const [verdict] = await Promise.all([this.#input.engine.close(), this.#space.close()]);
    await this.filesAtRest();
    return verdict;
  }

  /** Marks a copy of the file of a download as coming from the web, when the settings say so. Never rejects. */
  mark(file: string, download: Download): Promise<void> {
    return this.#files.mark(file, download);
  }

  /** Waits until no file is being named or renamed. */
  filesAtRest(): Promise<void> {
    return this.#files.atRest();
  }
}
