import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

/** The codes of open(2), pwrite(2) and fdatasync(2) that a person can do something about. */
const CODES: Readonly<Record<string, DownloadErrorCode>> = {
  ENOSPC: 'disk.full',
  EDQUOT: 'disk.full',
  ENOENT: 'disk.partLost',
  ENOTDIR: 'disk.partLost',
  EACCES: 'disk.notWritable',
  EPERM: 'disk.notWritable',
  EROFS: 'disk.notWritable',
  EFBIG: 'disk.fileTooLarge',
  ENAMETOOLONG: 'disk.nameTooLong',
};

/** The only place where errors of files become codes. What is a `TransferError` already stays as it is. */
export function toDiskError(error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const errno = foreignCode(error);
  if (errno !== null) return new TransferError(CODES[errno] ?? 'disk.failed', errno);
  return new TransferError('disk.failed', error instanceof Error ? error.message : 'not an error');
}

/** What a thread of ours could not read or write, told by its errno; `null` when there was none. */
export function diskErrorOf(errno: string | null): TransferError {
  return toDiskError(Object.assign(new Error('no file'), { code: errno ?? 'unknown' }));
}
