import type { Validators } from './protocol.ts';

/** Whether an ETag promises equal bytes, which is what joining ranges needs (RFC 9110, 8.8.1). */
function isStrong(etag: string | null): etag is string {
  return etag !== null && etag.startsWith('"');
}

/**
 * What to send in If-Range: a strong ETag, else Last-Modified, else nothing. A weak ETag is never sent
 * (RFC 9110, 13.1.5).
 */
export function ifRangeValue(validators: Validators): string | null {
  return isStrong(validators.etag) ? validators.etag : validators.lastModified;
}

/**
 * Whether two answers are certainly about different bytes. A validator that one of them lacks proves nothing: a 206 to
 * a request with If-Range may leave out Last-Modified (RFC 9110, 15.3.7).
 */
export function validatorsConflict(known: Validators, seen: Validators): boolean {
  if (known.etag !== null && seen.etag !== null) {
    // Two strong ETags settle it: the same file on several machines often differs in Last-Modified.
    if (isStrong(known.etag) && isStrong(seen.etag)) return known.etag !== seen.etag;
    if (opaqueTag(known.etag) !== opaqueTag(seen.etag)) return true;
  }
  return known.lastModified !== null && seen.lastModified !== null && known.lastModified !== seen.lastModified;
}

function opaqueTag(etag: string): string {
  return etag.replace(/^W\//u, '');
}
