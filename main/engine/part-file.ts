import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../../shared/byte-range.ts';
import { toDiskError } from './disk-error.ts';
import { DISK_PATIENCE, DiskWatch, type DiskPatience } from './disk-watch.ts';
import { toStamp } from './part-stamp.ts';
import type { PartStamp } from './protocol.ts';
import { noteStuck, waitUntilUnstuck } from './stuck-files.ts';
import { TransferError } from './transfer-error.ts';

const NS_PER_S = 1_000_000_000n;

/**
 * The file in which a download grows: written at any position, sparse where nothing came yet. The queue made it; the
 * engine opens it and never creates one, so a file that vanished is noticed instead of begun again.
 *
 * Whoever opens it closes it. Every method throws a `TransferError` with a `disk.` code; `disk.stalled` when the disk says
 * nothing for too long, and from then on always.
 */
export class PartFile implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #watch: DiskWatch;
  #closed = false;

  private constructor(path: string, handle: FileHandle, watch: DiskWatch) {
    this.#path = path;
    this.#handle = handle;
    this.#watch = watch;
  }

  /**
   * Opens an existing file for writing; never through a symbolic link, which could lead out of the folder. Waits while
   * something of an earlier run may still write to it.
   */
  static async open(path: string, patience: DiskPatience = DISK_PATIENCE): Promise<PartFile> {
    const watch = new DiskWatch(patience);
    // Windows has no such flag.
    const opening = (): Promise<FileHandle> => open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
    let late: Promise<FileHandle> | null = null;
    try {
      await waitUntilUnstuck(path, patience);
      const handle = await watch.run(() => (late = opening()));
      return new PartFile(path, handle, watch);
    } catch (error) {
      if (watch.isStalled) closeWhenOpen(late);
      throw toDiskError(error);
    }
  }

  /** Writes buffers one after another from `position` on, all of them or it throws. */
  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let left = [...buffers];
    let at = position;
    try {
      while (left.length > 0) {
        const rest = left;
        const from = at;
        const { bytesWritten } = await this.#watch.run(() => this.#handle.writev(rest, from));
        // A short write is how a disk that is nearly full answers; the next one tells why.
        if (bytesWritten <= 0) throw new TransferError('disk.failed', 'wrote nothing');
        at += bytesWritten;
        left = dropBytes(left, bytesWritten);
      }
    } catch (error) {
      throw toDiskError(error);
    }
  }

  /** The bytes of a range; fewer when the file ends before. */
  async read(range: ByteRange): Promise<Buffer> {
    const buffer = Buffer.alloc(range.end - range.start);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.#guard(() =>
        this.#handle.read(buffer, filled, buffer.length - filled, range.start + filled),
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** Returns when everything written before the call is on the disk (fdatasync). */
  async sync(): Promise<void> {
    await this.#guard(() => this.#handle.datasync(), 'sync');
  }

  /** Bytes from 0 to the end, holes included. */
  async size(): Promise<number> {
    return (await this.#guard(() => this.#handle.stat())).size;
  }

  /** Its size and the time of its last change. */
  async stamp(): Promise<PartStamp> {
    return toStamp(await this.#guard(() => this.#handle.stat()));
  }

  /** Cuts the file at a length. */
  async truncate(length: number): Promise<void> {
    await this.#guard(() => this.#handle.truncate(length));
  }

  /**
   * The same, when the path still leads to this very file: on most systems a file can be deleted or replaced while it is
   * open, and then everything written to it is lost.
   */
  async stampInPlace(): Promise<PartStamp> {
    const [ours, there] = await this.#guard(() =>
      Promise.all([this.#handle.stat({ bigint: true }), stat(this.#path, { bigint: true })]),
    );
    if (ours.ino !== there.ino || ours.dev !== there.dev) throw new TransferError('disk.partLost', 'file was replaced');
    // As Node makes milliseconds of it, so that both ways to a stamp come to the same.
    const mtimeMs = Number(ours.mtimeNs / NS_PER_S) * 1000 + Number(ours.mtimeNs % NS_PER_S) / 1e6;
    return toStamp({ size: Number(ours.size), mtimeMs });
  }

  /**
   * Safe to call twice. Of a disk that has stalled it waits for nothing; whoever opens the file again does.
   * @param beside the end of what is written beside it, to be waited for as well; never rejects.
   */
  async close(beside: Promise<void> = Promise.resolve()): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#watch.isStalled) {
      noteStuck(this.#path, this.#closeLate(beside));
      return;
    }
    try {
      await this.#guard(() => beside.then(() => this.#handle.close()));
    } catch (error) {
      if (this.#watch.isStalled) noteStuck(this.#path, this.#watch.settled());
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closeLate(beside: Promise<void>): Promise<void> {
    await Promise.all([this.#watch.settled(), beside]);
    await this.#handle.close().catch(() => {}); // Who cared has been told that the disk stalled.
  }

  async #guard<Value>(action: () => Promise<Value>, kind?: 'sync'): Promise<Value> {
    try {
      return await this.#watch.run(action, kind);
    } catch (error) {
      throw toDiskError(error);
    }
  }
}

/** A file that is opened when nobody wants it any more. */
function closeWhenOpen(late: Promise<FileHandle> | null): void {
  void late?.then((handle) => handle.close()).catch(() => {});
}

/** What is left of a list of buffers after its first bytes. */
function dropBytes(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
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
