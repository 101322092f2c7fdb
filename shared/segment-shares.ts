import type { ByteRanges } from './byte-range.ts';

/** Finer than this nobody sees it in a bar of a row. */
const STEPS = 200;

/**
 * Which parts of a file are there, for a bar: pairs of start and end as shares of 1, in order, rounded so far that it
 * seldom changes. Empty where one part from the beginning says it all, or the size is not known.
 */
export function segmentShares(ranges: ByteRanges, sizeBytes: number | null): readonly number[] {
  const isPlain = ranges.length < 2 && (ranges[0]?.start ?? 0) === 0;
  if (isPlain || sizeBytes === null || sizeBytes === 0) return [];
  const shares: number[] = [];
  for (const { start, end } of ranges) {
    const from = Math.floor((start / sizeBytes) * STEPS) / STEPS;
    const to = Math.ceil((end / sizeBytes) * STEPS) / STEPS;
    const last = shares.at(-1);
    if (last !== undefined && last >= from) shares[shares.length - 1] = to;
    else shares.push(from, to);
  }
  return shares;
}
