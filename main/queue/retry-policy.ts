import { errorRow, type DownloadErrorCode, type NextStep } from '../../shared/download-error.ts';

/** The first back-off is at most this, the next ones double. */
const BASE_DELAY_MS = 1000;
const MAX_DELAY_MS = 5 * 60_000;
/** A server that asks for more than a day has forgotten about us. In milliseconds. */
export const MAX_RETRY_AFTER_MS = 24 * 3_600_000;
/** While offline a try is made this often all the same: the system may be wrong about its network. In milliseconds. */
export const OFFLINE_RETRY_MS = 5 * 60_000;

export type RetryInput = {
  readonly code: DownloadErrorCode;
  /** What the code or a setting says comes next. */
  readonly next: NextStep;
  /** Failures in a row, this one included if it counts as one. */
  readonly failures: number;
  /** Give up at this many; 0 means never. */
  readonly maxAttempts: number;
  readonly minWaitMs: number;
  readonly retryAfterMs: number | null;
  /** Whether this failure used up an attempt; see `countsAsAttempt`. */
  readonly counts: boolean;
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
};

export type RetryVerdict =
  | { readonly kind: 'retry'; readonly atMs: number }
  | { readonly kind: 'ask' }
  | { readonly kind: 'fail' };

/**
 * Whether a failure uses up an attempt. Waiting because the server asked for it, or because there is no network, does
 * not: more tries would not help. A Retry-After of 0 asks for nothing. Whoever said for this very download how often to
 * try means every answer of a server: a script must come to an end.
 */
export function countsAsAttempt(failure: {
  readonly code: DownloadErrorCode;
  readonly retryAfterMs: number | null;
  /** A number of attempts was given for this download, or for this run of Sluice. */
  readonly hasOwnMaximum: boolean;
}): boolean {
  if (errorRow(failure.code).waits === true) return false;
  return failure.hasOwnMaximum || (failure.retryAfterMs ?? 0) <= 0;
}

/**
 * What happens after a failure. Exponential back-off with full jitter, so that a thousand downloads that failed together
 * do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); never before
 * the server's Retry-After (RFC 9110, 10.2.3).
 */
export function decideRetry(input: RetryInput): RetryVerdict {
  const { code, failures, nowMs, minWaitMs } = input;
  switch (input.next) {
    case 'ask':
      return { kind: 'ask' };
    case 'fail':
      return { kind: 'fail' };
    case 'continue':
    case 'restart':
      break;
  }
  if (errorRow(code).waits === true) return { kind: 'retry', atMs: nowMs + Math.max(OFFLINE_RETRY_MS, minWaitMs) };
  if (input.counts && input.maxAttempts > 0 && failures >= input.maxAttempts) return { kind: 'fail' };
  const doublings = Math.min(Math.max(failures - 1, 0), 20);
  const ceilingMs = Math.min(BASE_DELAY_MS * 2 ** doublings, MAX_DELAY_MS);
  const asked = Math.min(input.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  const waitMs = Math.max(input.random * ceilingMs, minWaitMs, asked);
  return { kind: 'retry', atMs: Math.ceil(nowMs + waitMs) };
}

/** The longest wait that `decideRetry` may have planned after such a failure: only servers ask for more than back-off. */
export function longestWaitMs(code: DownloadErrorCode, minWaitMs: number): number {
  return code.startsWith('server.') ? MAX_RETRY_AFTER_MS : Math.max(MAX_DELAY_MS, OFFLINE_RETRY_MS, minWaitMs);
}
