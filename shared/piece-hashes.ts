import { CHECKSUM_HEX_DIGITS, type ChecksumAlgorithm } from './download.ts';
import type { ByteRange } from './byte-range.ts';

/** A file of 8 GiB in pieces of 256 KiB; of longer lists only the checksum of the whole is used. */
export const MAX_PIECES = 32_768;
/** Smaller pieces are worth no request of their own. */
const LEAST_PIECE_BYTES = 1024;

/**
 * What each piece of a file must hash to (Metalink's `pieces`; RFC 5854, 4.2.12). All are `pieceBytes` long but the last, which
 * ends with the file. `hex` is one hash after another, lower case.
 */
export type PieceHashes = { readonly algorithm: ChecksumAlgorithm; readonly pieceBytes: number; readonly hex: string };

/** Hashes of pieces, upper or lower case; `null` when they are cut off, too many, none, or of pieces that are too small. */
export function toPieceHashes({ algorithm, pieceBytes, hex }: PieceHashes): PieceHashes | null {
  const count = pieceCount({ algorithm, hex });
  const isWhole = Number.isInteger(count) && count <= MAX_PIECES && /^[\da-f]+$/iu.test(hex);
  const isLarge = Number.isSafeInteger(pieceBytes) && pieceBytes >= LEAST_PIECE_BYTES;
  return isWhole && isLarge ? { algorithm, pieceBytes, hex: hex.toLowerCase() } : null;
}

/** How many pieces there are. */
export function pieceCount({ algorithm, hex }: Pick<PieceHashes, 'algorithm' | 'hex'>): number {
  return hex.length / CHECKSUM_HEX_DIGITS[algorithm];
}

/** Whether there is one piece for every byte of a file of this size, and none too many. */
export function piecesFit(pieces: PieceHashes, sizeBytes: number): boolean {
  return Math.ceil(sizeBytes / pieces.pieceBytes) === pieceCount(pieces);
}

/** Which bytes of the file a piece is. */
export function pieceRange({ pieceBytes }: PieceHashes, index: number, sizeBytes: number): ByteRange {
  return { start: index * pieceBytes, end: Math.min(sizeBytes, (index + 1) * pieceBytes) };
}

/** What a piece must hash to. */
export function pieceHex({ algorithm, hex }: PieceHashes, index: number): string {
  const digits = CHECKSUM_HEX_DIGITS[algorithm];
  return hex.slice(index * digits, (index + 1) * digits);
}

/** With MD5 and SHA-1 two files can be made that hash to the same: they find damage, but they prove nothing against malice. */
export function isStrongHash(algorithm: ChecksumAlgorithm): boolean {
  return algorithm !== 'md5' && algorithm !== 'sha1';
}
