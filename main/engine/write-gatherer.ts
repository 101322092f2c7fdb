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

/** So many writes of whole pages run at once: while the disk has one, the next is on its way to it. */
const MOST_DIRECT_WRITES = 4;

/**
 * Turns the small chunks of one connection into large writes, begun in order. While they are written the next is gathered, up to a bound:
 * beside one that goes through the page cache none is begun, beside those of whole pages a few more are.
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
  /** Rejects with what a write failed with. */
  readonly #underWay = new Set<Promise<void>>();
  #failed: Promise<never> | null = null;

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
    this.#write = options.write;
    this.#settled = options.settled;
    this.#onWritten = options.onWritten;
  }

  /**
   * Takes bytes; `done` is called when they have been written. `null`: more may come at once; a promise: bring no more
   * until it settles.
   */
  add(chunk: Uint8Array, done: () => void): Promise<void> | null {
    if (this.#failed !== null) {
      done();
      return this.#failed;
    }
    this.#buffers.push(chunk);
    this.#dones.push(done);
    this.#gatheredBytes += chunk.length;
    this.#startIfEnough();
    return this.#hasRoom ? null : this.#startWhile(() => !this.#hasRoom);
  }

  /** Writes everything that came before the call, though more may come meanwhile. When it fails, the other writes have ended as well. */
  async drain(): Promise<void> {
    const target = this.#position + this.#gatheredBytes;
    try {
      await this.#startWhile(() => this.#position < target);
    } finally {
      await Promise.allSettled(this.#underWay);
    }
    await this.#failed;
  }

  get #isEnough(): boolean {
    return this.#gatheredBytes >= bytesToWriteEnd(this.#position, this.#gatherBytes);
  }

  get #mayStart(): boolean {
    return this.#underWay.size < (this.#isOfPages ? MOST_DIRECT_WRITES : 1);
  }

  /** While writes run in other threads, the next one is gathered. */
  get #hasRoom(): boolean {
    return this.#gatheredBytes < this.#gatherBytes;
  }

  get #gatherBytes(): number {
    return this.#isOfPages ? PAGED_BLOCK_BYTES : GATHER_BYTES;
  }

  /** Whether what was gathered can be written past the page cache. */
  get #isOfPages(): boolean {
    const [first] = this.#buffers;
    return first !== undefined && liesInPages(first, this.#position);
  }

  /** Begins writes, each when it may, as long as it must. @throws what any of them failed with */
  async #startWhile(mustStart: () => boolean): Promise<void> {
    while (this.#failed === null && mustStart()) {
      if (this.#mayStart) this.#startWrite();
      else await Promise.race(this.#underWay);
    }
    await this.#failed;
  }

  #startWrite(): void {
    const { count, bytes } = this.#firstWrite();
    const buffers = this.#buffers.splice(0, count);
    const dones = this.#dones.splice(0, count);
    const range = { start: this.#position, end: this.#position + bytes };
    this.#gatheredBytes -= bytes;
    this.#position = range.end;
    try {
      const writing = this.#write(buffers, range.start);
      if (writing === null) this.#noteWritten(range, dones);
      else this.#watch(this.#writeOut(writing, range, dones));
    } catch (error) {
      this.#noteFailed(error, dones);
    }
  }

  /** What was gathered up to the end of a write. There is more where one turn brought it all, as over TLS. */
  #firstWrite(): { readonly count: number; readonly bytes: number } {
    const wantedBytes = bytesToWriteEnd(this.#position, this.#gatherBytes);
    let count = 0;
    let bytes = 0;
    for (const { length } of this.#buffers) {
      if (bytes >= wantedBytes) break;
      count += 1;
      bytes += length;
    }
    return { count, bytes };
  }

  #watch(writing: Promise<void>): void {
    this.#underWay.add(writing);
    const end = (): void => {
      this.#underWay.delete(writing);
      this.#startIfEnough();
    };
    writing.then(end, end);
  }

  #startIfEnough(): void {
    if (this.#isEnough && this.#mayStart) this.#startWrite();
  }

  async #writeOut(writing: Promise<void>, range: ByteRange, dones: readonly (() => void)[]): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#noteFailed(error, dones);
      throw error;
    }
    this.#noteWritten(range, dones);
  }

  /** Gives all memory back; what a disk that has stalled may still read, when it is done with it. */
  #noteFailed(failure: unknown, dones: readonly (() => void)[]): void {
    this.#failed ??= Promise.reject(failure);
    // Thrown by every later call; until then it must not count as unhandled.
    this.#failed.catch(() => {});
    const isStillRead = failure instanceof TransferError && failure.code === 'disk.stalled';
    if (isStillRead) void this.#callWhenSettled(dones);
    else callAll(dones);
    callAll(this.#dones);
    this.#dones = [];
    this.#buffers = [];
    // Nothing of it may count as enough for a write.
    this.#gatheredBytes = 0;
  }

  async #callWhenSettled(dones: readonly (() => void)[]): Promise<void> {
    await this.#settled();
    callAll(dones);
  }

  #noteWritten(range: ByteRange, dones: readonly (() => void)[]): void {
    callAll(dones);
    this.#onWritten(range);
  }
}

function callAll(calls: readonly (() => void)[]): void {
  for (const call of calls) call();
}
