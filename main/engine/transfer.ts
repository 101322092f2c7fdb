import type { BlockChecksum } from '../../shared/block-checksum.ts';
import { countBytes, missingRanges, type ByteRanges } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { MetalinkFile } from '../../shared/metalink.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { waitOrAbort } from './abortable.ts';
import type { BlockVerifier } from './block-verifier.ts';
import type { ChecksumRunner } from './checksum.ts';
import { FileFetch } from './file-fetch.ts';
import { EarlyBody, type EarlyRoom } from './early-body.ts';
import { FileKnowledge } from './file-knowledge.ts';
import type { HostHolds } from './host-holds.ts';
import type { HttpClient } from './http-client.ts';
import type { DiskManners } from './part-file.ts';
import { PartSession } from './part-session.ts';
import { wrongPiece } from './piece-checker.ts';
import { openAgain, openContinued } from './continuation.ts';
import { openFresh, type Asker, type Opening } from './probe.ts';
import type { LimiterTree, OwnLimit } from './limiter-tree.ts';
import { isMetalinkAnswer, readMetalinkAnswer } from './metalink-answer.ts';
import type { Checkpoint, EngineEvent } from './protocol.ts';
import type { MirrorRequest, ResumePoint, TransferBounds, TransferRequest } from './transfer-request.ts';
import { runEnd } from './run-end.ts';
import { TransferRecorder } from './transfer-recorder.ts';

/** What a transfer shares with the others. */
export type TransferServices = {
  readonly client: HttpClient;
  readonly holds: HostHolds;
  readonly checksums: ChecksumRunner;
  readonly verifier: BlockVerifier;
  readonly disk: DiskManners;
  /** That it shares with the others. */
  readonly limits: LimiterTree;
  readonly earlyRoom: EarlyRoom;
  readonly emit: (event: EngineEvent) => void;
  readonly checkpoint: (checkpoint: Checkpoint) => void;
  /** Bytes came or a connection began or ended. */
  readonly moved: () => void;
};

/** The reason with which a stop aborts whatever waits. */
const STOPPED = Symbol('stopped');

/** The reason with which what runs beside a fetch ends with it. */
const FETCHED = Symbol('fetched');

/**
 * One run of one download: probe, wait for the part file, fetch, sync, verify. Tells exactly one of `finished`,
 * `metalink`, `stopped` and `failed`, after its sockets and its file were closed, and nothing after that.
 */
export class Transfer {
  readonly id: DownloadId;
  readonly run: number;
  /** Resolves when it has told its end; never rejects. */
  readonly ended: Promise<void>;
  readonly #request: TransferRequest;
  readonly #services: TransferServices;
  readonly #recorder: TransferRecorder;
  readonly #limit: OwnLimit;
  readonly #controller = new AbortController();
  #destination = Promise.withResolvers<string>();
  readonly #storedBlocks = Promise.withResolvers<readonly BlockChecksum[]>();
  readonly #part: PartSession;
  #fetcher: FileFetch | null = null;
  readonly #known: FileKnowledge;
  #receivedBytes: number;
  #check: WorkProgress | null = null;
  #connectionBounds: Pick<TransferBounds, 'maxConnections' | 'isAutomatic'>;

  constructor(options: { id: DownloadId; run: number; request: TransferRequest }, services: TransferServices) {
    this.id = options.id;
    this.run = options.run;
    this.#request = options.request;
    const { maxConnections, isAutomatic } = options.request;
    this.#connectionBounds = { maxConnections, isAutomatic };
    this.#services = services;
    this.#recorder = new TransferRecorder(options, services.emit);
    const { url, limitBytesPerSecond, weight } = options.request;
    this.#limit = services.limits.open(new URL(url).host, { bytesPerSecond: limitBytesPerSecond, weight });
    const { id, run, request } = options;
    this.#known = new FileKnowledge({
      request,
      asker: () => this.#asker(),
      checksums: services.checksums,
      note: (note, detail) => this.#recorder.note(note, detail),
      onDescribed: (described) => this.#emit({ kind: 'described', id, run, ...described }),
      onCheck: this.#noteCheck,
    });
    this.#part = new PartSession({
      resume: request.resume,
      verifier: services.verifier,
      signal: this.#controller.signal,
      disk: services.disk,
      onCheckpoint: (durable, blocks) => services.checkpoint({ id, run, durable, blocks }),
      onCheck: this.#noteCheck,
    });
    this.#receivedBytes = countBytes(this.#part.durable);
    this.ended = this.#run();
  }

  /** Bytes of the file that have come, durable or not. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** How far the file is compared with what it must be; `null` while it is not. */
  get check(): WorkProgress | null {
    return this.#check;
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#fetcher?.connections ?? 0;
  }

  /** Each connection as it is now; none before the part file is there. Only whoever asks pays for it. */
  connectionSnapshots(): readonly ConnectionSnapshot[] {
    return this.#fetcher?.snapshots() ?? [];
  }

  /** Keeps to other bounds from now on, without a new start. */
  adjust({ limitBytesPerSecond, weight, ...connectionBounds }: TransferBounds): void {
    this.#connectionBounds = connectionBounds;
    this.#limit.limiter.setLimit(limitBytesPerSecond);
    this.#limit.limiter.setWeight(weight);
    this.#fetcher?.setBounds(connectionBounds);
  }

  /** The answer to `probed` and `restarted`. */
  provideDestination(partPath: string): void {
    this.#destination.resolve(partPath);
  }

  /** From now on these mirrors may be asked, and no others. */
  setMirrors(mirrors: readonly MirrorRequest[]): void {
    this.#known.setMirrors(mirrors);
  }

  /** The answer to `unproved`. */
  provideBlocks(blocks: readonly BlockChecksum[]): void {
    this.#storedBlocks.resolve(blocks);
  }

  /** Safe to call at any time; `ended` tells when it has effect. */
  stop(): void {
    this.#controller.abort(STOPPED);
  }

  readonly #noteCheck = (check: WorkProgress | null): void => {
    if (check === this.#check) return;
    this.#check = check;
    this.#services.moved();
  };

  async #run(): Promise<void> {
    const { id, run } = this;
    try {
      const done = await this.#download();
      this.#recorder.close();
      if (typeof done !== 'number') this.#emit({ kind: 'metalink', id, run, files: done });
      else this.#emit({ kind: 'finished', id, run, sizeBytes: done, blocks: this.#part.atRest.blocks });
    } catch (error) {
      this.#recorder.close();
      const { atRest } = this.#part;
      const isStopped = this.#controller.signal.reason === STOPPED;
      const end = runEnd(error, { isStopped, hasBytes: atRest.durable.length > 0 });
      this.#emit({ ...end, id, run, ...atRest });
    } finally {
      this.#limit.close();
    }
  }

  /** Tells an event of this run, after everything that was noted before it. */
  #emit(event: EngineEvent): void {
    this.#recorder.tell();
    this.#services.emit(event);
  }

  /** Returns the size of the file, or the files of a Metalink that is wanted for them only. */
  async #download(): Promise<number | readonly MetalinkFile[]> {
    try {
      const fetched = await this.#fetchAll();
      if (typeof fetched !== 'number') return fetched;
      const sizeBytes = await this.#prove(fetched);
      this.#controller.signal.throwIfAborted();
      await this.#part.dropJournal();
      return sizeBytes;
    } finally {
      await this.#part.close();
    }
  }

  /** Closes a complete file when it is what it should be; otherwise fetches it once more, from one host alone. */
  async #prove(sizeBytes: number): Promise<number> {
    await this.#part.seal(sizeBytes);
    if (await this.#known.isProved(this.#part.path, sizeBytes)) return sizeBytes;
    return this.#prove(await this.#fetchWhole(await openFresh(this.#asker()), 'restarted'));
  }

  /** Returns the size when every byte has been written; see `#download`. */
  async #fetchAll(): Promise<number | readonly MetalinkFile[]> {
    const { resume } = this.#request;
    if (resume === null) return this.#fetchFirst();
    const { sizeBytes } = resume;
    if (sizeBytes === null || resume.durable.length === 0) {
      return this.#fetchWhole(await openAgain(this.#asker(), resume), 'restarted');
    }
    await this.#openProven(resume);
    if (missingRanges(this.#part.durable, sizeBytes).length === 0) {
      const bad = await this.#known.badPieces(this.#part.path, sizeBytes);
      if (bad.length === 0) return sizeBytes;
      this.#loseBadPieces(bad);
    }
    const { durable, file: part } = this.#part;
    if (durable.length === 0) return this.#fetchWhole(await openAgain(this.#asker(), resume), 'restarted');
    const { idleTimeoutMs } = this.#request;
    const proven = { ...resume, durable };
    const opening = await openContinued({ asker: this.#asker(), resume: proven, sizeBytes, part, idleTimeoutMs });
    if (opening.kind === 'whole') return this.#fetchWhole(opening, 'restarted');
    // A 206 need not repeat what the first answer told of the whole.
    this.#known.digest = opening.facts.digest ?? this.#known.digest;
    const facts = { ...opening.facts, digest: this.#known.digest };
    this.#emit({ kind: 'continued', id: this.id, run: this.run, facts });
    return this.#fetch(opening);
  }

  async #fetchFirst(): Promise<number | readonly MetalinkFile[]> {
    const { followMetalinks, idleTimeoutMs } = this.#request;
    const { signal } = this.#controller;
    const opening = await openFresh(this.#asker());
    if (!followMetalinks || !isMetalinkAnswer(opening)) return this.#fetchWhole(opening, 'probed');
    const files = await readMetalinkAnswer(opening, { idleTimeoutMs, signal });
    // It was read, and is a file like any other.
    return files ?? this.#fetchWhole(await openFresh(this.#asker()), 'probed');
  }

  /** Opens the part file to go on with it; what does not prove itself is fetched again. */
  async #openProven(resume: ResumePoint): Promise<void> {
    const lostBytes = await this.#part.openProven(resume, () => {
      this.#emit({ kind: 'unproved', id: this.id, run: this.run });
      return waitOrAbort(this.#storedBlocks.promise, this.#controller.signal);
    });
    if (lostBytes === 0) return;
    this.#receivedBytes = countBytes(this.#part.durable);
    this.#recorder.note('damagedBlocks', `${lostBytes} bytes`);
  }

  /** They come again, and only they. */
  #loseBadPieces(bad: ByteRanges): void {
    for (const range of bad) this.#recorder.note('badPiece', wrongPiece(range, '').detail);
    this.#part.lose(bad);
    this.#receivedBytes = countBytes(this.#part.durable);
  }

  /**
   * Fetches the file from byte 0. The queue answers first, with a part file of its own choice; after `restarted` it has
   * then forgotten the durable bytes, so that a crash from now on cannot make it believe in bytes that were overwritten.
   */
  async #fetchWhole(opening: Opening, kind: 'probed' | 'restarted'): Promise<number> {
    const { id, run } = this;
    try {
      this.#receivedBytes = 0;
      this.#known.digest = opening.facts.digest;
      await this.#part.giveUp();
      if (kind === 'restarted') this.#recorder.note('restarted');
      // An answer of before is about bytes that are given up now.
      this.#destination = Promise.withResolvers<string>();
      this.#emit({ kind, id, run, facts: opening.facts });
      using room = kind === 'probed' ? this.#roomFor(opening) : null;
      const early = room === null ? undefined : this.#readEarly(opening);
      await this.#part.openEmpty(await waitOrAbort(this.#destination.promise, this.#controller.signal));
      const accepted = early === undefined ? opening.accepted : { ...opening.accepted, early };
      return await this.#fetch({ ...opening, accepted });
    } finally {
      opening.accepted.answer.release();
    }
  }

  /** Room for a body that can be read before its file has a name; `null` for one that has to wait. */
  #roomFor({ accepted, facts }: Opening): Disposable | null {
    const isPlain = accepted.coding === undefined && accepted.takenBytes === undefined;
    // What a limit does not grant yet stays in the socket.
    const isFree = this.#limit.limiter.readBytes === Infinity;
    return isPlain && isFree ? this.#services.earlyRoom.take(facts.sizeBytes ?? Infinity) : null;
  }

  #readEarly({ accepted, facts }: Opening): EarlyBody {
    const { id, run } = this;
    const { idleTimeoutMs } = this.#request;
    const onWhole = (): void => this.#emit({ kind: 'arrived', id, run });
    return new EarlyBody(accepted.answer, { sizeBytes: facts.sizeBytes ?? 0, idleTimeoutMs, onWhole });
  }

  async #fetch(opening: Opening): Promise<number> {
    const fetching = new AbortController();
    const ends = [this.#controller.signal, fetching.signal];
    const described = this.#known.learnFrom(opening, () => AbortSignal.any(ends));
    const fetch = new FileFetch({
      asker: this.#asker(),
      opening,
      request: this.#request,
      pieces: this.#known.pieces,
      described,
      part: this.#part,
      bounds: this.#connectionBounds,
      limiter: this.#limit.limiter,
      holds: this.#services.holds,
      recorder: this.#recorder,
      onReceived: (bytes) => {
        this.#receivedBytes += bytes;
        this.#services.moved();
      },
      onUselessMirror: (url) => this.#emit({ kind: 'mirrorWrong', id: this.id, run: this.run, url }),
      abort: (error) => this.#controller.abort(error),
    });
    this.#fetcher = fetch;
    this.#known.begin(fetch);
    try {
      return await fetch.run();
    } finally {
      this.#known.end();
      fetching.abort(FETCHED);
      await described;
      this.#fetcher = null;
      this.#services.moved();
    }
  }

  #asker(): Asker {
    const { url, headers, traits, acceptHtml } = this.#request;
    return {
      client: this.#services.client,
      target: { url, headers },
      policy: this.#request,
      limiter: this.#limit.limiter,
      signal: this.#controller.signal,
      recorder: this.#recorder,
      traits,
      acceptHtml,
    };
  }
}
