import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadId } from '../../shared/download.ts';
import { PromptDisk } from '../../shared/prompt-disk.ts';
import { BlockVerifier } from './block-verifier.ts';
import { ChecksumRunner } from './checksum.ts';
import { DirectDisks } from './direct-disks.ts';
import { DISK_PATIENCE, type DiskPatience } from './disk-watch.ts';
import { EarlyRoom } from './early-body.ts';
import { FileCopier } from './file-copier.ts';
import { FileJobs } from './file-jobs.ts';
import { HostHolds } from './host-holds.ts';
import { HttpClient } from './http-client.ts';
import { InspectJobs } from './inspect-jobs.ts';
import { LimiterTree } from './limiter-tree.ts';
import { ProgressReporter } from './progress-reporter.ts';
import type { Checkpoint, EngineCommand, EngineEvent } from './protocol.ts';
import { ProxyRoutes } from './proxy-routes.ts';
import { Transfer, type TransferServices } from './transfer.ts';

/** Events that say nothing about bytes on disk. */
const BESIDE_BYTES: ReadonlySet<EngineEvent['kind']> = new Set([
  'learned',
  'noted',
  'arrived',
  'continued',
  'unproved',
  'mirrorWrong',
  'described',
]);

type StartCommand = Extract<EngineCommand, { kind: 'start' }>;

/**
 * All transfers: commands in, events out. Knows no thread and no database, so tests can run it anywhere.
 * Ends with the command `close`; after the event `closed` nothing of it runs.
 */
export class Engine {
  readonly #post: (event: EngineEvent) => void;
  readonly #transfers = new Map<DownloadId, Transfer>();
  /** Starts that wait for an older run of the same download to end: two runs must never write one part file. */
  readonly #waiting = new Map<DownloadId, StartCommand>();
  readonly #checkpoints = new Map<DownloadId, Checkpoint>();
  readonly #holds = new HostHolds();
  readonly #proxies: ProxyRoutes;
  readonly #client: HttpClient;
  readonly #limits = new LimiterTree();
  readonly #progress: ProgressReporter;
  readonly #services: TransferServices;
  readonly #inspectJobs: InspectJobs;
  readonly #fileJobs: FileJobs;
  #closing = false;

  readonly #promptDisk = new PromptDisk(null, () => performance.now());

  /** @param patience with disks; another one for tests. */
  constructor(post: (event: EngineEvent) => void, patience: DiskPatience = DISK_PATIENCE) {
    this.#post = post;
    this.#proxies = new ProxyRoutes(post);
    this.#client = new HttpClient(this.#holds, this.#proxies);
    this.#progress = new ProgressReporter({
      transfers: () => this.#transfers.values(),
      post: (frame) => post({ kind: 'progress', frame }),
    });
    // With tools of their own: what a user wants to see must not hold up a file that is being finished.
    this.#fileJobs = new FileJobs(
      { runner: new ChecksumRunner(), verifier: new BlockVerifier(), copier: new FileCopier() },
      post,
    );
    this.#inspectJobs = new InspectJobs(this.#client, post);
    this.#services = {
      client: this.#client,
      holds: this.#holds,
      checksums: new ChecksumRunner(),
      // Of its own, since a check that a user asked for may take minutes.
      verifier: new BlockVerifier(),
      disk: { patience, promptDisk: this.#promptDisk, directDisks: new DirectDisks(() => performance.now()) },
      limits: this.#limits,
      earlyRoom: new EarlyRoom(),
      emit: (event) => this.#emit(event),
      checkpoint: (checkpoint) => this.#addCheckpoint(checkpoint),
      moved: () => this.#progress.moved(),
    };
  }

  /** Carries out a command. Commands for runs that have ended or never began are dropped. */
  handle(command: EngineCommand): void {
    switch (command.kind) {
      case 'start':
        return this.#start(command);
      case 'destination':
        return this.#find(command)?.provideDestination(command.partPath);
      case 'adjust':
        return this.#find(command)?.adjust(command.bounds);
      case 'mirrors':
        return this.#find(command)?.setMirrors(command.mirrors);
      case 'look':
        return this.#look(command);
      case 'stop':
        return this.#stop(command);
      case 'prove':
        return this.#find(command)?.provideBlocks(command.blocks);
      case 'hash':
      case 'copy':
      case 'verify':
        return this.#fileJobs.start(command);
      case 'cancelFileJob':
        return this.#fileJobs.cancel(command.job);
      case 'inspect':
        return this.#inspectJobs.start(command);
      case 'cancelInspect':
        return this.#inspectJobs.cancel(command.job);
      case 'limit':
        return this.#limits.setLimits(command);
      case 'holds':
        return this.#holds.set(command.holds);
      case 'listDisk':
        return this.#promptDisk.setDevice(command.device);
      case 'proxies':
        return this.#proxies.setAsks(command.asks);
      case 'proxyFound':
        return this.#proxies.answer(command.ask, command.answer);
      case 'close':
        return void this.#close();
      default:
        return assertNever(command);
    }
  }

  #find(command: { readonly id: DownloadId; readonly run: number }): Transfer | undefined {
    const transfer = this.#transfers.get(command.id);
    return transfer?.run === command.run ? transfer : undefined;
  }

  #look({ id, run }: Extract<EngineCommand, { kind: 'look' }>): void {
    // Also for a run that has not begun: whoever asked asks again only after an answer.
    this.#post({ kind: 'looked', id, run, connections: this.#find({ id, run })?.connectionSnapshots() ?? [] });
  }

  #start(command: StartCommand): void {
    const { id, run, request } = command;
    if (this.#closing) {
      this.#tellUntouched(command);
      return;
    }
    const older = this.#transfers.get(id);
    if (older !== undefined) {
      this.#waiting.set(id, command);
      older.stop();
      return;
    }
    const transfer = new Transfer({ id, run, request }, this.#services);
    this.#transfers.set(id, transfer);
    void transfer.ended.then(() => this.#onEnded(transfer));
  }

  #onEnded(transfer: Transfer): void {
    this.#transfers.delete(transfer.id);
    const next = this.#waiting.get(transfer.id);
    this.#waiting.delete(transfer.id);
    if (next !== undefined) this.#start(next);
  }

  #stop(command: { readonly id: DownloadId; readonly run: number }): void {
    this.#find(command)?.stop();
    const waiting = this.#waiting.get(command.id);
    if (waiting?.run !== command.run) return;
    this.#waiting.delete(command.id);
    this.#tellUntouched(waiting);
  }

  /** The end of a start that never began: its file is as it was. */
  #tellUntouched({ id, run, request }: StartCommand): void {
    const { durable = [], stamp = null } = request.resume ?? {};
    this.#post({ kind: 'stopped', id, run, durable, stamp, blocks: [] });
  }

  /** An event of a transfer. What tells its durable bytes replaces the checkpoint that was about to be told. */
  #emit(event: EngineEvent): void {
    if (!('id' in event) || BESIDE_BYTES.has(event.kind)) return this.#post(event);
    const blocks = this.#checkpoints.get(event.id)?.blocks ?? [];
    this.#checkpoints.delete(event.id);
    // The checksums of the bytes that it tells travel with it; after a start from 0 they are of no bytes.
    this.#post('blocks' in event ? { ...event, blocks: [...blocks, ...event.blocks] } : event);
  }

  #addCheckpoint(checkpoint: Checkpoint): void {
    if (this.#checkpoints.size === 0) setImmediate(() => this.#tellCheckpoints());
    const blocks = this.#checkpoints.get(checkpoint.id)?.blocks ?? [];
    this.#checkpoints.set(checkpoint.id, { ...checkpoint, blocks: [...blocks, ...checkpoint.blocks] });
  }

  #tellCheckpoints(): void {
    const checkpoints = [...this.#checkpoints.values()];
    this.#checkpoints.clear();
    if (checkpoints.length > 0) this.#post({ kind: 'checkpoints', checkpoints });
  }

  async #close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    for (const waiting of this.#waiting.values()) this.#stop(waiting);
    const running = [...this.#transfers.values()];
    for (const transfer of running) transfer.stop();
    await Promise.all([
      this.#fileJobs.close(),
      this.#inspectJobs.close(),
      ...running.map((transfer) => transfer.ended),
    ]);
    this.#progress[Symbol.dispose]();
    this.#client[Symbol.dispose]();
    this.#post({ kind: 'closed' });
  }
}
