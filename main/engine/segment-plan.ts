import type { ByteRange } from '../../shared/byte-range.ts';

/** A range that a connection is fetching: it has everything before `position`. */
export type ActiveRange = { readonly position: number; readonly end: number };

type Piece = { readonly start: number; readonly end: number; readonly active: boolean; parts: number };

/**
 * Which ranges up to `count` new connections take. Unassigned ranges come first, since nobody fetches them; then the
 * largest remainders are shared: one newcomer takes the far half. Pure.
 *
 * Invariant: the planned ranges are disjoint; each is inside one unassigned range, and those that touch it cover it
 * whole, or inside one active range, of which they cover the far end.
 * `minimumBytes` is the smallest piece worth a request; `safeBytes` after the position of an active connection are never
 * taken from it, because they may already be on their way to it.
 */
export function planSegments(input: {
  readonly active: readonly ActiveRange[];
  readonly unassigned: readonly ByteRange[];
  readonly count: number;
  readonly minimumBytes: number;
  readonly safeBytes: number;
}): readonly ByteRange[] {
  const pieces: Piece[] = [
    ...input.unassigned.map((range) => ({ ...range, active: false, parts: 0 })),
    ...input.active.map((range) => ({ start: range.position, end: range.end, active: true, parts: 1 })),
  ];
  for (let left = input.count; left > 0; left -= 1) {
    const piece = pieces
      .filter((candidate) => canTakeOneMore(candidate, input))
      .toSorted((a, b) => shareWithOneMore(b) - shareWithOneMore(a))[0];
    if (piece === undefined) break;
    piece.parts += 1;
  }
  return pieces.flatMap((piece) => {
    const cuts = cutPiece(piece, input.safeBytes);
    return rangesBetween(piece.active ? cuts : [piece.start, ...cuts]);
  });
}

/** An unassigned range that nobody took yet is worth more than any share. */
function shareWithOneMore(piece: Piece): number {
  return piece.parts === 0 ? Infinity : (piece.end - piece.start) / (piece.parts + 1);
}

function canTakeOneMore(piece: Piece, input: { readonly minimumBytes: number; readonly safeBytes: number }): boolean {
  if (piece.parts === 0) return true;
  const safe = piece.active ? input.safeBytes : 0;
  const newcomers = piece.active ? piece.parts : piece.parts + 1;
  // What lies beyond the safe zone must give every newcomer its minimum.
  const free = piece.end - piece.start - safe;
  return shareWithOneMore(piece) >= input.minimumBytes && free / newcomers >= input.minimumBytes;
}

/** The end of every part of a piece in order; the last is the end of the piece. */
function cutPiece(piece: Piece, safeBytes: number): readonly number[] {
  if (piece.parts === 0) return [];
  const length = piece.end - piece.start;
  const share = length / piece.parts;
  // The connection that is there keeps its share, or the safe zone when that is more.
  const first = piece.active && piece.parts > 1 ? Math.max(share, safeBytes) : share;
  const rest = piece.parts === 1 ? 0 : (length - first) / (piece.parts - 1);
  return Array.from({ length: piece.parts }, (_, index) =>
    index === piece.parts - 1 ? piece.end : piece.start + Math.floor(first + rest * index),
  );
}

function rangesBetween(bounds: readonly number[]): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let index = 1; index < bounds.length; index += 1) {
    const start = bounds[index - 1];
    const end = bounds[index];
    if (start !== undefined && end !== undefined && end > start) ranges.push({ start, end });
  }
  return ranges;
}
