import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addRange, subtractRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import { pieceCount, pieceHex, pieceRange, piecesFit, type PieceHashes } from '../../shared/piece-hashes.ts';
import { waitOrAbort } from './abortable.ts';
import { diskErrorOf } from './disk-error.ts';
import { hashPiece, openForHashing } from './hash-piece.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

/** A piece that is to be hashed. */
export type PieceAsk = { readonly index: number } & ByteRange;
/** What it hashes to, or what the disk said. */
export type PieceReply =
  | { readonly index: number; readonly ok: true; readonly hex: string }
  | { readonly index: number; readonly ok: false; readonly errno: string | null };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../engine/piece-worker${extname(import.meta.url)}`, import.meta.url);

/** The pieces of so short a file are hashed in a millisecond or two, where a thread takes 50 to start. */
const SHORT_BYTES = 256 * 1024;

const OPEN = 0;
const ASKED = 1;
const GOOD = 2;

export type PieceCheckerOptions = {
  readonly path: string;
  readonly pieces: PieceHashes;
  readonly sizeBytes: number;
  /** A piece is wrong, for the how manieth time. It is looked at again when it was written again. */
  readonly onBad: (range: ByteRange, times: number) => void;
  /** The file could not be read. */
  readonly onError: (error: unknown) => void;
};

/**
 * Compares each piece of a file with its hash as soon as it is whole, in a thread of its own but for short files, which begins with
 * the first piece. Pieces that were whole before this run are looked at when everything else has come: once, and not at every start.
 *
 * Ends with `close()`.
 */
export class PieceChecker {
  readonly #options: PieceCheckerOptions;
  readonly #states: Uint8Array;
  readonly #timesBad = new Map<number, number>();
  #worker: Worker | null = null;
  /** The pieces of a short file that wait. */
  #line: Promise<void> = Promise.resolve();
  #isClosed = false;
  #asked = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(options: PieceCheckerOptions) {
    this.#options = options;
    this.#states = new Uint8Array(pieceCount(options.pieces));
  }

  /** `range` is new among what is written: the pieces that it made whole are looked at. */
  noteWritten(range: ByteRange, written: ByteRanges): void {
    const { pieceBytes } = this.#options.pieces;
    const whole = written.find(({ start, end }) => start <= range.start && range.end <= end);
    if (whole === undefined) return;
    const last = Math.min(this.#states.length - 1, Math.floor((range.end - 1) / pieceBytes));
    for (let index = Math.floor(range.start / pieceBytes); index <= last; index += 1) {
      const piece = this.#range(index);
      if (whole.start <= piece.start && piece.end <= whole.end) this.#ask(index, piece);
    }
  }

  /** What of `written` no hash has proved. Looks at the pieces first that are whole and were not looked at; resolves when that is done. */
  async unprovedOf(written: ByteRanges): Promise<ByteRanges> {
    for (const range of written) this.noteWritten(range, written);
    await this.#untilIdle();
    const good = this.#states.reduce(
      (ranges: ByteRanges, state, index) => (state === GOOD ? addRange(ranges, this.#range(index)) : ranges),
      [],
    );
    return subtractRanges(written, good);
  }

  /** Every byte is there: looks at what was not looked at yet. Resolves when nothing is being looked at any more. */
  async settle(): Promise<void> {
    this.#states.forEach((_, index) => this.#ask(index, this.#range(index)));
    await this.#untilIdle();
  }

  async #untilIdle(): Promise<void> {
    if (this.#asked === 0) return;
    this.#idle ??= Promise.withResolvers<void>();
    await this.#idle.promise;
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#isClosed = true;
    await worker?.terminate();
  }

  #range(index: number): ByteRange {
    return pieceRange(this.#options.pieces, index, this.#options.sizeBytes);
  }

  #ask(index: number, range: ByteRange): void {
    if (this.#states[index] !== OPEN) return;
    this.#states[index] = ASKED;
    this.#asked += 1;
    const ask: PieceAsk = { index, ...range };
    if (this.#options.sizeBytes <= SHORT_BYTES) {
      // One after the other: each has the file open.
      this.#line = this.#line.then(async () => this.#onReply(await this.#hashHere(ask)));
      return;
    }
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage(ask);
  }

  async #hashHere(ask: PieceAsk): Promise<PieceReply> {
    const { path, pieces } = this.#options;
    try {
      // Most runs hash nothing, and need not wait for it to be loaded.
      const { HASHERS } = await import('./hashers.ts');
      await using file = await openForHashing(path);
      return { index: ask.index, ok: true, hex: await hashPiece(file, await HASHERS[pieces.algorithm](), ask) };
    } catch (error) {
      return { index: ask.index, ok: false, errno: foreignCode(error) };
    }
  }

  #startWorker(): Worker {
    const { path, pieces, onError } = this.#options;
    const worker = new Worker(WORKER_URL, { workerData: { path, algorithm: pieces.algorithm } });
    worker.on('message', (reply: PieceReply) => this.#onReply(reply));
    worker.once('error', onError);
    worker.once('exit', () => {
      if (this.#worker === worker) onError(new TransferError('app.unexpected', 'the piece thread ended'));
    });
    return worker;
  }

  #onReply(reply: PieceReply): void {
    const { index } = reply;
    const { pieces, onBad, onError } = this.#options;
    if (this.#isClosed) return;
    this.#asked -= 1;
    if (!reply.ok) {
      onError(diskErrorOf(reply.errno));
      return;
    }
    const isGood = reply.hex === pieceHex(pieces, index);
    this.#states[index] = isGood ? GOOD : OPEN;
    if (!isGood) {
      const times = (this.#timesBad.get(index) ?? 0) + 1;
      this.#timesBad.set(index, times);
      onBad(this.#range(index), times);
    }
    if (this.#asked > 0) return;
    this.#idle?.resolve();
    this.#idle = null;
  }
}

/**
 * Looks at all pieces of a file that is complete. Resolves to those that are wrong, in order.
 * @throws TransferError `checksum.mismatch` when they are of a file of another size, or that of the disk; the signal's reason when aborted.
 */
export async function findBadPieces(
  file: Pick<PieceCheckerOptions, 'path' | 'pieces' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<ByteRanges> {
  assertPiecesFit(file.pieces, file.sizeBytes);
  const ended = Promise.withResolvers<void>();
  let bad: ByteRanges = [];
  const checker = new PieceChecker({
    ...file,
    onBad: (range) => {
      bad = addRange(bad, range);
    },
    onError: (error) => ended.reject(error),
  });
  void checker.settle().then(ended.resolve);
  try {
    await waitOrAbort(ended.promise, signal);
    return bad;
  } finally {
    await checker.close();
  }
}

/** @throws TransferError `checksum.mismatch` when the hashes of pieces are of a file of another size. */
export function assertPiecesFit(pieces: PieceHashes, sizeBytes: number): void {
  if (piecesFit(pieces, sizeBytes)) return;
  throw new TransferError('checksum.mismatch', `the hashes of pieces are of a file of another size than ${sizeBytes}`);
}

/** The failure that a piece is. @param hosts who brought it; empty when nobody knows. */
export function wrongPiece({ start, end }: ByteRange, hosts: string): TransferError {
  const from = hosts === '' ? '' : ` from ${hosts}`;
  return new TransferError('checksum.mismatch', `bytes ${start} to ${end}${from} do not match the hash of their piece`);
}
