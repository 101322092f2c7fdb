/**
 * Milliseconds to wait from a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3). A date in the past is 0;
 * `null` when the header is missing or is neither.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Number(text) * 1000;
  // Date.parse takes many shapes; a day name in front is what makes it an HTTP date.
  if (!/^[A-Za-z]{3,9},? /u.test(text)) return null;
  // The old asctime form has no zone and means UTC (RFC 9110, 5.6.7).
  const atMs = Date.parse(/GMT$|UTC$/u.test(text) ? text : `${text} GMT`);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
