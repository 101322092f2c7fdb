import { errorRow, type DownloadErrorCode } from '../../shared/download-error.ts';

/** The first back-off is at most this, the next ones double. */
const BASE_DELAY_MS = 1000;
const MAX_DELAY_MS = 5 * 60_000;
/** A server that asks for more than a day has forgotten about us. In milliseconds. */
export const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

export type RetryInput = {
  readonly code: DownloadErrorCode;
  /** Failures in a row, this one included: 1 or more. */
  readonly failures: number;
  /** Give up at this many; 0 means never. */
  readonly maxAttempts: number;
  readonly minWaitMs: number;
  readonly retryAfterMs: number | null;
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
};

export type RetryVerdict =
  | { readonly kind: 'retry'; readonly atMs: number }
  | { readonly kind: 'ask' }
  | { readonly kind: 'fail' };

/**
 * What happens after a failure. Exponential back-off with full jitter, so that a thousand downloads that failed together
 * do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); never before
 * the server's Retry-After (RFC 9110, 10.2.3).
 */
export function decideRetry(input: RetryInput): RetryVerdict {
  const row = errorRow(input.code);
  switch (row.next) {
    case 'ask':
      return { kind: 'ask' };
    case 'fail':
      return { kind: 'fail' };
    case 'continue':
    case 'restart':
      break;
  }
  if (input.maxAttempts > 0 && input.failures >= input.maxAttempts) return { kind: 'fail' };
  const ceilingMs = Math.min(BASE_DELAY_MS * 2 ** Math.min(input.failures - 1, 20), MAX_DELAY_MS);
  const asked = Math.min(input.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  const waitMs = Math.max(input.random * ceilingMs, input.minWaitMs, asked);
  return { kind: 'retry', atMs: Math.ceil(input.nowMs + waitMs) };
}
