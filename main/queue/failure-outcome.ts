import { assertNever } from '../../shared/assert-never.ts';
import { countBytes, type ByteRanges } from '../../shared/byte-range.ts';
import { errorRow, type DownloadFailure } from '../../shared/download-error.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Download } from '../store/download-record.ts';
import { nameTakenPolicy } from './file-reserver.ts';
import { countsAsAttempt, decideRetry } from './retry-policy.ts';

export type FailureInput = {
  readonly download: Download;
  readonly failure: DownloadFailure;
  /** From Retry-After; `null` when the server did not say. */
  readonly retryAfterMs: number | null;
  /** On disk when the run ended. */
  readonly durable: ByteRanges;
  /** Durable bytes when the run started. */
  readonly bytesAtStart: number;
  readonly settings: Settings;
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
};

/** What a failure makes of its download. Pure; the caller stages the patch. */
export function failureOutcome(input: FailureInput): Partial<Omit<Download, 'id'>> {
  const { download, failure, settings, nowMs } = input;
  // Bytes that cannot be continued are given up whatever comes next, and are no progress.
  const durable = errorRow(failure.code).next === 'restart' ? [] : input.durable;
  if (download.state.kind === 'pausing') return { durable, state: { kind: 'paused' } };
  if (download.state.kind === 'queued') return { durable, state: { kind: 'queued' } };
  if (failure.code === 'disk.nameTaken' && nameTakenPolicy(download, settings) === 'skip') {
    return { durable, state: { kind: 'failed', failure } };
  }
  const before = countBytes(durable) > input.bytesAtStart ? 0 : download.failures;
  const failures = before + Number(countsAsAttempt(failure.code, input.retryAfterMs));
  const verdict = decideRetry({
    code: failure.code,
    failures,
    maxAttempts: download.options.maxAttempts ?? settings.maxAttempts,
    minWaitMs: download.options.retryWaitMs ?? 0,
    retryAfterMs: input.retryAfterMs,
    nowMs,
    random: input.random,
  });
  switch (verdict.kind) {
    case 'retry': {
      const state = {
        kind: 'retrying',
        atMs: verdict.atMs,
        attempt: Math.max(failures, 1),
        code: failure.code,
      } as const;
      return { durable, failures, state };
    }
    case 'ask':
      return { durable, failures, state: { kind: 'blocked', failure } };
    case 'fail':
      return { durable, failures, state: { kind: 'failed', failure } };
    default:
      return assertNever(verdict);
  }
}
