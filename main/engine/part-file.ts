import * as fs from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ByteRange } from '../../shared/byte-range.ts';
import { PromptDisk } from '../../shared/prompt-disk.ts';
import { closeFile, openFile, statFile } from './descriptor-calls.ts';
import { DirectDisks } from './direct-disks.ts';
import { DirectWriter, planDirect, type DirectPlan } from './direct-writer.ts';
import { toDiskError } from './disk-error.ts';
import { DISK_PATIENCE, DiskWatch, type DiskPatience } from './disk-watch.ts';
import { PartCalls } from './part-calls.ts';
import { toStamp } from './part-stamp.ts';
import type { PartStamp } from './file-facts.ts';
import { waitUntilUnstuck } from './stuck-files.ts';
import { TransferError } from './transfer-error.ts';
import { writePieces, WritePieces } from './write-pieces.ts';

const NS_PER_S = 1_000_000_000n;
// Windows has no O_NOFOLLOW.
const FLAGS = fs.constants.O_RDWR | (fs.constants.O_NOFOLLOW ?? 0);

const syncFile = promisify(fs.fdatasync);
const writeFile = promisify(fs.writev);
const readFile = promisify(fs.read);
const truncateFile = promisify<number, number>(fs.ftruncate);

/** How a part file deals with its disk. */
export type DiskManners = {
  readonly patience: DiskPatience;
  /** Where the engine's own thread may write. */
  readonly promptDisk: PromptDisk;
  /** Where large writes go past the page cache. */
  readonly directDisks: DirectDisks;
};

/** Every call in another thread. */
export const CAREFUL: DiskManners = {
  patience: DISK_PATIENCE,
  promptDisk: new PromptDisk(null, () => 0),
  directDisks: new DirectDisks(() => performance.now()),
};

/**
 * The file in which a download grows: written at any position, sparse where nothing came yet. The queue made it; the
 * engine opens it and never creates one, so a file that vanished is noticed instead of begun again.
 *
 * Whoever opens it closes it. Every method throws a `TransferError` with a `disk.` code; `disk.stalled` when the disk says
 * nothing for too long, and from then on always.
 */
export class PartFile implements AsyncDisposable {
  /** How it was when it was opened. */
  readonly opened: PartStamp;
  readonly #path: string;
  readonly #calls: PartCalls;
  readonly #pieces = new WritePieces();
  readonly #directDisks: DirectDisks;
  readonly #direct: DirectWriter;
  readonly #identity: Pick<fs.BigIntStats, 'ino' | 'dev'>;
  /** Each write so far began where the one before ended. */
  #isInOrder = true;
  #lastWriteEnd: number | null = null;

  private constructor(options: {
    readonly path: string;
    readonly calls: PartCalls;
    readonly directDisks: DirectDisks;
    readonly facts: fs.BigIntStats;
  }) {
    this.#path = options.path;
    this.#calls = options.calls;
    this.#directDisks = options.directDisks;
    this.#direct = new DirectWriter({ path: options.path, identity: options.facts }, options.directDisks);
    this.#identity = options.facts;
    this.opened = exactStamp(options.facts);
  }

  /**
   * Opens an existing file for writing; never through a symbolic link, which could lead out of the folder. Waits while
   * something of an earlier run may still write to it.
   */
  static async open(file: string, manners: DiskManners = CAREFUL): Promise<PartFile> {
    const { patience, promptDisk } = manners;
    const watch = new DiskWatch(patience);
    const folder = path.dirname(file);
    let opening: Promise<number> | null = null;
    try {
      await waitUntilUnstuck(file, patience);
      const device = promptDisk.deviceOf(folder);
      const isPrompt = device !== null && promptDisk.mayCall(device);
      const descriptor = isPrompt
        ? promptDisk.call(() => fs.openSync(file, FLAGS))
        : await watch.run(() => (opening = openFile(file, FLAGS)));
      opening ??= Promise.resolve(descriptor);
      const facts = isPrompt
        ? promptDisk.call(() => fs.fstatSync(descriptor, { bigint: true }))
        : await watch.run(() => statFile(descriptor, { bigint: true }));
      promptDisk.noteFolder(folder, facts.dev);
      const calls = new PartCalls({ path: file, descriptor, device: facts.dev, watch, promptDisk });
      return new PartFile({ path: file, calls, directDisks: manners.directDisks, facts });
    } catch (error) {
      closeWhenOpen(opening);
      throw toDiskError(error);
    }
  }

  /**
   * Writes buffers one after another from `position` on, all of them. `null`: it is done; a promise: it will be, and then
   * their bytes may change.
   */
  write(buffers: readonly Uint8Array[], position: number): Promise<void> | null {
    this.#noteBegun(buffers, position);
    const plan = this.#direct.isReady ? planDirect(buffers, position) : null;
    return plan === null ? this.#writeCached(buffers, position) : this.#writeDirect(plan, position);
  }

  /**
   * Whether writes of whole pages that lie in whole pages of memory (`page-memory.ts`) are wanted: they go past the page
   * cache. Only while the file is written in order: to fill holes so costs the file system more than it saves. Begins to find
   * out when it is asked first.
   */
  wantsPages(): boolean {
    if (!this.#isInOrder) return false;
    if (this.#direct.isUntried && !this.#calls.isClosed)
      void this.#calls.later(() => this.#direct.open()).catch(() => {});
    return this.#direct.isReady;
  }

  #noteBegun(buffers: readonly Uint8Array[], position: number): void {
    this.#isInOrder &&= (this.#lastWriteEnd ?? position) === position;
    this.#lastWriteEnd = buffers.reduce((end, { length }) => end + length, position);
  }

  async #writeDirect({ before, pages, pagesAt, after }: DirectPlan, position: number): Promise<void> {
    const writing = this.#writeCached(before, position);
    if (writing !== null) await writing;
    const bytes = await this.#calls.later(() => this.#direct.write(pages, pagesAt));
    // A short write is how a disk that is nearly full answers, and none one that refuses them.
    const left = bytes === pages.length ? after : [pages.subarray(bytes), ...after];
    await this.#writeCached(left, pagesAt + bytes);
  }

  #writeCached(buffers: readonly Uint8Array[], position: number): Promise<void> | null {
    let left = buffers;
    let at = position;
    try {
      while (left.length > 0 && this.#calls.mayCallNow) {
        const [rest, from] = [left, at];
        const bytes = this.#calls.now((descriptor) => this.#writeNow(descriptor, rest, from));
        left = dropWritten(left, bytes);
        at += bytes;
      }
    } catch (error) {
      return Promise.reject(toDiskError(error));
    }
    return left.length === 0 ? null : this.#writeElsewhere(left, at);
  }

  /** @returns how many bytes were written, from the first on */
  #writeNow(descriptor: number, buffers: readonly Uint8Array[], position: number): number {
    const fromMs = performance.now();
    const bytes = writePieces(descriptor, buffers, { position, mostBytes: this.#pieces.mostBytes });
    this.#pieces.noteWritten(bytes, performance.now() - fromMs);
    this.#directDisks.noteCached(this.#identity.dev, bytes);
    return bytes;
  }

  async #writeElsewhere(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let left = buffers;
    let at = position;
    while (left.length > 0) {
      const [rest, from] = [left, at];
      const { bytesWritten } = await this.#calls.later((descriptor) => writeFile(descriptor, rest, from));
      left = dropWritten(left, bytesWritten);
      at += bytesWritten;
      this.#directDisks.noteCached(this.#identity.dev, bytesWritten);
    }
  }

  /** The bytes of a range; fewer when the file ends before. */
  async read(range: ByteRange): Promise<Buffer> {
    const buffer = Buffer.alloc(range.end - range.start);
    let filled = 0;
    while (filled < buffer.length) {
      const at = filled;
      const { bytesRead } = await this.#calls.later((descriptor) =>
        readFile(descriptor, buffer, at, buffer.length - at, range.start + at),
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** Returns when everything written before the call is on the disk (fdatasync). */
  async sync(): Promise<void> {
    await this.#calls.later(syncFile, 'sync');
  }

  /** Its size and the time of its last change. */
  async stamp(): Promise<PartStamp> {
    return exactStamp(await this.#calls.later((descriptor) => statFile(descriptor, { bigint: true })));
  }

  /** Resolves when nothing of it is under way, even of a disk that has stalled; never rejects. */
  settled(): Promise<void> {
    return this.#calls.settled();
  }

  /** Cuts the file at a length. */
  async truncate(length: number): Promise<void> {
    await this.#calls.later((descriptor) => truncateFile(descriptor, length));
  }

  /**
   * The same, when the path still leads to this very file: on most systems a file can be deleted or replaced while it is
   * open, and then everything written to it is lost.
   */
  async stampInPlace(): Promise<PartStamp> {
    const there = await this.#calls.either(
      () => fs.statSync(this.#path, { bigint: true }),
      () => stat(this.#path, { bigint: true }),
    );
    const { ino, dev } = this.#identity;
    if (there.ino !== ino || there.dev !== dev) throw new TransferError('disk.partLost', 'file was replaced');
    return exactStamp(there);
  }

  /**
   * Safe to call twice. Of a disk that has stalled it waits for nothing; whoever opens the file again does.
   * @param beside the end of what is written beside it, to be waited for as well; never rejects.
   */
  async close(beside?: Promise<void>): Promise<void> {
    await this.#calls.close(this.#direct, beside ?? null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** As Node makes milliseconds of nanoseconds, so that both ways to a stamp come to the same. */
function exactStamp({ size, mtimeNs }: fs.BigIntStats): PartStamp {
  const mtimeMs = Number(mtimeNs / NS_PER_S) * 1000 + Number(mtimeNs % NS_PER_S) / 1e6;
  return toStamp({ size: Number(size), mtimeMs });
}

/** A file that is opened when nobody wants it any more. */
function closeWhenOpen(opening: Promise<number> | null): void {
  void opening?.then(closeFile).catch(() => {});
}

/**
 * What is left of a list of buffers after a write. A short one is how a disk that is nearly full answers; the next one
 * tells why.
 */
function dropWritten(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  if (bytes <= 0) throw new TransferError('disk.failed', 'wrote nothing');
  const left: Uint8Array[] = [];
  let drop = bytes;
  for (const buffer of buffers) {
    if (drop >= buffer.length) drop -= buffer.length;
    else {
      left.push(drop === 0 ? buffer : buffer.subarray(drop));
      drop = 0;
    }
  }
  return left;
}
