import { crc32 } from 'node:zlib';
import { BLOCK_BYTES, blockIndex, type BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRange } from '../../shared/byte-range.ts';
import { combineCrc32 } from './crc32.ts';

/** The checksums of bytes that go to a file from `position` on, cut at the block boundaries. */
export function checksumPieces(buffers: readonly Uint8Array[], position: number): BlockChecksum[] {
  const pieces: BlockChecksum[] = [];
  let start = position;
  let sum = 0;
  let at = position;
  for (const buffer of buffers) {
    for (let from = 0; from < buffer.length;) {
      const room = (blockIndex(at) + 1) * BLOCK_BYTES - at;
      const part = buffer.subarray(from, from + room);
      sum = crc32(part, sum);
      from += part.length;
      at += part.length;
      if (at % BLOCK_BYTES !== 0) continue;
      pieces.push({ start, end: at, crc32: sum });
      start = at;
      sum = 0;
    }
  }
  if (at > start) pieces.push({ start, end: at, crc32: sum });
  return pieces;
}

/**
 * The pieces of one block with one more: those that touch become one, and of bytes that came twice the last count.
 * @param pieces sorted, of one block
 */
export function addPiece(pieces: readonly BlockChecksum[], added: BlockChecksum): BlockChecksum[] {
  const kept = pieces.filter((other) => other.end <= added.start || other.start >= added.end);
  const joined: BlockChecksum[] = [];
  for (const piece of [...kept, added].toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last?.end !== piece.start) joined.push(piece);
    else joined[joined.length - 1] = join(last, piece);
  }
  return joined;
}

function join(first: BlockChecksum, second: BlockChecksum): BlockChecksum {
  const sum = combineCrc32(first.crc32, second.crc32, second.end - second.start);
  return { start: first.start, end: second.end, crc32: sum };
}

/**
 * The checksums of one run of a transfer: taken of each write while its bytes are at hand, told once they are durable.
 * Keeps only the blocks that are not whole yet.
 */
export class BlockRecorder {
  /** Of writes under way, by their range: where a slow connection is replaced two may write from the same start. */
  readonly #writing = new Map<string, readonly BlockChecksum[]>();
  readonly #open = new Map<number, readonly BlockChecksum[]>();
  readonly #fresh = new Set<number>();

  /** Bytes are about to be written. */
  take(buffers: readonly Uint8Array[], position: number): void {
    const pieces = checksumPieces(buffers, position);
    this.#writing.set(rangeKey({ start: position, end: pieces.at(-1)?.end ?? position }), pieces);
  }

  /** A write has completed. */
  noteWritten(range: ByteRange): void {
    const key = rangeKey(range);
    const pieces = this.#writing.get(key) ?? [];
    this.#writing.delete(key);
    for (const piece of pieces) {
      const index = blockIndex(piece.start);
      this.#open.set(index, addPiece(this.#open.get(index) ?? [], piece));
      this.#fresh.add(index);
    }
  }

  /** The pieces that changed since the last call; what a sync that begins now makes durable. */
  takeFresh(): BlockChecksum[] {
    const fresh: BlockChecksum[] = [];
    for (const index of this.#fresh) {
      const pieces = this.#open.get(index) ?? [];
      fresh.push(...pieces);
      const [first] = pieces;
      if (first !== undefined && first.end - first.start === BLOCK_BYTES) this.#open.delete(index);
    }
    this.#fresh.clear();
    return fresh;
  }
}

function rangeKey({ start, end }: ByteRange): string {
  return `${start}-${end}`;
}
