/**
 * Half-open byte ranges `[start, end)` and their algebra. Every range inside Sluice has this form; the inclusive ends of
 * HTTP (RFC 9110, 14.1.2) are converted in `main/engine/range-header.ts` only.
 */
export type ByteRange = { readonly start: number; readonly end: number };

/** Sorted by start, none empty, none touching another: the one normal form in which sets of bytes are kept. */
export type ByteRanges = readonly ByteRange[];

/** How many bytes a set of ranges holds. */
export function countBytes(ranges: ByteRanges): number {
  let total = 0;
  for (const range of ranges) total += range.end - range.start;
  return total;
}

/** The normal form of any list of ranges: sorted, empty ones dropped, overlapping and touching ones joined. */
export function normalizeRanges(ranges: readonly ByteRange[]): ByteRanges {
  const sorted = ranges.filter((range) => range.end > range.start).toSorted((a, b) => a.start - b.start);
  const joined: ByteRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && range.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      joined.push({ start: range.start, end: range.end });
    }
  }
  return joined;
}

/** The set with one more range in it. */
export function addRange(ranges: ByteRanges, added: ByteRange): ByteRanges {
  return normalizeRanges([...ranges, added]);
}

/** The bytes of `[0, size)` that are not in the set: what is still to be fetched. */
export function missingRanges(ranges: ByteRanges, size: number): ByteRanges {
  const missing: ByteRange[] = [];
  let position = 0;
  for (const range of ranges) {
    if (range.start >= size) break;
    if (range.start > position) missing.push({ start: position, end: range.start });
    position = Math.max(position, range.end);
  }
  if (position < size) missing.push({ start: position, end: size });
  return missing;
}

/** The bytes of one set that are not in the other. */
export function subtractRanges(ranges: ByteRanges, removed: ByteRanges): ByteRanges {
  const left: ByteRange[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    let position = start;
    for (; at < removed.length; at += 1) {
      const hole = removed[at];
      if (hole === undefined || hole.start >= end) break;
      if (hole.start > position) left.push({ start: position, end: hole.start });
      position = Math.max(position, hole.end);
      // It may reach into the next range too.
      if (hole.end > end) break;
    }
    if (position < end) left.push({ start: position, end });
  }
  return left;
}

/** How many bytes from offset 0 on are there without a hole. */
export function contiguousPrefix(ranges: ByteRanges): number {
  const first = ranges[0];
  return first !== undefined && first.start === 0 ? first.end : 0;
}
