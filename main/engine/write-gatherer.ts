import type { ByteRange } from '../../shared/byte-range.ts';
import { liesInPages, PAGED_BLOCK_BYTES } from './page-memory.ts';
import { TransferError } from './transfer-error.ts';

/**
 * Writes end where the position in the file is a multiple of this. Linux keeps a file in memory in pieces that are as large
 * as the write and its position allow: 512 KiB at a multiple of 512 KiB are one piece, elsewhere a dozen.
 */
export const GATHER_BYTES = 512 * 1024;

/** Bytes from a position in the file to the end of the write that it belongs to. */
export function bytesToWriteEnd(position: number, gatherBytes = GATHER_BYTES): number {
  return gatherBytes - (position % gatherBytes);
}

/**
 * Turns the small chunks of one connection into large writes, one at a time, in order. While one is written the next is
 * gathered, up to a bound.
 *
 * Ends with `drain()`, which its connection awaits before it ends. A failed write is thrown by everything after it.
 */
export class WriteGatherer {
  readonly #write: (buffers: readonly Uint8Array[], position: number) => Promise<void> | null;
  readonly #settled: () => Promise<void>;
  readonly #onWritten: (range: ByteRange) => void;
  #buffers: Uint8Array[] = [];
  /** To be called when the gathered buffers have been written. */
  #dones: (() => void)[] = [];
  #gatheredBytes = 0;
  /** Where the next write goes. */
  #position: number;
  #writtenEnd: number;
  #writing: Promise<void> | null = null;
  #hasFailed = false;

  constructor(options: {
    readonly position: number;
    /** `null`: it is written. */
    readonly write: (buffers: readonly Uint8Array[], position: number) => Promise<void> | null;
    /** Resolves when nothing is read any more of what was to be written; of a disk that has stalled, that may take for ever. */
    readonly settled: () => Promise<void>;
    /** Told after the bytes were handed to the system; they are durable only after a sync. */
    readonly onWritten: (range: ByteRange) => void;
  }) {
    this.#position = options.position;
    this.#writtenEnd = options.position;
    this.#write = options.write;
    this.#settled = options.settled;
    this.#onWritten = options.onWritten;
  }

  /**
   * Takes bytes; `done` is called when they have been written. `null`: more may come at once; a promise: bring no more
   * until it settles.
   */
  add(chunk: Uint8Array, done: () => void): Promise<void> | null {
    if (this.#hasFailed) {
      done();
      return this.#writing;
    }
    this.#buffers.push(chunk);
    this.#dones.push(done);
    this.#gatheredBytes += chunk.length;
    if (this.#writing === null && this.#isEnough) void this.#startWrite();
    return this.#hasRoom ? null : this.#untilRoom();
  }

  /** Writes everything that came before the call, though more may come meanwhile. */
  async drain(): Promise<void> {
    const target = this.#position + this.#gatheredBytes;
    while (this.#writtenEnd < target) await (this.#writing ?? this.#startWrite());
  }

  get #isEnough(): boolean {
    return this.#gatheredBytes >= bytesToWriteEnd(this.#position, this.#gatherBytes);
  }

  /** While one write runs in another thread, the next one is gathered. */
  get #hasRoom(): boolean {
    return this.#gatheredBytes < this.#gatherBytes;
  }

  get #gatherBytes(): number {
    const [first] = this.#buffers;
    return first !== undefined && liesInPages(first, this.#position) ? PAGED_BLOCK_BYTES : GATHER_BYTES;
  }

  async #untilRoom(): Promise<void> {
    while (!this.#hasRoom) await (this.#writing ?? this.#startWrite());
  }

  /** `null`: it has been written. */
  #startWrite(): Promise<void> | null {
    const buffers = this.#buffers;
    const dones = this.#dones;
    const range = { start: this.#position, end: this.#position + this.#gatheredBytes };
    this.#buffers = [];
    this.#dones = [];
    this.#gatheredBytes = 0;
    this.#position = range.end;
    try {
      const writing = this.#write(buffers, range.start);
      if (writing === null) this.#noteWritten(range, dones);
      else this.#writing = this.#writeOut(writing, range, dones);
    } catch (error) {
      this.#noteFailed(error, dones);
      this.#writing = Promise.reject(error);
    }
    // Invariant: after a failure `#writing` stays, so that every later call throws it too and no hole is skipped.
    // It is awaited by the next `add` or `drain`; until then a failure must not count as unhandled.
    this.#writing?.catch(() => {});
    return this.#writing;
  }

  async #writeOut(writing: Promise<void>, range: ByteRange, dones: readonly (() => void)[]): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#noteFailed(error, dones);
      throw error;
    }
    this.#writing = null;
    this.#noteWritten(range, dones);
    if (this.#isEnough) void this.#startWrite();
  }

  /** Gives all memory back; what a disk that has stalled may still read, when it is done with it. */
  #noteFailed(error: unknown, dones: readonly (() => void)[]): void {
    this.#hasFailed = true;
    const isStillRead = error instanceof TransferError && error.code === 'disk.stalled';
    if (isStillRead) void this.#callWhenSettled(dones);
    else callAll(dones);
    callAll(this.#dones);
    this.#dones = [];
    this.#buffers = [];
  }

  async #callWhenSettled(dones: readonly (() => void)[]): Promise<void> {
    await this.#settled();
    callAll(dones);
  }

  #noteWritten(range: ByteRange, dones: readonly (() => void)[]): void {
    callAll(dones);
    this.#writtenEnd = range.end;
    this.#onWritten(range);
  }
}

function callAll(calls: readonly (() => void)[]): void {
  for (const call of calls) call();
}
