import { setTimeout as wait } from 'node:timers/promises';
import { missingRanges, type ByteRange } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import { piecesFit, type PieceHashes } from '../../shared/piece-hashes.ts';
import { withoutCredentials } from '../../shared/url.ts';
import { ByteOrigins } from './byte-origins.ts';
import type { HostHolds } from './host-holds.ts';
import type { HostOptions } from './host-options.ts';
import { MirrorSet } from './mirror-set.ts';
import type { PartSession, PartWriter } from './part-session.ts';
import { assertPiecesFit, findBadPieces, PieceChecker, wrongPiece } from './piece-checker.ts';
import type { Asker, Opening } from './probe.ts';
import type { MirrorRequest, TransferBounds, TransferRequest } from './transfer-request.ts';
import { RangeFetcher } from './range-fetcher.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { ReadingLag } from './reading-lag.ts';
import { SegmentOpener } from './segment-opener.ts';
import { TransferError } from './transfer-error.ts';
import type { TransferRecorder } from './transfer-recorder.ts';

/** Longest time in which pieces of earlier runs are looked at when a piece cannot be had, in milliseconds. */
const MAX_PROOF_MS = 5000;
/** A piece that came wrong so often is not to be had from here. */
const MAX_TIMES_BAD = 3;

export type FileFetchOptions = {
  readonly asker: Asker;
  readonly opening: Opening;
  readonly request: Pick<TransferRequest, 'url' | 'idleTimeoutMs' | 'traits' | 'checksum' | 'checksumFrom'>;
  readonly pieces: PieceHashes | null;
  /** Until it has settled the hashes of pieces may still become known, so that the file is not taken as complete before. */
  readonly described: Promise<void>;
  readonly part: PartSession;
  readonly bounds: Pick<TransferBounds, 'maxConnections' | 'isAutomatic'>;
  readonly limiter: RateLimiter;
  readonly holds: HostHolds;
  readonly recorder: TransferRecorder;
  /** Bytes came; fewer than none when some turned out to be wrong. */
  readonly onReceived: (bytes: number) => void;
  readonly onUselessMirror: (url: string) => void;
  /** Ends the transfer. */
  readonly abort: (error: unknown) => void;
};

/** Fetches what is missing of one file into its part file, from one host or several, and proves its pieces. */
export class FileFetch {
  readonly #options: FileFetchOptions;
  readonly #writer: PartWriter;
  readonly #fetcher: RangeFetcher;
  readonly #mirrors: MirrorSet | null;
  #checker: PieceChecker | null;
  readonly #origins = new ByteOrigins();
  #receivedBytes = 0;
  /** It has failed: a wrong piece is not fetched again any more. */
  #isOver = false;

  /** @throws TransferError when the hashes of pieces are of another file. */
  constructor(options: FileFetchOptions) {
    this.#options = options;
    const { opening, request, part, asker, abort } = options;
    const { sizeBytes, validators, contentType } = opening.facts;
    this.#checker = this.#makeChecker(options.pieces);
    this.#writer = part.startWriting({
      header: { url: withoutCredentials(request.url), sizeBytes, ...validators, contentType },
      flush: () => this.#fetcher.flush(),
      onError: abort,
      isReadBack: options.pieces !== null || request.checksum !== null || request.checksumFrom !== null,
    });
    this.#fetcher = new RangeFetcher({
      missing: sizeBytes === 0 ? [{ start: 0, end: 0 }] : missingRanges(part.durable, sizeBytes ?? Infinity),
      ...this.#hostOptions(new SegmentOpener(asker, opening), opening, options),
      host: new URL(opening.accepted.answer.target.url).host,
      file: this.#writer,
      limiter: options.limiter,
      lag: new ReadingLag(),
      idleTimeoutMs: request.idleTimeoutMs,
      signal: asker.signal,
      abort,
      onReceived: (bytes) => this.#onReceived(bytes),
      onWritten: (range, host) => this.#onWritten(range, host),
      note: (note, detail) => options.recorder.note(note, detail),
      settle: async () => {
        await options.described;
        await this.#checker?.settle();
      },
      onHostOver: (host, failure) => this.#mirrors?.noteOver(host, failure),
    });
    this.#mirrors = this.#makeMirrors();
  }

  /** How many hosts brought bytes that are in the file. */
  get hostCount(): number {
    return this.#origins.of({ start: 0, end: Infinity }).length;
  }

  get connections(): number {
    return this.#fetcher.connections;
  }

  snapshots(): ConnectionSnapshot[] {
    return this.#fetcher.snapshots();
  }

  setBounds(bounds: Pick<TransferBounds, 'maxConnections' | 'isAutomatic'>): void {
    this.#fetcher.setBounds(bounds);
  }

  /** From now on these may bring bytes at the same time; for the caller to say only when a hash will prove the result. */
  setMirrors(mirrors: readonly MirrorRequest[]): void {
    this.#mirrors?.set(mirrors);
  }

  /** What the pieces must hash to has become known. Returns whether that can be of this file. */
  provePieces(pieces: PieceHashes): boolean {
    const { sizeBytes } = this.#options.opening.facts;
    if (this.#checker !== null || sizeBytes === null || !piecesFit(pieces, sizeBytes)) return false;
    this.#checker = this.#makeChecker(pieces);
    const written = this.#writer.written();
    for (const range of written) this.#checker?.noteWritten(range, written);
    return true;
  }

  /** Returns the size when every byte has been written, synced and, where its hash is known, proved. */
  async run(): Promise<number> {
    const { opening, asker, abort, part } = this.#options;
    try {
      await this.#fetcher.run(opening.accepted);
    } catch (error) {
      if (error instanceof TransferError && error.code === 'checksum.mismatch') await this.#keepProved();
      throw error;
    } finally {
      await Promise.all([this.#mirrors?.close(), this.#checker?.close()]);
      // A transfer that fails already keeps its own error; one that succeeded must not.
      await this.#writer.finish().catch(abort);
    }
    asker.signal.throwIfAborted();
    const size = opening.facts.sizeBytes ?? this.#fetcher.furthest;
    if (missingRanges(this.#writer.written(), size).length > 0) throw new Error('ended with bytes missing');
    const { pieces } = this.#options;
    // Of a file whose size was not known they could not be looked at before.
    if (opening.facts.sizeBytes === null && pieces !== null) {
      const [bad] = await findBadPieces({ path: part.path, pieces, sizeBytes: size }, asker.signal);
      if (bad !== undefined) throw wrongPiece(bad, '');
    }
    this.#noteHosts(size);
    return size;
  }

  #makeChecker(pieces: PieceHashes | null): PieceChecker | null {
    const { opening, part, abort } = this.#options;
    const { sizeBytes } = opening.facts;
    if (pieces === null || sizeBytes === null || sizeBytes === 0) return null;
    assertPiecesFit(pieces, sizeBytes);
    return new PieceChecker({
      path: part.path,
      pieces,
      sizeBytes,
      onBad: (range, times) => this.#onBadPiece(range, times),
      onError: abort,
    });
  }

  #makeMirrors(): MirrorSet | null {
    const { opening, asker, recorder, part, request, bounds, onUselessMirror } = this.#options;
    const { sizeBytes, contentType } = opening.facts;
    if (sizeBytes === null) return null;
    return new MirrorSet({
      askerFor: ({ url, headers, traits }) => ({
        ...asker,
        target: { url, headers },
        traits,
        recorder: recorder.forMirror(url),
      }),
      hostOptions: ({ traits, maxConnections }, opener, own) =>
        this.#hostOptions(opener, own, {
          request: { traits },
          bounds: { ...bounds, maxConnections: Math.min(bounds.maxConnections, maxConnections) },
        }),
      known: { sizeBytes, contentType },
      part: part.file,
      fetcher: this.#fetcher,
      written: this.#writer.written,
      idleTimeoutMs: request.idleTimeoutMs,
      signal: asker.signal,
      onJoined: (host, { url }) => {
        const losesEncryption = asker.target.url.startsWith('https:') && url.startsWith('http:');
        recorder.note('mirrorJoined', losesEncryption ? `${host}, by http and not by https` : host);
      },
      onDropped: (host, { code, detail }) => recorder.note('mirrorDropped', `${host}: ${code}, ${detail}`),
      onUseless: onUselessMirror,
    });
  }

  #hostOptions(
    opener: SegmentOpener,
    opening: Opening,
    of: { readonly request: Pick<TransferRequest, 'traits'>; readonly bounds: FileFetchOptions['bounds'] },
  ): HostOptions {
    const { recorder, holds } = this.#options;
    const { url } = opening.accepted.answer.target;
    const { paidConnections, maxConnections } = of.request.traits;
    return {
      ...of.bounds,
      paidBefore: paidConnections,
      knownLimit: maxConnections,
      splittable: opening.splittable,
      hostWaitMs: () => holds.waitMs(opener.url),
      open: (range, signal) => opener.open(range, signal),
      onLimit: (limit) => recorder.learn(url, 'maxConnections', limit),
      onPaid: (paid) => recorder.learn(url, 'paidConnections', paid),
    };
  }

  #onReceived(bytes: number): void {
    this.#receivedBytes += bytes;
    this.#writer.noteReceived();
    this.#options.onReceived(bytes);
    this.#mirrors?.noteReceived(this.#receivedBytes);
  }

  #onWritten(range: ByteRange, host: string): void {
    this.#writer.noteWritten(range);
    this.#origins.note(host, range);
    this.#checker?.noteWritten(range, this.#writer.written());
    this.#mirrors?.noteWritten();
  }

  /** Someone lies in the pieces: whoever goes on elsewhere must not be held to bytes of a liar. */
  async #keepProved(): Promise<void> {
    this.#isOver = true;
    const written = this.#writer.written();
    const proved = this.#checker?.unprovedOf(written);
    const tooLate = wait(MAX_PROOF_MS, written, { ref: false });
    for (const range of await Promise.race([proved ?? written, tooLate])) this.#writer.noteLost(range);
  }

  /** The piece comes again; from others, when one host alone brought it and is not the last. */
  #onBadPiece(range: ByteRange, times: number): void {
    if (this.#isOver) return;
    const { recorder, abort, onReceived } = this.#options;
    const hosts = this.#origins.of(range).map(({ host }) => host);
    const error = wrongPiece(range, hosts.join(', '));
    recorder.note('badPiece', error.detail);
    this.#origins.forget(range);
    this.#writer.noteLost(range);
    onReceived(range.start - range.end);
    const [liar, ...others] = hosts;
    const isDropped = liar !== undefined && others.length === 0 && this.#fetcher.dropHost(liar, error);
    if (!isDropped && times >= MAX_TIMES_BAD) abort(error);
    else this.#fetcher.fetchAgain(range);
  }

  /** What a checksum that does not match is to be read with. */
  #noteHosts(sizeBytes: number): void {
    const hosts = this.#origins.of({ start: 0, end: sizeBytes });
    if (hosts.length < 2) return;
    const shares = hosts.map(({ host, bytes }) => `${host} ${bytes}`);
    this.#options.recorder.note('bytesByHost', shares.join(', '));
  }
}
