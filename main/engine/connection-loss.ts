import type { DownloadErrorCode } from '../../shared/download-error.ts';

/** A connection that ended before it had brought its range. */
export type Loss = {
  readonly code: DownloadErrorCode;
  /** Its answer had been accepted: the server did let it in. */
  readonly wasAccepted: boolean;
  /** Other connections that read now. */
  readonly othersReading: number;
  /** Whether any other has brought bytes lately, so that it is this connection and not the server or the line. */
  readonly othersAlive: boolean;
  /** One that had been accepted ended a moment ago: the server may still count it. */
  readonly justEnded: boolean;
  readonly replacementsLeft: number;
};

/**
 * - `replace`: another connection asks for the rest at once.
 * - `later`: another asks for it in a moment.
 * - `refused`: the server lets no more work at once than work now.
 * - `fewer`: one connection less; the last one's failure is the transfer's.
 */
export type LossVerdict = 'replace' | 'later' | 'refused' | 'fewer';

/** How servers turn down the nth connection. That one is turned down says nothing about the file. */
const REFUSALS: ReadonlySet<DownloadErrorCode> = new Set([
  'server.tooManyRequests',
  'server.unavailable',
  'server.forbidden',
  'network.refused',
  'network.reset',
]);

/** What breaks one connection and may leave the others alone. */
const BREAKS: ReadonlySet<DownloadErrorCode> = new Set(['network.stalled', 'network.reset', 'network.truncated']);

/** What to do about a lost connection. Pure. */
export function judgeLoss(loss: Loss): LossVerdict {
  if (loss.wasAccepted) {
    return BREAKS.has(loss.code) && loss.othersAlive && loss.replacementsLeft > 0 ? 'replace' : 'fewer';
  }
  if (REFUSALS.has(loss.code) && loss.justEnded && loss.replacementsLeft > 0) return 'later';
  return REFUSALS.has(loss.code) && loss.othersReading > 0 ? 'refused' : 'fewer';
}
