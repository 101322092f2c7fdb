import path from 'node:path';
import { assertNever } from '../../shared/assert-never.ts';
import { countBytes, type ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadId } from '../../shared/download.ts';
import { errorRow, type DownloadFailure } from '../../shared/download-error.ts';
import { decodeProgress, type TransferProgress } from '../../shared/progress-frame.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { EngineCommand, EngineEvent, EnginePort, ProbeFacts } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';
import { toDiskFailure } from './disk-failure.ts';
import type { DownloadTable } from './download-table.ts';
import { publishDownload } from './file-publisher.ts';
import { FileReserver } from './file-reserver.ts';
import { decideRetry, MAX_RETRY_AFTER_MS } from './retry-policy.ts';
import { ensurePart } from './target-files.ts';
import { transferRequest } from './transfer-request.ts';

/** One start of one download, from the command to the engine until nothing works for it any more. */
type Run = {
  readonly run: number;
  readonly host: string;
  /** Durable bytes when it started: more than that at a failure is progress. */
  readonly bytesAtStart: number;
  /** The file's name being taken, if it is. */
  naming: Promise<void> | null;
  /** The rename was begun: from now on the target may be the finished file. */
  isRenaming: boolean;
  /** Files of a removed download that are to be deleted, but not while this run may write to them. */
  doomedFiles: readonly string[];
};

export type SupervisorInput = {
  readonly table: DownloadTable;
  readonly engine: EnginePort;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: () => Settings;
  readonly defaultFolder: () => string;
  /** Something changed that the end of this turn must look at: commit, and start what may start. */
  readonly touch: () => void;
  /** New numbers came from the engine; nothing has to be written. */
  readonly onProgress: () => void;
  /** The run of a download that was removed meanwhile has ended: its files can be deleted. */
  readonly onRemovedRunEnded: () => void;
};

/** Drives every running download: commands to the engine, its events, the file's name at the start and at the end. */
export class TransferSupervisor {
  readonly #input: SupervisorInput;
  readonly #table: DownloadTable;
  readonly #reserver: FileReserver;
  readonly #runs = new Map<DownloadId, Run>();
  readonly #live = new Map<DownloadId, TransferProgress>();
  /** Hosts that answered with Retry-After, until when (wall clock). */
  readonly heldHosts = new Map<string, number>();
  /** File work under way, awaited on close. */
  readonly #work = new Set<Promise<void>>();
  #lastRun = 0;
  #isClosing = false;

  constructor(input: SupervisorInput) {
    this.#input = input;
    this.#table = input.table;
    this.#reserver = new FileReserver(input.table, input.clock);
    input.engine.listen(
      (event) => this.#onEngineEvent(event),
      (reason) => this.#onEngineDied(reason),
    );
  }

  isRunning(id: DownloadId): boolean {
    return this.#runs.has(id);
  }

  /** Whether the target of a finishing download may be the finished file already. */
  isRenaming(id: DownloadId): boolean {
    return this.#runs.get(id)?.isRenaming === true;
  }

  /** Whether a run that has not ended yet may write to the file. */
  mayWrite(file: string): boolean {
    for (const run of this.#runs.values()) if (run.doomedFiles.includes(file)) return true;
    return false;
  }

  /** How many runs each host has. */
  runningByHost(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { host } of this.#runs.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
    return counts;
  }

  /** The engine's last numbers for a running download. */
  live(id: DownloadId): TransferProgress | undefined {
    return this.#live.get(id);
  }

  /** Stages the start of a queued download; the engine hears of it after the commit. */
  start(download: Download): void {
    const { id } = download;
    const run = this.#beginRun(download);
    const canContinue = download.durable.length > 0 && download.reservation?.owned === true;
    this.#table.change(id, { state: { kind: canContinue ? 'downloading' : 'probing' } });
    const request = transferRequest(download, this.#input.settings(), canContinue);
    this.#sendAfterCommit({ kind: 'start', id, run, request });
    this.#input.touch();
  }

  /** Lets go of a running download: the engine closes its sockets and syncs, and then it is paused. */
  stop(id: DownloadId): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    this.#table.change(id, { state: { kind: 'pausing' } });
    this.#sendAfterCommit({ kind: 'stop', id, run: run.run });
    this.#input.touch();
  }

  /** After a removal was staged: the engine lets go; the row is gone already. */
  abandon(id: DownloadId, doomedFiles: readonly string[]): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    run.doomedFiles = doomedFiles;
    this.#sendAfterCommit({ kind: 'stop', id, run: run.run });
    this.#input.touch();
  }

  /** Ends the rename that a crash may have interrupted. */
  finishAfterRestart(download: Download): void {
    this.#beginRun(download);
    this.#track(this.#publish(download.id));
  }

  /** Stops everything and waits until the last checkpoint has been staged. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#input.engine.close();
    await this.filesAtRest();
  }

  /** Waits until no file is being named or renamed. */
  async filesAtRest(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #isCurrent(id: DownloadId, run: number): boolean {
    return this.#runs.get(id)?.run === run;
  }

  #onEngineEvent(event: EngineEvent): void {
    switch (event.kind) {
      case 'ready':
      case 'closed':
      case 'learned':
      case 'noted':
      case 'verified':
        return;
      case 'progress':
        for (const row of decodeProgress(event.frame)) this.#onProgress(row);
        this.#input.onProgress();
        return;
      case 'checkpoints':
        for (const { id, run, durable } of event.checkpoints) {
          if (this.#isCurrent(id, run) && this.#table.get(id) !== undefined) this.#table.change(id, { durable });
        }
        break;
      case 'probed':
        this.#onProbed(event.id, event.run, event.facts);
        break;
      case 'restarted':
        if (this.#isCurrent(event.id, event.run)) this.#onRestarted(event.id, event.run, event.facts);
        break;
      case 'finished':
        if (this.#isCurrent(event.id, event.run)) this.#onFinished(event.id, event.sizeBytes);
        break;
      case 'stopped':
        this.#whenNamed(event.id, event.run, () => this.#onStopped(event.id, event.durable));
        break;
      case 'failed':
        this.#whenNamed(event.id, event.run, () => {
          this.#onFailed(event.id, event.failure, event.retryAfterMs, event.durable);
        });
        break;
      default:
        assertNever(event);
    }
    this.#input.touch();
  }

  #onProgress(row: TransferProgress): void {
    // Ids come from our own engine, packed as numbers; a row that is not running is dropped here.
    const id = row.id as DownloadId;
    if (this.#isCurrent(id, row.run)) this.#live.set(id, row);
  }

  #onProbed(id: DownloadId, run: number, facts: ProbeFacts): void {
    const current = this.#runs.get(id);
    if (current?.run !== run || this.#table.get(id) === undefined) return;
    this.#table.change(id, { facts, durable: [] });
    current.naming = this.#name(id, run).finally(() => {
      current.naming = null;
    });
    this.#track(current.naming);
  }

  /** Takes a name for the file and tells the engine. Never rejects. */
  async #name(id: DownloadId, run: number): Promise<void> {
    const download = this.#table.get(id);
    if (download === undefined) return;
    const isWanted = (): boolean => this.#isCurrent(id, run) && this.#table.get(id)?.state.kind === 'probing';
    try {
      let { reservation } = download;
      if (reservation?.owned === true) await ensurePart(download.directory, reservation);
      else reservation = await this.#reserver.reserve(id, download.directory === this.#input.defaultFolder(), isWanted);
      if (reservation === null || !isWanted()) return;
      const partPath = path.join(download.directory, reservation.part);
      this.#table.change(id, { state: { kind: 'downloading' } });
      this.#sendAfterCommit({ kind: 'destination', id, run, partPath });
    } catch (error) {
      if (!isWanted()) return;
      this.#input.engine.send({ kind: 'stop', id, run });
      this.#onFailed(id, toDiskFailure(error), null, []);
    } finally {
      this.#input.touch();
    }
  }

  /** The engine overwrites the part file only after the database has given up its bytes. */
  #onRestarted(id: DownloadId, run: number, facts: ProbeFacts): void {
    const download = this.#table.get(id);
    if (download === undefined || download.reservation === null) return;
    const partPath = path.join(download.directory, download.reservation.part);
    this.#table.change(id, { durable: [], facts });
    this.#sendAfterCommit({ kind: 'destination', id, run, partPath });
  }

  #onFinished(id: DownloadId, sizeBytes: number): void {
    const download = this.#table.get(id);
    this.#live.delete(id);
    if (download === undefined) {
      this.#endRun(id);
      return;
    }
    const facts = download.facts;
    this.#table.change(id, {
      state: { kind: 'finishing' },
      durable: sizeBytes === 0 ? [] : [{ start: 0, end: sizeBytes }],
      facts: facts === null ? null : { ...facts, sizeBytes },
    });
    this.#table.afterCommit(() => this.#track(this.#publish(id)));
  }

  async #publish(id: DownloadId): Promise<void> {
    const outcome = await publishDownload(this.#table, id, () => {
      const run = this.#runs.get(id);
      if (run !== undefined) run.isRenaming = true;
    });
    const download = this.#table.get(id);
    if (outcome.kind === 'gone' || download === undefined) this.#endRun(id);
    else if (outcome.kind === 'failed') this.#onFailed(id, outcome.failure, null, download.durable);
    else {
      const { file, sizeBytes } = outcome;
      const completedAtMs = this.#input.clock.nowMs();
      this.#endRun(id);
      this.#table.change(id, { state: { kind: 'completed', atMs: completedAtMs }, durable: [], failures: 0 });
      this.#table.addHistory({ downloadId: id, url: download.url, path: file, sizeBytes, completedAtMs });
    }
    this.#input.touch();
  }

  #onStopped(id: DownloadId, durable: ByteRanges): void {
    this.#endRun(id);
    const state = this.#table.get(id)?.state;
    if (state === undefined) return;
    if (state.kind === 'pausing') this.#table.change(id, { durable, state: { kind: 'paused' } });
    // Quitting is not pausing: start-up puts it back in the queue.
    else this.#table.change(id, this.#isClosing ? { durable } : { durable, state: { kind: 'queued' } });
  }

  #onFailed(id: DownloadId, failure: DownloadFailure, retryAfterMs: number | null, durable: ByteRanges): void {
    const run = this.#runs.get(id);
    const download = this.#table.get(id);
    this.#endRun(id);
    if (download === undefined || run === undefined) return;
    // Bytes that cannot be continued are given up whatever comes next, and are no progress.
    const kept = errorRow(failure.code).next === 'restart' ? [] : durable;
    if (download.state.kind === 'pausing' || download.state.kind === 'queued') {
      const kind = download.state.kind === 'pausing' ? 'paused' : 'queued';
      this.#table.change(id, { durable: kept, state: { kind } });
      return;
    }
    const nowMs = this.#input.clock.nowMs();
    if (retryAfterMs !== null) {
      const untilMs = nowMs + Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
      this.heldHosts.set(run.host, Math.max(this.heldHosts.get(run.host) ?? 0, untilMs));
    }
    const failures = (countBytes(kept) > run.bytesAtStart ? 0 : download.failures) + 1;
    const verdict = decideRetry({
      code: failure.code,
      failures,
      maxAttempts: download.options.maxAttempts ?? this.#input.settings().maxAttempts,
      minWaitMs: download.options.retryWaitMs ?? 0,
      retryAfterMs,
      nowMs,
      random: this.#input.random(),
    });
    switch (verdict.kind) {
      case 'retry':
        this.#table.change(id, {
          durable: kept,
          failures,
          state: { kind: 'retrying', atMs: verdict.atMs, attempt: failures, code: failure.code },
        });
        return;
      case 'ask':
        this.#table.change(id, { durable: kept, failures, state: { kind: 'blocked', failure } });
        return;
      case 'fail':
        this.#table.change(id, { durable: kept, failures, state: { kind: 'failed', failure } });
        return;
      default:
        assertNever(verdict);
    }
  }

  #onEngineDied(reason: string): void {
    for (const [id, { run }] of this.#runs) {
      const download = this.#table.get(id);
      if (download?.state.kind === 'finishing') continue; // Its bytes are safe and the rename needs no engine.
      this.#whenNamed(id, run, () => {
        this.#onFailed(id, { code: 'app.engineStopped', detail: reason }, null, this.#table.get(id)?.durable ?? []);
      });
    }
    this.#input.touch();
  }

  #beginRun(download: Download): number {
    this.#lastRun += 1;
    this.#runs.set(download.id, {
      run: this.#lastRun,
      host: new URL(download.url).host,
      bytesAtStart: countBytes(download.durable),
      naming: null,
      isRenaming: false,
      doomedFiles: [],
    });
    return this.#lastRun;
  }

  /**
   * Ends a run once its file has its name, or at once: the next run must not meet a name that is still being taken, and
   * the files of a removed download cannot be deleted before they are there.
   */
  #whenNamed(id: DownloadId, run: number, end: () => void): void {
    const current = this.#runs.get(id);
    if (current?.run !== run) return;
    const { naming } = current;
    if (naming === null) {
      end();
      return;
    }
    const endLater = async (): Promise<void> => {
      await naming;
      if (this.#isCurrent(id, run)) end();
      this.#input.touch();
    };
    this.#track(endLater());
  }

  /** After a failed commit it may be long until the next one: a run that has ended by then must not begin. */
  #sendAfterCommit(command: Extract<EngineCommand, { readonly run: number }>): void {
    this.#table.afterCommit(() => {
      if (this.#isCurrent(command.id, command.run)) this.#input.engine.send(command);
    });
  }

  #endRun(id: DownloadId): void {
    this.#runs.delete(id);
    this.#live.delete(id);
    if (this.#table.get(id) === undefined) this.#input.onRemovedRunEnded();
  }

  /** File work is owned here: it ends by itself, and close waits for it. Its errors were turned into states above. */
  #track(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }
}
