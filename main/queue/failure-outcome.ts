import { assertNever } from '../../shared/assert-never.ts';
import { countBytes, type ByteRanges } from '../../shared/byte-range.ts';
import { errorRow, type DownloadFailure, type NextStep } from '../../shared/download-error.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Download } from '../store/download-record.ts';
import type { LeftoverFile } from '../store/download-store.ts';
import { bytesPutAside } from './answer-outcome.ts';
import { nameTakenPolicy } from './name-taken-policy.ts';
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
  /** See `countsAsAttempt`. */
  readonly countsEveryTry: boolean;
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
};

/** The change of the download, and files that nobody needs any more. */
export type FailureOutcome = {
  readonly patch: Partial<Omit<Download, 'id'>>;
  readonly leftovers: readonly LeftoverFile[];
};

/** What a failure makes of its download. Pure; the caller stages it. */
export function failureOutcome(input: FailureInput): FailureOutcome {
  const { download, failure, settings } = input;
  // Bytes that cannot be continued are given up whatever comes next, and are no progress.
  const durable = errorRow(failure.code).next === 'restart' ? [] : input.durable;
  if (download.state.kind === 'pausing') return { patch: { durable, state: { kind: 'paused' } }, leftovers: [] };
  if (download.state.kind === 'queued') return { patch: { durable, state: { kind: 'queued' } }, leftovers: [] };
  if (failure.code === 'disk.nameTaken' && nameTakenPolicy(download, settings) === 'skip') {
    return { patch: { durable, state: { kind: 'failed', failure } }, leftovers: [] };
  }
  if (failure.code === 'server.changed' && settings.onChanged !== 'ask') {
    return changedOutcome(input, settings.onChanged);
  }
  const before = countBytes(durable) > input.bytesAtStart ? 0 : download.failures;
  const counts = countsAsAttempt({
    code: failure.code,
    retryAfterMs: input.retryAfterMs,
    hasOwnMaximum: input.countsEveryTry || download.options.maxAttempts !== null,
  });
  const failures = before + Number(counts);
  const state = stateAfter(input, { failures, counts }, errorRow(failure.code).next);
  return { patch: { durable, failures, state }, leftovers: [] };
}

/**
 * The setting answers for the user. After a back-off, and at most as often as there are attempts: a server that sends
 * another file each time would be asked for ever, or fill the disk. Then the user is asked after all.
 */
function changedOutcome(input: FailureInput, policy: 'restart' | 'keepBoth'): FailureOutcome {
  const { download, failure, durable } = input;
  const failures = download.failures + 1;
  const state = stateAfter(input, { failures, counts: true }, 'restart');
  if (state.kind === 'failed') {
    return { patch: { durable, failures, state: { kind: 'blocked', failure } }, leftovers: [] };
  }
  if (policy === 'keepBoth') return bytesPutAside({ ...download, durable }, { failures, state });
  return { patch: { durable: [], failures, state }, leftovers: [] };
}

function stateAfter(
  input: FailureInput,
  { failures, counts }: { readonly failures: number; readonly counts: boolean },
  next: NextStep,
): DownloadState {
  const { download, failure, settings } = input;
  const verdict = decideRetry({
    code: failure.code,
    next,
    failures,
    counts,
    maxAttempts: download.options.maxAttempts ?? settings.maxAttempts,
    minWaitMs: download.options.retryWaitMs ?? 0,
    retryAfterMs: input.retryAfterMs,
    nowMs: input.nowMs,
    random: input.random,
  });
  switch (verdict.kind) {
    case 'retry':
      return { kind: 'retrying', atMs: verdict.atMs, attempt: Math.max(failures, 1), code: failure.code };
    case 'ask':
      return { kind: 'blocked', failure };
    case 'fail':
      return { kind: 'failed', failure };
    default:
      return assertNever(verdict);
  }
}
