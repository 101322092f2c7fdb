import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../../shared/byte-range.ts';
import { toDiskError } from './disk-error.ts';
import { toStamp } from './part-stamp.ts';
import type { PartStamp } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

/**
 * The file in which a download grows: written at any position, sparse where nothing came yet. The queue made it; the
 * engine opens it and never creates one, so a file that vanished is noticed instead of begun again.
 *
 * Whoever opens it closes it. Every method throws a `TransferError` with a `disk.` code.
 */
export class PartFile implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  #closed = false;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens an existing file for writing; never through a symbolic link, which could lead out of the folder. */
  static async open(path: string): Promise<PartFile> {
    try {
      // Windows has no such flag.
      const noFollow = constants.O_NOFOLLOW ?? 0;
      return new PartFile(path, await open(path, constants.O_RDWR | noFollow));
    } catch (error) {
      throw toDiskError(error);
    }
  }

  /** Writes buffers one after another from `position` on, all of them or it throws. */
  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let left = [...buffers];
    let at = position;
    try {
      while (left.length > 0) {
        const { bytesWritten } = await this.#handle.writev(left, at);
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
    await this.#guard(() => this.#handle.datasync());
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
   * Makes sure that the path still leads to this very file: on most systems a file can be deleted or replaced while it
   * is open, and then everything written to it is lost.
   */
  async assertStillThere(): Promise<void> {
    const [ours, there] = await this.#guard(() =>
      Promise.all([this.#handle.stat({ bigint: true }), stat(this.#path, { bigint: true })]),
    );
    if (ours.ino !== there.ino || ours.dev !== there.dev) throw new TransferError('disk.partLost', 'file was replaced');
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#guard(() => this.#handle.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #guard<Value>(action: () => Promise<Value>): Promise<Value> {
    try {
      return await action();
    } catch (error) {
      throw toDiskError(error);
    }
  }
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
