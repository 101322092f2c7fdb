import type { ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { ActiveRuns } from './active-runs.ts';
import { isOfList } from './disk-failure.ts';
import type { DiskSpaceWatch } from './disk-space-watch.ts';
import type { DownloadTable } from './download-table.ts';
import { failureOutcome } from './failure-outcome.ts';
import type { PublishOutcome } from './file-publisher.ts';
import { isInPlace } from './in-place.ts';
import { otherMirror } from './other-mirror.ts';
import type { NetworkPatience } from './network-patience.ts';

export type RunEndingsInput = {
  readonly table: DownloadTable;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: () => Settings;
  /** See `countsAsAttempt`. */
  readonly countsEveryTry: boolean;
  readonly patience: NetworkPatience;
  /** Files were listed to be deleted. */
  readonly cleanFiles: () => void;
  readonly space: DiskSpaceWatch;
};

/** How a run ended. */
export type RunFailure = {
  readonly failure: DownloadFailure;
  readonly retryAfterMs: number | null;
  readonly durable: ByteRanges;
  /** No byte was written: it was known before that the disk has no room. */
  readonly wasForeseen?: boolean;
};

/** The ways in which a run ends, and what each makes of its download. */
export class RunEndings {
  readonly #input: RunEndingsInput;
  readonly #table: DownloadTable;
  readonly #runs: ActiveRuns;

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

  failed(id: DownloadId, ending: RunFailure): void {
    const { retryAfterMs, durable } = ending;
    const run = this.#runs.get(id);
    const download = this.#table.get(id);
    this.#runs.end(id);
    if (download === undefined || run === undefined) return;
    const nowMs = this.#input.clock.nowMs();
    const hasOwnMaximum = this.#input.countsEveryTry || download.options.maxAttempts !== null;
    const failure = this.#input.patience.judge(download, ending.failure, !hasOwnMaximum);
    const outcome = failureOutcome({
      // What was to be paused when the last byte came is paused, not tried again.
      download: run.wasPausing ? { ...download, state: { kind: 'pausing' } } : download,
      failure,
      retryAfterMs,
      durable,
      bytesAtStart: run.bytesAtStart,
      settings: this.#input.settings(),
      countsEveryTry: this.#input.countsEveryTry,
      nowMs,
      random: this.#input.random(),
    });
    const mirror = outcome.leftovers.length > 0 ? null : otherMirror(download, failure.code, outcome);
    if (mirror !== null && !run.wasPausing) {
      const detail = `${failure.code}, now ${new URL(mirror.url ?? download.url).host}`;
      this.#table.note(id, [{ kind: 'note', note: 'otherMirror', detail, atMs: nowMs }]);
      this.#table.change(id, mirror, failure.detail);
      return;
    }
    const { patch, leftovers } = outcome;
    const isFull = patch.state?.kind === 'blocked' && failure.code === 'disk.full';
    // The disk of the list says nothing about the one of the file.
    const wasForeseen = ending.wasForeseen === true || isOfList(failure);
    const waits = isFull && this.#input.space.onFull(download, { wasForeseen });
    const waiting = { failures: download.failures, state: { kind: 'queued' } } as const;
    this.#table.change(id, waits ? { ...patch, ...waiting } : patch, failure.detail);
    if (leftovers.length === 0) return;
    this.#table.addLeftovers(leftovers);
    this.#table.afterCommit(this.#input.cleanFiles);
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
      // A repaired file is in the history already.
      if (isInPlace(download.reservation)) return;
      this.#table.addHistory({ downloadId: id, url: download.url, path: file, sizeBytes, completedAtMs });
    }
  }
}
