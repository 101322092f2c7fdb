import type { ByteRange, ByteRanges } from '../../shared/byte-range.ts';
import { takeBeginning } from './answer-beginning.ts';
import type { HttpAnswer } from './http-client.ts';
import type { PartFile } from './part-file.ts';

/**
 * Durable bytes that are fetched again and compared before anything is appended, when no validator proves that the server
 * still has the same file. See docs/decisions/overlap.md.
 */

/** So many bytes at the seam. */
export const OVERLAP_BYTES = 64 * 1024;

/** The bytes right before a hole that are there: at most `OVERLAP_BYTES`, none when the hole is at 0. */
export function seamBefore(hole: ByteRange, durable: ByteRanges): ByteRange {
  const before = durable.find((range) => range.end === hole.start);
  const start = before === undefined ? hole.start : Math.max(before.start, hole.start - OVERLAP_BYTES);
  return { start, end: hole.start };
}

/** Places that tell more than a poor seam, the best first: the beginning of the file, then the ends of what is there. */
export function placesBeside(seam: ByteRange, durable: ByteRanges): ByteRanges {
  const places = durable
    .toSorted((a, b) => b.end - b.start - (a.end - a.start))
    .map((range) => ({ start: Math.max(range.start, range.end - OVERLAP_BYTES), end: range.end }));
  const [first] = durable;
  // Formats put there what distinguishes them; a version, a size, a time.
  if (first?.start === 0) places.unshift({ start: 0, end: Math.min(first.end, OVERLAP_BYTES) });
  return places.filter((place) => place.end <= seam.start || place.start >= seam.end);
}

/** Whether bytes are all the same, as the empty parts of disk images are: being equal there says next to nothing. */
function isBlank(bytes: Uint8Array): boolean {
  const [first] = bytes;
  return bytes.every((byte) => byte === first);
}

/** Fewer equal bytes than this could be chance, unless they are all that is there. */
export const MIN_PROOF_BYTES = 1024;

/** How many places are read in search of one that is not blank. */
const MAX_PLACES = 16;

/** What is to be compared. `beside` needs a request of its own; `null` when the seam is enough. */
type OverlapPlan = { readonly seam: ByteRange; readonly beside: ByteRange | null };

/**
 * Chooses what is compared: the seam costs no request of its own; when it is short or blank, or when even more is at
 * stake (`thorough`), another place is added. `null`: only scraps are there, which prove nothing and cost little.
 */
export async function planOverlap(input: {
  readonly hole: ByteRange;
  readonly durable: ByteRanges;
  readonly part: Pick<PartFile, 'read'>;
  readonly thorough: boolean;
}): Promise<OverlapPlan | null> {
  const { hole, durable, part, thorough } = input;
  const seam = seamBefore(hole, durable);
  const isFull = seam.end - seam.start === OVERLAP_BYTES;
  if (isFull && !thorough && !isBlank(await part.read(seam))) return { seam, beside: null };
  const places = placesBeside(seam, durable);
  const bestBytes = Math.max(...[seam, ...places].map((place) => place.end - place.start));
  if (bestBytes < MIN_PROOF_BYTES && durable.length > 1) return null;
  for (const place of places.slice(0, MAX_PLACES)) {
    if (!isBlank(await part.read(place))) return { seam, beside: place };
  }
  return { seam, beside: isFull ? null : (places[0] ?? null) };
}

/**
 * Reads the beginning of an answer that starts at `range.start` and compares it with the part file. When the answer is
 * shorter than the range, what came is compared.
 * @throws what reading the body throws.
 */
export async function overlapMatches(
  answer: HttpAnswer,
  range: ByteRange,
  options: {
    readonly part: Pick<PartFile, 'read'>;
    readonly idleTimeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const ours = await options.part.read(range);
  const theirs = await takeBeginning(answer, range.end - range.start, options);
  return ours.equals(theirs);
}
