import { writeSync, writevSync } from 'node:fs';

/**
 * Pieces when memory is not there at once: as most programs write, for which the kernel has memory at hand that was in use
 * a moment ago.
 */
const SMALL_BYTES = 16 * 1024;
/** A shorter write tells nothing of that. */
const JUDGED_BYTES = 128 * 1024;
/** Half of so many writes have to be slow. */
const TRIED_WRITES = 16;
/** A write is slow below this, in bytes each millisecond: 1 GB/s; memory that is there is copied to three times as fast. */
const SLOW_BYTES_PER_MS = 1e6;
/** Written in small pieces before whole writes are tried again: trying costs a few per cent of it at most. */
const SMALL_FOR_BYTES = 256 * 1024 * 1024;

/**
 * Decides in how large pieces a file is written. Linux keeps a file in memory in pieces as large as they were written, and large
 * ones are cheapest while free memory is at hand in such pieces. A virtual machine whose host takes free memory back gets it
 * again page by page while it is copied to, ten times as slowly; small pieces are then found elsewhere.
 */
export class WritePieces {
  #tried = 0;
  #slow = 0;
  #smallBytesLeft = 0;

  /** The most bytes of the next piece; `Infinity`: all at once. */
  get mostBytes(): number {
    return this.#smallBytesLeft > 0 ? SMALL_BYTES : Infinity;
  }

  /** Bytes were written, in so many milliseconds. */
  noteWritten(bytes: number, tookMs: number): void {
    if (this.#smallBytesLeft > 0) {
      this.#smallBytesLeft -= bytes;
      return;
    }
    if (bytes < JUDGED_BYTES) return;
    this.#tried += 1;
    if (bytes < tookMs * SLOW_BYTES_PER_MS) this.#slow += 1;
    if (this.#tried < TRIED_WRITES) return;
    if (this.#slow >= TRIED_WRITES / 2) this.#smallBytesLeft = SMALL_FOR_BYTES;
    this.#tried = this.#slow = 0;
  }
}

/** Writes buffers one after another, in pieces of so many bytes. @returns how many bytes were written, from the first on */
export function writePieces(
  descriptor: number,
  buffers: readonly Uint8Array[],
  { position, mostBytes }: { readonly position: number; readonly mostBytes: number },
): number {
  if (mostBytes === Infinity) return writevSync(descriptor, buffers, position);
  let written = 0;
  for (const buffer of buffers) {
    for (let from = 0; from < buffer.length; from += mostBytes) {
      const length = Math.min(mostBytes, buffer.length - from);
      const bytes = writeSync(descriptor, buffer, from, length, position + written);
      written += bytes;
      if (bytes < length) return written;
    }
  }
  return written;
}
