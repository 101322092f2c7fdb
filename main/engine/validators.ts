import type { Validators } from './file-facts.ts';

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
 * Last-Modified as a validator: `null` when it is not at least a second before Date, since the file may then change again
 * within the same second, or the server just tells the time of the answer (RFC 9110, 8.8.2.2).
 */
export function strongLastModified(lastModified: string | undefined, date: string | undefined): string | null {
  if (lastModified === undefined) return null;
  const modifiedMs = Date.parse(lastModified);
  const answeredMs = Date.parse(date ?? '');
  // A server without a clock sends no Date; then the text is compared as it is.
  if (Number.isNaN(modifiedMs) || Number.isNaN(answeredMs)) return lastModified;
  return modifiedMs + 1000 <= answeredMs ? lastModified : null;
}

/**
 * Whether the validator that went into If-Range is the answer's too, so that its bytes surely belong to the others. An equal
 * ETag with another date is no reason to refuse, but none to be sure.
 */
export function validatorsProve(known: Validators, seen: Validators): boolean {
  if (datesDiffer(known, seen)) return false;
  if (isStrong(known.etag)) return seen.etag === known.etag;
  return known.lastModified !== null && seen.lastModified === known.lastModified && !etagsDiffer(known, seen);
}

/**
 * Whether two answers are certainly about different bytes. A validator that one of them lacks proves nothing: a 206 to
 * a request with If-Range may leave out Last-Modified (RFC 9110, 15.3.7).
 */
export function validatorsConflict(known: Validators, seen: Validators): boolean {
  // Two strong ETags settle it: the same file on several machines often differs in Last-Modified.
  if (isStrong(known.etag) && isStrong(seen.etag)) return known.etag !== seen.etag;
  return etagsDiffer(known, seen) || datesDiffer(known, seen);
}

/** Whether both have an ETag and they are not the same, weak or strong. */
export function etagsDiffer(known: Validators, seen: Validators): boolean {
  return known.etag !== null && seen.etag !== null && opaqueTag(known.etag) !== opaqueTag(seen.etag);
}

/** Whether both have a Last-Modified and they are not the same. */
export function datesDiffer(known: Validators, seen: Validators): boolean {
  return known.lastModified !== null && seen.lastModified !== null && known.lastModified !== seen.lastModified;
}

function opaqueTag(etag: string): string {
  return etag.replace(/^W\//u, '');
}
