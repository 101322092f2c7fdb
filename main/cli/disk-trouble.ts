/** How SQLite, the store and the system say that a disk takes nothing: there is no room, it is gone, or it is broken. */
const DISK_CODES: ReadonlySet<unknown> = new Set([
  'full', 'notWritable', 'SQLITE_FULL', 'SQLITE_CANTOPEN', 'SQLITE_READONLY', 'ENOSPC', 'EDQUOT', 'EIO', 'ENODEV', 'ENXIO',
  'ENOTCONN', 'ECONNABORTED', 'ESTALE', 'EROFS',
]); // prettier-ignore

function isDiskCode(code: unknown): boolean {
  // Extended codes tell which call failed (https://sqlite.org/rescode.html#ioerr).
  return DISK_CODES.has(code) || (typeof code === 'string' && code.startsWith('SQLITE_IOERR'));
}

/**
 * Whether an error comes from a disk that takes nothing. When several things fail while the core closes, JavaScript packs the errors
 * into one another (SuppressedError); then any of them counts.
 */
export function isDiskTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('kind' in error && isDiskCode(error.kind)) return true;
  if ('code' in error && isDiskCode(error.code)) return true;
  const packed = [
    error.cause,
    'error' in error ? error.error : undefined,
    'suppressed' in error ? error.suppressed : undefined,
  ];
  return packed.some(isDiskTrouble);
}
