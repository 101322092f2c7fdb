import type { ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { DownloadTable } from './download-table.ts';
import { failureOutcome } from './failure-outcome.ts';
import type { PublishOutcome } from './file-publisher.ts';
import { MAX_RETRY_AFTER_MS } from './retry-policy.ts';

export type RunEndingsInput = {
  readonly table: DownloadTable;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: () => Settings;
};

/** How a run ended. */
export type RunFailure = {
  readonly failure: DownloadFailure;
  readonly retryAfterMs: number | null;
  readonly durable: ByteRanges;
};

/** The ways in which a run ends, and what each makes of its download. */
export class RunEndings {
  readonly #input: RunEndingsInput;
  readonly #table: DownloadTable;
  readonly #runs: ActiveRuns;
  /** Hosts that answered with Retry-After, until when (wall clock). */
  readonly heldHosts = new Map<string, number>();

  constructor(input: RunEndingsInput) {
    this.#input = input;
    this.#table = input.table;
    this.#runs = input.runs;
  }

  /** @param isClosing quitting is not pausing: start-up puts it back in the queue. */
  stopped(id: DownloadId, durable: ByteRanges, isClosing: boolean): void {
    this.#runs.end(id);
    const state = this.#table.get(id)?.state;
    if (state === undefined) return;
    if (state.kind === 'pausing') this.#table.change(id, { durable, state: { kind: 'paused' } });
    else this.#table.change(id, isClosing ? { durable } : { durable, state: { kind: 'queued' } });
  }

  failed(id: DownloadId, { failure, retryAfterMs, durable }: RunFailure): void {
    const run = this.#runs.get(id);
    const download = this.#table.get(id);
    this.#runs.end(id);
    if (download === undefined || run === undefined) return;
    const nowMs = this.#input.clock.nowMs();
    const outcome = failureOutcome({
      download,
      failure,
      retryAfterMs,
      durable,
      bytesAtStart: run.bytesAtStart,
      settings: this.#input.settings(),
      nowMs,
      random: this.#input.random(),
    });
    this.#table.change(id, outcome, failure.detail);
    const wasLetGo = download.state.kind === 'pausing' || download.state.kind === 'queued';
    if (retryAfterMs === null || wasLetGo) return;
    const untilMs = nowMs + Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
    this.heldHosts.set(run.host, Math.max(this.heldHosts.get(run.host) ?? 0, untilMs));
  }

  published(id: DownloadId, outcome: PublishOutcome): void {
    const download = this.#table.get(id);
    if (outcome.kind === 'gone' || download === undefined) this.#runs.end(id);
    else if (outcome.kind === 'failed') {
      this.failed(id, { failure: outcome.failure, retryAfterMs: null, durable: download.durable });
    } else {
      const { file, sizeBytes } = outcome;
      const completedAtMs = this.#input.clock.nowMs();
      this.#runs.end(id);
      this.#table.change(id, { state: { kind: 'completed', atMs: completedAtMs }, durable: [], failures: 0 });
      this.#table.addHistory({ downloadId: id, url: download.url, path: file, sizeBytes, completedAtMs });
    }
  }
}
