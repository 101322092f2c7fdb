import { isStrongHash } from '../../shared/piece-hashes.ts';
import { errorRow, type DownloadErrorCode } from '../../shared/download-error.ts';
import type { Download } from '../store/download-record.ts';
import type { FailureOutcome } from './failure-outcome.ts';
import { withNewLink } from './new-link.ts';
import { provedBytes } from './proved-bytes.ts';

/** Failures of the link or its server: elsewhere it may go better. */
const OF_A_MIRROR = /^(?:network\.(?!offline$)|server\.|link\.|checksum\.mismatch$)/u;

/**
 * What becomes of a failure when the file lies elsewhere too: the next of its links is tried. Pure. What came so far stays:
 * the engine asks another host for it only when size and the last bytes are equal, and never compares ETags between hosts
 * (`withNewLink`, `decisions/mirrors.md`).
 *
 * What the file must hash to by the word of the first server stays so: a mirror says of itself whatever it likes (RFC 6249, 6).
 *
 * A link that cannot help any more is dropped. One that may work later goes to the end of the line; when all of them
 * have failed once, it is waited as without mirrors.
 * @param outcome of the failure without mirrors.
 * @returns `null` when that is how it stays.
 */
export function otherMirror(
  download: Download,
  code: DownloadErrorCode,
  { patch }: FailureOutcome,
): Partial<Omit<Download, 'id'>> | null {
  const [next, ...others] = download.mirrors;
  const kind = patch.state?.kind;
  if (next === undefined || !OF_A_MIRROR.test(code)) return null;
  if (kind !== 'retrying' && kind !== 'blocked' && kind !== 'failed') return null;
  const isSpoiled = code === 'checksum.mismatch';
  const left = patch.durable ?? download.durable;
  const durable = isSpoiled ? provedBytes({ ...download, durable: left }) : left;
  const moved = { ...withNewLink({ ...download, durable }, next), options: provedOptions(download) };
  const isGone = isSpoiled || !['continue', 'restart'].includes(errorRow(code).next);
  // A dropped link cost no attempt: there are only so many of them.
  if (isGone) return { ...moved, mirrors: others, failures: download.failures };
  if (kind !== 'retrying') return null; // All attempts are used up.
  const failures = patch.failures ?? download.failures;
  const isRoundOver = failures % (download.mirrors.length + 1) === 0;
  const mirrors = [...others, download.url];
  return { ...moved, mirrors, failures, ...(isRoundOver && patch.state ? { state: patch.state } : {}) };
}

function provedOptions({ options, facts }: Download): Download['options'] {
  const digest = facts?.digest ?? null;
  const isProof = options.checksum === null && digest !== null && isStrongHash(digest.algorithm);
  return isProof ? { ...options, checksum: digest } : options;
}
