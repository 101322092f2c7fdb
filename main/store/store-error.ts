/**
 * The one place where SQLite's errors get a meaning (https://sqlite.org/rescode.html).
 * - `damaged`: the file is not a database or its pages do not fit together.
 * - `newerSchema`: written by a newer Sluice.
 * - `locked`: another Sluice works on the folder.
 * - `heldByOther`: another program has the database open and does not let go.
 * - `full`: no room on the disk.
 * - `notWritable`: folder or file cannot be opened, read or written.
 * - `failed`: anything else.
 */
export type StoreErrorKind = 'damaged' | 'newerSchema' | 'locked' | 'heldByOther' | 'full' | 'notWritable' | 'failed';

/** Thrown by every function of the store that cannot do its work. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const KIND_BY_CODE: ReadonlyMap<string, StoreErrorKind> = new Map([
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_CANTOPEN', 'notWritable'],
  ['SQLITE_READONLY', 'notWritable'],
  ['SQLITE_PERM', 'notWritable'],
  ['EACCES', 'notWritable'],
  ['EPERM', 'notWritable'],
  ['EROFS', 'notWritable'],
  ['ENOTDIR', 'notWritable'],
  ['EISDIR', 'notWritable'],
  ['ENOENT', 'notWritable'],
  ['EEXIST', 'notWritable'],
  ['ENOSPC', 'full'],
]);

/** Any error of SQLite or of a file call as a StoreError. Extended codes (SQLITE_CORRUPT_VTAB) count as their base. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  // When closing fails as well, JavaScript packs the first error into the second; the first one is the reason.
  if (error instanceof SuppressedError) return toStoreError(error.suppressed);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const base = code.startsWith('SQLITE_') ? code.split('_', 2).join('_') : code;
  const message = error instanceof Error ? error.message : String(error);
  return new StoreError(KIND_BY_CODE.get(base) ?? 'failed', message, { cause: error });
}
