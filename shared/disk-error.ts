import type { DownloadErrorCode } from './download-error.ts';

/** File errors by their errno name (errno(3)); the one place where they become codes. */
const CODE_BY_ERRNO: ReadonlyMap<string, DownloadErrorCode> = new Map([
  ['ENOSPC', 'disk.full'],
  ['EDQUOT', 'disk.full'],
  ['EACCES', 'disk.notWritable'],
  ['EPERM', 'disk.notWritable'],
  ['EROFS', 'disk.notWritable'],
  ['EBUSY', 'disk.notWritable'],
  ['ENOTDIR', 'disk.folderMissing'],
  ['ENOENT', 'disk.folderMissing'],
  ['EISDIR', 'disk.partLost'],
  ['ENAMETOOLONG', 'disk.nameTooLong'],
  ['EFBIG', 'disk.fileTooLarge'],
]);

/**
 * The code for a failed file operation.
 * @param errno such as `ENOSPC`; empty or unknown names become `disk.failed`.
 * @param whenMissing what ENOENT means here: the folder, or a part file that should have been there.
 */
export function diskErrorCode(errno: string, whenMissing: 'disk.folderMissing' | 'disk.partLost'): DownloadErrorCode {
  if (errno === 'ENOENT') return whenMissing;
  return CODE_BY_ERRNO.get(errno) ?? 'disk.failed';
}
