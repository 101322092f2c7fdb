import { normalizeRanges, type ByteRanges } from './byte-range.ts';

/** Checksums are taken of blocks this large: what a flipped byte costs to repair. */
export const BLOCK_BYTES = 1024 * 1024;

/**
 * The CRC-32 (zlib's) of bytes that were written, taken on their way to the file. Pieces never cross a block boundary
 * (`BLOCK_BYTES`) and never overlap; a whole block is one piece once all of it has come in one run.
 */
export type BlockChecksum = { readonly start: number; readonly end: number; readonly crc32: number };

/** Pieces kept of one block; of more the oldest are forgotten. Sluice makes a handful, a hostile file could make a million. */
const MAX_PIECES_PER_BLOCK = 256;

/** What is left of pieces that were taken one after another, sorted: a piece replaces those that it overlaps. */
export function latestBlocks(pieces: Iterable<BlockChecksum>): BlockChecksum[] {
  const byBlock = new Map<number, BlockChecksum[]>();
  for (const piece of pieces) {
    const index = blockIndex(piece.start);
    const kept = (byBlock.get(index) ?? []).filter((other) => other.end <= piece.start || other.start >= piece.end);
    kept.push(piece);
    if (kept.length > MAX_PIECES_PER_BLOCK) kept.shift();
    byBlock.set(index, kept);
  }
  return [...byBlock.values()].flat().toSorted((a, b) => a.start - b.start);
}

/** Which block a byte is in. */
export function blockIndex(position: number): number {
  return Math.floor(position / BLOCK_BYTES);
}

/** Whether numbers can be a piece: whole, in order, inside one block, an unsigned 32 bit sum. */
export function isBlockChecksum({ start, end, crc32 }: BlockChecksum): boolean {
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    Number.isSafeInteger(crc32) &&
    start >= 0 &&
    end > start &&
    blockIndex(start) === blockIndex(end - 1) &&
    crc32 >= 0 &&
    crc32 <= 0xff_ff_ff_ff
  );
}

/** The pieces that lie wholly in a set of bytes. */
export function blocksWithin(pieces: readonly BlockChecksum[], ranges: ByteRanges): BlockChecksum[] {
  const sorted = pieces.toSorted((a, b) => a.start - b.start);
  let at = 0;
  return sorted.filter((piece) => {
    while ((ranges[at]?.end ?? Infinity) < piece.end) at += 1;
    return (ranges[at]?.start ?? Infinity) <= piece.start;
  });
}

/** The bytes that pieces are of. */
export function coveredBytes(pieces: readonly BlockChecksum[]): ByteRanges {
  return normalizeRanges(pieces);
}
