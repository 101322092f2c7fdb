/** Nobody waits longer than this because a server said so, in milliseconds. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Milliseconds to wait from the header Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3), at most a day. A date in the
 * past is 0; `null` when the header is missing or is neither. A date counts from the date of the answer itself where
 * there is one, because the server's clock wrote both; `nowMs` is ours.
 */
export function parseRetryAfter(
  headers: { readonly 'retry-after'?: string | undefined; readonly date?: string | undefined },
  nowMs: number,
): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/u.test(text)) return Math.min(MAX_RETRY_AFTER_MS, Number(text) * 1000);
  const atMs = parseHttpDate(text);
  if (atMs === null) return null;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, atMs - (parseHttpDate(headers.date?.trim() ?? '') ?? nowMs)));
}

/** The three forms of RFC 9110, 5.6.7. */
function parseHttpDate(text: string): number | null {
  // Date.parse takes many shapes; a day name in front is what makes it an HTTP date.
  if (!/^[A-Za-z]{3,9},? /u.test(text)) return null;
  // The old asctime form has no zone and means UTC.
  const atMs = Date.parse(/GMT$|UTC$/u.test(text) ? text : `${text} GMT`);
  return Number.isNaN(atMs) ? null : atMs;
}
