import { countBytes } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { TransferProgress } from '../../shared/progress-frame.ts';
import type { EngineCommand, EngineEvent, EnginePort } from '../engine/protocol.ts';
import type { MirrorRequest, TransferRequest } from '../engine/transfer-request.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import { NO_LOAD, type HostLoad } from './scheduler.ts';

/** One start of one download, from the command to the engine until nothing works for it any more. */
export type Run = {
  readonly run: number;
  readonly host: string;
  /** Where its link led: the host that its connections go to. */
  answeredBy: string;
  /** Connections that it may use: all transfers of a host share what the host allows. */
  connections: number;
  /** Connections that it may use to the hosts of its mirrors, where these allow so many. */
  mirrorConnections: Map<string, number>;
  /** Durable bytes when it started: more than that at a failure is progress. */
  readonly bytesAtStart: number;
  /** Every byte has come: what is left is the disk's work, and takes no place of those that move bytes. */
  hasArrived: boolean;
  /** The file's name being taken, if it is. */
  naming: Promise<void> | null;
  /** The last byte came while it was being let go of. */
  wasPausing: boolean;
  /** The rename was begun: from now on the target may be the finished file. */
  isRenaming: boolean;
  /** Files of a removed download that are to be deleted, but not while this run may write to them. */
  doomedFiles: readonly string[];
};

type RunCommand = Extract<EngineCommand, { readonly run: number }>;

/** How the connections of a run were when someone looked. */
type Look = {
  readonly run: number;
  readonly isAnswered: boolean;
  readonly connections: readonly ConnectionSnapshot[];
};

/** So many files may wait for the disk at once before new downloads wait for them. */
const MAX_ARRIVED = 100;

export type ActiveRunsInput = {
  readonly table: DownloadTable;
  readonly engine: EnginePort;
  /** The run of a download that was removed meanwhile has ended: its files can be deleted. */
  readonly onRemovedRunEnded: (doomedFiles: readonly string[]) => void;
};

/** The runs that have not ended, their live numbers, and the commands that the engine gets about them. */
export class ActiveRuns {
  readonly #input: ActiveRunsInput;
  readonly #runs = new Map<DownloadId, Run>();
  #nextEnd = Promise.withResolvers<void>();
  readonly #live = new Map<DownloadId, TransferProgress>();
  readonly #looks = new Map<DownloadId, Look>();
  #lastRun = 0;

  constructor(input: ActiveRunsInput) {
    this.#input = input;
  }

  get(id: DownloadId): Run | undefined {
    return this.#runs.get(id);
  }

  all(): [DownloadId, Run][] {
    return [...this.#runs];
  }

  /** Messages of any other run are of the past, and dropped. */
  isCurrent(id: DownloadId, run: number): boolean {
    return this.#runs.get(id)?.run === run;
  }

  /** Resolves when another run has ended. */
  nextEnd(): Promise<void> {
    return this.#nextEnd.promise;
  }

  /** Whether a run that has not ended yet may write to the file. */
  mayWrite(file: string): boolean {
    for (const run of this.#runs.values()) if (run.doomedFiles.includes(file)) return true;
    return false;
  }

  /** The files that runs of removed downloads may still write to, as their rows spelled them. */
  filesOfRemoved(): readonly string[] {
    return Array.from(this.#runs.values(), (run) => run.doomedFiles).flat();
  }

  /** What runs on each host. */
  loadByHost(): Map<string, HostLoad> {
    const loads = new Map<string, HostLoad>();
    const add = (host: string, more: Partial<HostLoad>): void => {
      const { transfers, guests, connections } = loads.get(host) ?? NO_LOAD;
      loads.set(host, {
        transfers: transfers + (more.transfers ?? 0),
        guests: guests + (more.guests ?? 0),
        connections: connections + (more.connections ?? 0),
      });
    };
    for (const { host, answeredBy, connections, mirrorConnections } of this.#inPlaces()) {
      add(host, { transfers: 1, connections });
      if (answeredBy !== host) add(answeredBy, { guests: 1, connections });
      // No transfer more: it takes one place of all, that of its link.
      for (const [mirror, most] of mirrorConnections) add(mirror, { connections: most });
    }
    return loads;
  }

  /** How many take a place of those that move bytes. */
  get count(): number {
    return this.#inPlaces().length;
  }

  /** What runs on one host. */
  loadOf(host: string): HostLoad {
    return this.loadByHost().get(host) ?? NO_LOAD;
  }

  /**
   * @param request what the engine is asked for; absent when nothing is to be fetched.
   * @param answeredBy where its link led last, as far as is known.
   */
  begin(download: Download, request?: TransferRequest, answeredBy?: string): number {
    const { host } = new URL(download.url);
    const most = request?.maxConnections ?? 0;
    this.#lastRun += 1;
    this.#runs.set(download.id, {
      run: this.#lastRun,
      host,
      answeredBy: answeredBy ?? host,
      connections: most,
      mirrorConnections: connectionsOf(request?.mirrors ?? [], most),
      bytesAtStart: countBytes(download.durable),
      hasArrived: download.state.kind === 'finishing',
      naming: null,
      wasPausing: false,
      isRenaming: false,
      doomedFiles: [],
    });
    return this.#lastRun;
  }

  setMirrors(id: DownloadId, mirrors: readonly MirrorRequest[]): void {
    const run = this.#runs.get(id);
    if (run !== undefined) run.mirrorConnections = connectionsOf(mirrors, run.connections);
  }

  /** Whoever waits only for the disk takes no place, unless so many do that the disk cannot keep up. */
  #inPlaces(): Run[] {
    let arrived = 0;
    return [...this.#runs.values()].filter((run) => {
      if (!run.hasArrived) return true;
      arrived += 1;
      return arrived > MAX_ARRIVED;
    });
  }

  end(id: DownloadId): void {
    const doomedFiles = this.#runs.get(id)?.doomedFiles ?? [];
    this.#runs.delete(id);
    this.#live.delete(id);
    this.#looks.delete(id);
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers<void>();
    if (this.#input.table.get(id) === undefined) this.#input.onRemovedRunEnded(doomedFiles);
  }

  /** The engine's last numbers for a running download. */
  live(id: DownloadId): TransferProgress | undefined {
    return this.#live.get(id);
  }

  setLive(row: TransferProgress): void {
    // Ids come from our own engine, packed as numbers; a row that is not running is dropped here.
    const id = row.id as DownloadId;
    if (this.isCurrent(id, row.run)) this.#live.set(id, row);
  }

  /** The connections of a running download as the engine told them last. Asks for newer ones, one answer at a time. */
  look(id: DownloadId): readonly ConnectionSnapshot[] {
    const run = this.#runs.get(id);
    if (run === undefined) return [];
    const look = this.#looks.get(id);
    if (look === undefined || look.run !== run.run || look.isAnswered) {
      const connections = look?.run === run.run ? look.connections : [];
      this.#looks.set(id, { run: run.run, isAnswered: false, connections });
      this.#input.engine.send({ kind: 'look', id, run: run.run });
    }
    return this.#looks.get(id)?.connections ?? [];
  }

  setLook({ id, run, connections }: Extract<EngineEvent, { kind: 'looked' }>): void {
    if (this.isCurrent(id, run)) this.#looks.set(id, { run, isAnswered: true, connections });
  }

  clearLive(id: DownloadId): void {
    this.#live.delete(id);
  }

  sendAfterCommit(command: RunCommand): void {
    this.#input.table.afterCommit(() => this.#sendToCurrent(command));
  }

  /** What the engine does then is nothing that a start after a crash could not find as it is. */
  sendAfterWritten(command: RunCommand): void {
    this.#input.table.afterWritten(command.id, () => this.#sendToCurrent(command));
  }

  /** After a failed commit it may be long until the next one: a run that has ended by then must not begin. */
  #sendToCurrent(command: RunCommand): void {
    if (this.isCurrent(command.id, command.run)) this.#input.engine.send(command);
  }
}

/** The most connections to each host of mirrors. */
function connectionsOf(mirrors: readonly MirrorRequest[], most: number): Map<string, number> {
  return new Map(mirrors.map(({ url, maxConnections }) => [new URL(url).host, Math.min(most, maxConnections)]));
}
