import { countBytes, missingRanges, type ByteRanges } from '../../shared/byte-range.ts';
import type { Checksum, DownloadId } from '../../shared/download.ts';
import type { DownloadErrorCode, DownloadFailure } from '../../shared/download-error.ts';
import { Checkpointer } from './checkpointer.ts';
import type { ChecksumRunner } from './checksum.ts';
import { verifyChecksums, type ExpectedChecksum } from './checksum-check.ts';
import { toDiskError } from './disk-error.ts';
import type { HttpClient } from './http-client.ts';
import { toNetworkError } from './network-error.ts';
import { PartFile } from './part-file.ts';
import { openAgain, openContinued } from './continuation.ts';
import { openFresh, type Asker, type Opening } from './probe.ts';
import { SegmentOpener } from './segment-opener.ts';
import type { Checkpoint, EngineEvent, TransferRequest } from './protocol.ts';
import { RangeFetcher } from './range-fetcher.ts';
import { RateLimiter } from './rate-limiter.ts';
import { fetchSiblingChecksum } from './sibling-checksum.ts';
import { TransferError } from './transfer-error.ts';
import { TransferRecorder } from './transfer-recorder.ts';

/** What a transfer shares with the others. */
export type TransferServices = {
  readonly client: HttpClient;
  readonly checksums: ChecksumRunner;
  /** Over all transfers. */
  readonly limiter: RateLimiter;
  readonly emit: (event: EngineEvent) => void;
  readonly checkpoint: (checkpoint: Checkpoint) => void;
  /** Bytes came or a connection began or ended. */
  readonly moved: () => void;
};

/** The reason with which a stop aborts whatever waits. */
const STOPPED = Symbol('stopped');

/**
 * One run of one download: probe, wait for the part file, fetch, sync, verify. Tells exactly one of `finished`, `stopped`
 * and `failed`, after its sockets and its file were closed, and nothing after that.
 */
export class Transfer {
  readonly id: DownloadId;
  readonly run: number;
  /** Resolves when it has told its end; never rejects. */
  readonly ended: Promise<void>;
  readonly #request: TransferRequest;
  readonly #services: TransferServices;
  readonly #recorder: TransferRecorder;
  readonly #limiter: RateLimiter;
  readonly #controller = new AbortController();
  readonly #destination = Promise.withResolvers<string>();
  #partPath = '';
  #part: PartFile | null = null;
  #fetcher: RangeFetcher | null = null;
  /** What the server told of the whole file. */
  #digest: Checksum | null;
  #durable: ByteRanges;
  #receivedBytes: number;

  constructor(options: { id: DownloadId; run: number; request: TransferRequest }, services: TransferServices) {
    this.id = options.id;
    this.run = options.run;
    this.#request = options.request;
    this.#services = services;
    this.#recorder = new TransferRecorder(options, services.emit);
    this.#limiter = new RateLimiter({
      bytesPerSecond: options.request.limitBytesPerSecond,
      parent: services.limiter,
    });
    this.#digest = options.request.digest;
    this.#durable = options.request.resume?.durable ?? [];
    this.#receivedBytes = countBytes(this.#durable);
    this.ended = this.#run();
  }

  /** Bytes of the file that have come, durable or not. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Connections that ask or read now. */
  get connections(): number {
    return this.#fetcher?.connections ?? 0;
  }

  /** The answer to `probed` and `restarted`. */
  provideDestination(partPath: string): void {
    this.#destination.resolve(partPath);
  }

  /** Safe to call at any time; `ended` tells when it has effect. */
  stop(): void {
    this.#controller.abort(STOPPED);
  }

  async #run(): Promise<void> {
    const { id, run } = this;
    try {
      const sizeBytes = await this.#download();
      this.#recorder.close();
      this.#emit({ kind: 'finished', id, run, sizeBytes, blocks: [] });
    } catch (error) {
      this.#recorder.close();
      const durable = this.#durable;
      if (this.#wasStopped(error)) {
        this.#emit({ kind: 'stopped', id, run, durable, stamp: null, blocks: [] });
      } else {
        const { failure: cause, retryAfterMs } = toNetworkError(error);
        const failure = durable.length > 0 ? afterBytes(cause) : cause;
        this.#emit({ kind: 'failed', id, run, failure, retryAfterMs, durable, stamp: null, blocks: [] });
      }
    }
  }

  /** Tells an event of this run, after everything that was noted before it. */
  #emit(event: EngineEvent): void {
    this.#recorder.tell();
    this.#services.emit(event);
  }

  /** After a stop every end is the asked one, whatever broke on the way, unless the disk has something to say. */
  #wasStopped(error: unknown): boolean {
    const disk = error instanceof TransferError && error.code.startsWith('disk.');
    return this.#controller.signal.reason === STOPPED && !disk;
  }

  async #download(): Promise<number> {
    try {
      const sizeBytes = await this.#fetchAll();
      const part = this.#openPart();
      // Stale bytes behind the end, from before a restart of a longer file or from someone else.
      if ((await part.size()) > sizeBytes) await part.truncate(sizeBytes);
      await part.sync();
      if ((await part.size()) !== sizeBytes) throw new TransferError('disk.partLost', 'the part file is shorter');
      await part.assertStillThere();
      await this.#closePart();
      await this.#verifyChecksums();
      this.#controller.signal.throwIfAborted();
      return sizeBytes;
    } finally {
      await this.#closePart();
    }
  }

  /** Returns the size when every byte has been written. */
  async #fetchAll(): Promise<number> {
    const { resume } = this.#request;
    if (resume === null) return this.#fetchWhole(await openFresh(this.#asker()), 'probed');
    const { sizeBytes } = resume;
    if (sizeBytes === null || resume.durable.length === 0) {
      return this.#fetchWhole(await openAgain(this.#asker(), resume), 'restarted');
    }
    this.#part = await openPartWith(resume.partPath, resume.durable);
    this.#partPath = resume.partPath;
    if (missingRanges(resume.durable, sizeBytes).length === 0) return sizeBytes;
    const { idleTimeoutMs } = this.#request;
    const opening = await openContinued({ asker: this.#asker(), resume, sizeBytes, part: this.#part, idleTimeoutMs });
    if (opening.kind === 'whole') return this.#fetchWhole(opening, 'restarted');
    // A 206 need not repeat what the first answer told of the whole.
    this.#digest = opening.facts.digest ?? this.#digest;
    const facts = { ...opening.facts, digest: this.#digest };
    this.#emit({ kind: 'continued', id: this.id, run: this.run, facts });
    return this.#fetch(opening);
  }

  /**
   * Fetches the file from byte 0. The queue answers first, with a part file of its own choice; after `restarted` it has
   * then forgotten the durable bytes, so that a crash from now on cannot make it believe in bytes that were overwritten.
   */
  async #fetchWhole(opening: Opening, kind: 'probed' | 'restarted'): Promise<number> {
    const { id, run } = this;
    try {
      this.#durable = [];
      this.#receivedBytes = 0;
      this.#digest = opening.facts.digest;
      await this.#closePart();
      if (kind === 'restarted') this.#recorder.note('restarted');
      this.#emit({ kind, id, run, facts: opening.facts });
      this.#partPath = await this.#waitForDestination();
      this.#part = await PartFile.open(this.#partPath);
      if ((await this.#part.size()) > 0) await this.#part.truncate(0);
    } catch (error) {
      opening.accepted.answer.release();
      throw error;
    }
    return this.#fetch(opening);
  }

  async #fetch(opening: Opening): Promise<number> {
    const part = this.#openPart();
    const { sizeBytes } = opening.facts;
    const { signal } = this.#controller;
    const abort = (error: unknown): void => this.#controller.abort(error);
    const checkpointer = new Checkpointer({
      file: part,
      durable: this.#durable,
      flush: () => fetcher.flush(),
      onDurable: (durable) => {
        this.#durable = durable;
        this.#services.checkpoint({ id: this.id, run: this.run, durable, blocks: [] });
      },
      onError: abort,
    });
    const segments = new SegmentOpener(this.#asker(), opening);
    const fetcher = new RangeFetcher({
      missing: sizeBytes === 0 ? [{ start: 0, end: 0 }] : missingRanges(this.#durable, sizeBytes ?? Infinity),
      maxConnections: this.#request.maxConnections,
      knownLimit: this.#request.traits.maxConnections,
      splittable: opening.splittable,
      open: (range, ownSignal) => segments.open(range, ownSignal),
      file: part,
      limiter: this.#limiter,
      idleTimeoutMs: this.#request.idleTimeoutMs,
      signal,
      abort,
      onReceived: (bytes) => {
        this.#receivedBytes += bytes;
        checkpointer.noteReceived();
        this.#services.moved();
      },
      onWritten: (range) => checkpointer.noteWritten(range),
      note: (note, detail) => this.#recorder.note(note, detail),
      onLimit: (limit) => this.#recorder.learn(opening.accepted.answer.target.url, 'maxConnections', limit),
    });
    this.#fetcher = fetcher;
    try {
      await fetcher.run(opening.accepted);
    } finally {
      this.#fetcher = null;
      this.#services.moved();
      await this.#finishCheckpoints(checkpointer);
    }
    signal.throwIfAborted();
    const size = sizeBytes ?? fetcher.furthest;
    if (missingRanges(checkpointer.written, size).length > 0) throw new Error('ended with bytes missing');
    return size;
  }

  async #finishCheckpoints(checkpointer: Checkpointer): Promise<void> {
    try {
      await checkpointer.finish();
    } catch (error) {
      // A transfer that fails already keeps its own error; one that succeeded must not.
      this.#controller.abort(error);
    }
    this.#durable = checkpointer.durable;
  }

  async #verifyChecksums(): Promise<void> {
    const { checksum, checksumFrom, idleTimeoutMs } = this.#request;
    const asker = this.#asker();
    const expected: ExpectedChecksum[] = [];
    if (checksum !== null) expected.push({ ...checksum, from: 'user' });
    if (checksumFrom !== null) {
      expected.push({ ...(await fetchSiblingChecksum(asker, idleTimeoutMs)), from: 'sibling' });
    }
    if (this.#digest !== null) expected.push({ ...this.#digest, from: 'server' });
    const { checksums: runner } = this.#services;
    await verifyChecksums({ path: this.#partPath, expected, runner, signal: asker.signal });
  }

  async #waitForDestination(): Promise<string> {
    const { signal } = this.#controller;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#destination.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #openPart(): PartFile {
    if (this.#part === null) throw new Error('no part file is open');
    return this.#part;
  }

  async #closePart(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    await part?.close();
  }

  #asker(): Asker {
    const { url, headers, traits, acceptHtml } = this.#request;
    return {
      client: this.#services.client,
      target: { url, headers },
      policy: this.#request,
      signal: this.#controller.signal,
      recorder: this.#recorder,
      traits,
      acceptHtml,
    };
  }
}

/** Opens a part file and checks that it can hold what is claimed of it. */
async function openPartWith(path: string, durable: ByteRanges): Promise<PartFile> {
  const part = await PartFile.open(path);
  try {
    const size = await part.size();
    const highest = durable.at(-1)?.end ?? 0;
    if (size < highest) throw new TransferError('disk.partLost', `${size} bytes instead of at least ${highest}`);
    return part;
  } catch (error) {
    await part.close();
    throw toDiskError(error);
  }
}

/** Codes of a link that worked and does not any more. */
const LINK_ENDED: ReadonlySet<DownloadErrorCode> = new Set([
  'server.unauthorized',
  'server.forbidden',
  'server.notFound',
  'server.gone',
]);

/** A failure of a download that has bytes: the file was there, so another link to it may bring the rest. */
function afterBytes(failure: DownloadFailure): DownloadFailure {
  return LINK_ENDED.has(failure.code) ? { ...failure, code: 'link.expired' } : failure;
}
