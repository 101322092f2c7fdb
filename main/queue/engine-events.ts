import path from 'node:path';
import { assertNever } from '../../shared/assert-never.ts';
import { MAX_MIRRORS, type DownloadId } from '../../shared/download.ts';
import { decodeProgress } from '../../shared/progress-frame.ts';
import type { Clock } from '../app/ports.ts';
import type { ProbeFacts } from '../engine/file-facts.ts';
import type { Checkpoint, EngineEvent, EnginePort } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';
import type { ActiveRuns } from './active-runs.ts';
import { toDiskFailure } from './disk-failure.ts';
import type { DownloadTable } from './download-table.ts';
import type { EngineChecks } from './engine-checks.ts';
import { isInPlace } from './in-place.ts';
import type { HostMemory } from './host-memory.ts';
import type { MetalinkFiles } from './metalink-files.ts';
import type { NetworkPatience } from './network-patience.ts';
import type { RunEndings } from './run-endings.ts';
import type { RunFiles } from './run-files.ts';

export type EngineEventsInput = {
  readonly table: DownloadTable;
  readonly engine: EnginePort;
  readonly checks: EngineChecks;
  readonly runs: ActiveRuns;
  readonly files: RunFiles;
  readonly endings: RunEndings;
  readonly hosts: HostMemory;
  readonly patience: NetworkPatience;
  readonly clock: Clock;
  readonly isClosing: () => boolean;
  /** The end of this turn must look: commit, and start what may start. */
  readonly touch: () => void;
  readonly metalinks: MetalinkFiles;
  /** The mirrors of a running download are others. */
  readonly offerMirrors: (id: DownloadId) => void;
  /** New numbers came; nothing has to be written. */
  readonly onProgress: () => void;
};

/** What each message of the engine makes of its download. Messages of an older run are dropped. */
export class EngineEvents {
  readonly #input: EngineEventsInput;
  readonly #table: DownloadTable;
  readonly #runs: ActiveRuns;

  constructor(input: EngineEventsInput) {
    this.#input = input;
    this.#table = input.table;
    this.#runs = input.runs;
  }

  onEvent(event: EngineEvent): void {
    const { files, endings, onProgress, isClosing } = this.#input;
    switch (event.kind) {
      case 'ready':
      case 'proxyWanted':
      case 'closed':
        return;
      case 'verified':
        this.#input.checks.onVerified(event);
        return;
      case 'fileRead':
        this.#input.checks.onFileRead(event);
        return;
      case 'hashed':
        this.#input.checks.onHashed(event);
        return;
      case 'copied':
        this.#input.checks.onCopied(event);
        return;
      case 'looked':
        this.#runs.setLook(event);
        return;
      case 'inspected':
        this.#input.checks.onInspected(event);
        return;
      case 'learned':
        this.#onLearned(event);
        return;
      case 'described':
        if (this.#isKnown(event)) this.#onDescribed(event);
        break;
      case 'metalink':
        if (this.#runs.isCurrent(event.id, event.run)) this.#onMetalink(event);
        break;
      case 'mirrorWrong':
        if (this.#isKnown(event)) this.#onMirrorWrong(event);
        break;
      case 'unproved':
        if (this.#isKnown(event)) this.#onUnproved(event.id, event.run);
        break;
      case 'noted':
        // Written with the next checkpoint or change of state; lines alone are not worth a commit.
        if (!this.#isKnown(event)) return;
        this.#table.note(event.id, event.entries);
        if (event.answer !== null) this.#table.keepAnswer(event.id, event.answer);
        return;
      case 'progress':
        for (const row of decodeProgress(event.frame)) this.#runs.setLive(row);
        onProgress();
        return;
      case 'checkpoints':
        event.checkpoints.forEach((checkpoint) => this.#onCheckpoint(checkpoint));
        break;
      case 'probed':
        if (this.#isKnown(event)) this.#onProbed(event.id, event.run, event.facts);
        break;
      case 'arrived':
        this.#onArrived(event.id, event.run);
        break;
      case 'continued':
        if (this.#isKnown(event)) this.#onContinued(event.id, event.facts);
        break;
      case 'restarted':
        if (this.#isKnown(event)) this.#onRestarted(event.id, event.run, event.facts);
        break;
      case 'finished':
        if (this.#runs.isCurrent(event.id, event.run)) this.#onFinished(event);
        break;
      case 'stopped':
        files.whenNamed(event.id, event.run, () => {
          endings.stopped(event.id, event.durable, isClosing());
          this.#leftAtRest(event);
        });
        break;
      case 'failed':
        files.whenNamed(event.id, event.run, () => {
          endings.failed(event.id, event);
          this.#leftAtRest(event);
        });
        break;
      default:
        assertNever(event);
    }
    this.#input.touch();
  }

  /** The worker ended unasked: everything it worked on has failed. */
  onDied(reason: string): void {
    const { files, endings, checks, hosts, engine } = this.#input;
    checks.onDied(reason);
    engine.send({ kind: 'holds', holds: hosts.hostHolds() });
    for (const [id, { run }] of this.#runs.all()) {
      const download = this.#table.get(id);
      if (download?.state.kind === 'finishing') continue; // Its bytes are safe and the rename needs no engine.
      files.whenNamed(id, run, () => {
        const failure = { code: 'app.engineStopped', detail: reason } as const;
        endings.failed(id, { failure, retryAfterMs: null, durable: this.#table.get(id)?.durable ?? [] });
      });
    }
    this.#input.touch();
  }

  /** Of the current run of a download that was not removed meanwhile. */
  #isKnown({ id, run }: { readonly id: DownloadId; readonly run: number }): boolean {
    return this.#runs.isCurrent(id, run) && this.#table.get(id) !== undefined;
  }

  /** Also from a run that was let go of: it is as true of the host. Written with the next change. */
  #onLearned({ id, run, linkHost, host, fact, value }: Extract<EngineEvent, { kind: 'learned' }>): void {
    const { hosts, clock } = this.#input;
    hosts.learn(host, fact, value);
    const current = this.#runs.get(id);
    const asked = linkHost ?? current?.host;
    if (fact === 'asksToWait') {
      // All downloads wait whose links lead there, not only this one; bytes that flow already go on.
      if (current?.run === run && asked !== undefined && asked !== host) hosts.redirected(asked, host);
      const detail = `${host}: ${Math.ceil(value / 1000)} s`;
      this.#table.note(id, [{ kind: 'note', note: 'hostAsksToWait', detail, atMs: clock.nowMs() }]);
    }
    // It keeps to the limit itself from now on; what it leaves is for the other downloads of the host.
    if (current?.run !== run || fact !== 'maxConnections') return;
    if (linkHost === undefined) current.connections = Math.min(current.connections, value);
    else current.mirrorConnections.set(linkHost, value);
  }

  #onMetalink({ id, files }: Extract<EngineEvent, { kind: 'metalink' }>): void {
    try {
      this.#input.metalinks.take(id, files);
    } catch (error) {
      this.#input.endings.failed(id, { failure: toDiskFailure(error), retryAfterMs: null, durable: [] });
    }
  }

  /** Where else the file lies and what it must hash to is remembered; the run hears which mirrors it may ask. */
  #onDescribed({ id, mirrors, digest, pieces }: Extract<EngineEvent, { kind: 'described' }>): void {
    const download = this.#table.get(id);
    if (download === undefined) return;
    const { facts, url } = download;
    const known = new Set([...download.mirrors, ...mirrors]);
    known.delete(url);
    this.#table.change(id, {
      mirrors: [...known].slice(0, MAX_MIRRORS),
      facts: facts === null ? null : { ...facts, digest: facts.digest ?? digest },
    });
    if (pieces !== null) this.#table.setPieces(id, pieces);
    this.#input.offerMirrors(id);
  }

  /** A link that has another file, or none, helps no later start either. */
  #onMirrorWrong({ id, url }: Extract<EngineEvent, { kind: 'mirrorWrong' }>): void {
    const { mirrors = [] } = this.#table.get(id) ?? {};
    this.#table.change(id, { mirrors: mirrors.filter((mirror) => mirror !== url) });
  }

  #onCheckpoint(checkpoint: Checkpoint): void {
    const download = this.#table.get(checkpoint.id);
    if (download === undefined || !this.#isKnown(checkpoint)) return;
    this.#input.patience.heard(download.url);
    this.#table.change(checkpoint.id, { durable: checkpoint.durable });
    this.#table.addBlocks(checkpoint.id, checkpoint.blocks);
  }

  /** Someone may have touched the part file, so the engine compares it with what was written. */
  #onUnproved(id: DownloadId, run: number): void {
    try {
      this.#runs.sendAfterCommit({ kind: 'prove', id, run, blocks: this.#table.blocks(id) });
    } catch (error) {
      this.#input.engine.send({ kind: 'stop', id, run });
      const durable = this.#table.get(id)?.durable ?? [];
      this.#input.endings.failed(id, { failure: toDiskFailure(error), retryAfterMs: null, durable });
    }
  }

  /** How the last write of a run left its file. A download that gave up its bytes has nothing to remember of them. */
  #leftAtRest({ id, stamp, blocks }: Extract<EngineEvent, { kind: 'stopped' | 'failed' }>): void {
    const download = this.#table.get(id);
    if (download === undefined || download.durable.length === 0) return;
    this.#table.change(id, { stamp });
    this.#table.addBlocks(id, blocks);
  }

  /** The server that answers the link of a run, which its traits are of. */
  #noteAnswerer(id: DownloadId, { finalUrl }: ProbeFacts): void {
    const run = this.#runs.get(id);
    if (run !== undefined) {
      run.answeredBy = new URL(finalUrl).host;
      this.#input.hosts.redirected(run.host, run.answeredBy);
    }
    this.#input.patience.heard(finalUrl);
  }

  #onProbed(id: DownloadId, run: number, facts: ProbeFacts): void {
    this.#noteAnswerer(id, facts);
    this.#table.change(id, { facts, durable: [], isNewLink: false });
    this.#input.files.name(id, run);
  }

  /** What is left is the disk's work, for which it needs no place of those that move bytes. */
  #onArrived(id: DownloadId, run: number): void {
    const current = this.#runs.get(id);
    if (current?.run === run) current.hasArrived = true;
  }

  #onContinued(id: DownloadId, facts: ProbeFacts): void {
    this.#noteAnswerer(id, facts);
    // The answer to a range need not repeat the digest of the whole file.
    const digest = facts.digest ?? this.#table.get(id)?.facts?.digest ?? null;
    this.#table.change(id, { facts: { ...facts, digest }, isNewLink: false });
  }

  /** The engine overwrites the part file only after the database has given up its bytes. */
  #onRestarted(id: DownloadId, run: number, facts: ProbeFacts): void {
    const download = this.#table.get(id);
    if (download === undefined || download.reservation === null) return;
    if (isInPlace(download.reservation)) {
      this.#onRepairImpossible(download, run);
      return;
    }
    const partPath = path.join(download.directory, download.reservation.part);
    this.#table.change(id, { durable: [], facts });
    this.#runs.sendAfterCommit({ kind: 'destination', id, run, partPath });
  }

  /** The server cannot send single blocks of a complete file. It stays as it is, and is fetched whole beside it. */
  #onRepairImpossible({ id, state }: Download, run: number): void {
    this.#input.engine.send({ kind: 'stop', id, run });
    this.#runs.end(id);
    const kind = state.kind === 'pausing' ? 'paused' : 'queued';
    this.#table.change(id, { durable: [], reservation: null, state: { kind } });
  }

  #onFinished({ id, sizeBytes, blocks }: Extract<EngineEvent, { kind: 'finished' }>): void {
    const download = this.#table.get(id);
    this.#runs.clearLive(id);
    if (download === undefined) {
      this.#runs.end(id);
      return;
    }
    const run = this.#runs.get(id);
    if (run !== undefined) {
      run.hasArrived = true;
      run.wasPausing = download.state.kind === 'pausing';
    }
    const facts = download.facts;
    this.#table.change(id, {
      state: { kind: 'finishing' },
      durable: sizeBytes === 0 ? [] : [{ start: 0, end: sizeBytes }],
      facts: facts === null ? null : { ...facts, sizeBytes },
    });
    this.#table.addBlocks(id, blocks);
    this.#table.afterCommit(() => this.#input.files.publish(id, 'now'));
  }
}
