import type { ByteRange } from '../../shared/byte-range.ts';

/**
 * The value of a Range header (RFC 9110, 14.2). HTTP counts the last byte, Sluice the one after it: this file is the only
 * one that converts. `end` of `null` asks for everything from `start` on.
 */
export function formatRange(start: number, end: number | null): string {
  return end === null ? `bytes=${start}-` : `bytes=${start}-${end - 1}`;
}

/** What a 206 says it holds. `total` is `null` when the server wrote `*`. */
export type ContentRange = ByteRange & { readonly total: number | null };

/**
 * Parses a Content-Range header of a 206 (RFC 9110, 14.4). `null` when it is missing, malformed, or contradicts itself:
 * then nothing can be said about where the bytes belong.
 */
export function parseContentRange(header: string | undefined): ContentRange | null {
  const match = /^bytes[ \t]+(\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/iu.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [, first, last, size] = match;
  const start = Number(first);
  const end = Number(last) + 1;
  const total = size === '*' ? null : Number(size);
  if (!Number.isSafeInteger(end) || end <= start) return null;
  if (total !== null && (!Number.isSafeInteger(total) || end > total)) return null;
  return { start, end, total };
}

/** Parses a Content-Length header (RFC 9110, 8.6). `null` when it is missing or not a number. */
export function parseContentLength(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,16}$/u.test(header)) return null;
  const length = Number(header);
  return Number.isSafeInteger(length) ? length : null;
}

/** The total in the Content-Range of a 416, behind its star; `null` when it does not tell. */
export function parseUnsatisfiedTotal(header: string | undefined): number | null {
  const match = /^bytes[ \t]+\*\/(\d{1,16})$/iu.exec(header?.trim() ?? '');
  return parseContentLength(match?.[1]);
}
