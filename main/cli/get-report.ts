import { withoutCredentials } from '../../shared/url.ts';
import { targetPath } from '../app/download-row.ts';
import type { Download } from '../store/download-record.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { RefusedInput } from './get-request.ts';
import { failureWords } from './get-words.ts';

/** What `sluice get --json` prints: one entry per link, and one per argument that is none. */
export type GetReport = {
  readonly downloads: readonly {
    readonly url: string;
    readonly state: Download['state']['kind'];
    /** Where the file is; `null` unless it is complete. */
    readonly path: string | null;
    readonly sizeBytes: number | null;
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
  readonly refused: readonly RefusedInput[];
};

/** The report for scripts. */
export function jsonReport(downloads: readonly Download[], refused: readonly RefusedInput[]): GetReport {
  return {
    refused,
    downloads: downloads.map((download) => {
      const { state } = download;
      const failure = state.kind === 'failed' || state.kind === 'blocked' ? state.failure : null;
      return {
        url: withoutCredentials(download.url),
        state: state.kind,
        path: state.kind === 'completed' ? targetPath(download) : null,
        sizeBytes: download.facts?.sizeBytes ?? null,
        error: failure === null ? null : { code: failure.code, message: failureWords(failure) },
      };
    }),
  };
}

/**
 * The one exit status of a command with several downloads: a signal's own, else that of the first failure, else that of
 * a disk that took no more, else that of a bad link.
 */
export function overallExitCode(ending: {
  readonly stopped: ExitCode | null;
  /** In the order of the links. */
  readonly failed: readonly ExitCode[];
  /** The store could not be written, so nobody knows how it ended. */
  readonly wasUnsaved: boolean;
  readonly hadBadLinks: boolean;
  /** Whether every download completed: then a signal that came too late changes nothing. */
  readonly isComplete: boolean;
}): ExitCode {
  if (ending.stopped !== null && !ending.isComplete) return ending.stopped;
  const [firstFailure] = ending.failed;
  if (firstFailure !== undefined) return firstFailure;
  if (ending.wasUnsaved) return EXIT.disk;
  return ending.hadBadLinks ? EXIT.usage : EXIT.ok;
}
