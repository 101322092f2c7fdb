import { ADDRESS_REFUSED, type DownloadFailure } from '../../shared/download-error.ts';
import { toNetworkError } from './network-error.ts';
import { TransferError } from './transfer-error.ts';

/** How a run ends that does not bring the whole file, in the words of `EngineEvent`. */
export type RunEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure; readonly retryAfterMs: number | null };

/**
 * What a run that was broken off by an error says of it.
 * @param run `isStopped`: someone asked for it; `hasBytes`: some of the file are kept.
 */
export function runEnd(error: unknown, run: { readonly isStopped: boolean; readonly hasBytes: boolean }): RunEnd {
  // After a stop every end is the asked one, whatever broke on the way, unless the disk has something to say.
  if (run.isStopped && !isOfDisk(error)) return { kind: 'stopped' };
  const { failure, retryAfterMs } = toNetworkError(error);
  return { kind: 'failed', failure: run.hasBytes ? afterBytes(failure) : failure, retryAfterMs };
}

function isOfDisk(error: unknown): boolean {
  return error instanceof TransferError && error.code.startsWith('disk.');
}

/** A failure of a download that has bytes: the link worked and does not any more, and another one may bring the rest. */
function afterBytes(failure: DownloadFailure): DownloadFailure {
  return ADDRESS_REFUSED.has(failure.code) ? { ...failure, code: 'link.expired' } : failure;
}
