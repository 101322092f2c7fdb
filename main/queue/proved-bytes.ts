import type { ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { Download } from '../store/download-record.ts';

/**
 * The size of a download whose checksum was compared, which happens when every byte has come; `null` when some were given
 * up since. A server that told no size may have sent nothing at all.
 */
export function wholeSize({ durable, facts, reservation }: Download): number | null {
  const [range, ...others] = durable;
  const bytes = range?.end ?? 0;
  const isOne = others.length === 0 && (range?.start ?? 0) === 0;
  return reservation?.owned === true && isOne && (facts?.sizeBytes ?? bytes) === bytes ? bytes : null;
}

/**
 * What can be kept after `checksum.mismatch`: of a whole nothing, since nobody knows which byte is wrong. Where something is missing a
 * piece was wrong and given up; what the pieces do not prove is found out when they are whole again.
 */
export function provedBytes(download: Download): ByteRanges {
  return wholeSize(download) === null ? download.durable : [];
}

/** What another try begins with, after what a download has met. */
export function bytesToKeep(download: Download): ByteRanges {
  // After a change the bytes so far are known to be of no use.
  return stoppedBy(download) === 'server.changed' ? [] : bytesForOtherLink(download);
}

/** What another link to the same file goes on with, which may well lead to it as it was before it changed. */
export function bytesForOtherLink(download: Download): ByteRanges {
  return stoppedBy(download) === 'checksum.mismatch' ? provedBytes(download) : download.durable;
}

function stoppedBy({ state }: Download): DownloadErrorCode | null {
  return state.kind === 'failed' || state.kind === 'blocked' ? state.failure.code : null;
}
