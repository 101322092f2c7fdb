import { normalizeRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadDetails } from '../../shared/details-calls.ts';

/** One piece of a file's map, its bounds as shares of the whole. */
export type MapPiece = { readonly from: number; readonly to: number; readonly kind: 'held' | 'fresh' | 'ahead' };

/**
 * What to draw for a file: what is on disk, what each connection has brought since, and what it will read. Later pieces
 * lie over earlier ones.
 */
export function segmentMap({ durable, connections }: DownloadDetails, sizeBytes: number): readonly MapPiece[] {
  const share = (bytes: number): number => Math.min(bytes / sizeBytes, 1);
  const toPiece = (range: ByteRange, kind: MapPiece['kind']): MapPiece => ({
    from: share(range.start),
    to: share(range.end),
    kind,
  });
  return [
    ...connections.map(({ position, end }) => toPiece({ start: position, end: end ?? sizeBytes }, 'ahead')),
    ...durable.map((range) => toPiece(range, 'held')),
    ...connections.map(({ start, position }) => toPiece({ start, end: position }, 'fresh')),
  ].filter((piece) => piece.to > piece.from);
}

/** What of a file is here, as far as that is known. */
export function arrivedRanges({ durable, connections }: DownloadDetails): ByteRanges {
  const brought = connections.map(({ start, position }) => ({ start, end: position }));
  return normalizeRanges([...durable, ...brought.filter((range) => range.end > range.start)]);
}
