/** How SQLite, the store and the system say that there is no room. */
const FULL_CODES: ReadonlySet<unknown> = new Set(['full', 'SQLITE_FULL', 'ENOSPC', 'EDQUOT']);

/**
 * Whether an error comes from a full disk. When several things fail while the core closes, JavaScript packs the errors
 * into one another (SuppressedError); then any of them counts.
 */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('kind' in error && FULL_CODES.has(error.kind)) return true;
  if ('code' in error && FULL_CODES.has(error.code)) return true;
  const packed = [
    error.cause,
    'error' in error ? error.error : undefined,
    'suppressed' in error ? error.suppressed : undefined,
  ];
  return packed.some(isDiskFull);
}
