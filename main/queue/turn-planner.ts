import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { DownloadTable } from './download-table.ts';
import { nextWakeMs, schedule, type Candidate } from './scheduler.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

/** How long to wait before a failed commit is tried again, in milliseconds. */
const COMMIT_RETRY_MS = 1000;

export type TurnPlannerInput = {
  readonly table: DownloadTable;
  readonly supervisor: () => TransferSupervisor;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** A commit failed and will be tried again; the message is SQLite's. */
  readonly onCommitTrouble: (error: unknown) => void;
};

/** The end of each turn of the event loop that changed something: start what may start, commit what was staged. */
export class TurnPlanner {
  readonly #input: TurnPlannerInput;
  readonly #table: DownloadTable;
  #turnIsPlanned = false;
  #wakeTimer: Disposable | null = null;
  #isClosing = false;

  constructor(input: TurnPlannerInput) {
    this.#input = input;
    this.#table = input.table;
  }

  /** Asks for one look at the end of this turn. */
  touch(): void {
    if (this.#turnIsPlanned || this.#isClosing) return;
    this.#turnIsPlanned = true;
    setImmediate(() => {
      this.#turnIsPlanned = false;
      this.#turn();
    });
  }

  /** No turn comes any more. */
  close(): void {
    this.#isClosing = true;
    this.#wakeTimer?.[Symbol.dispose]();
  }

  #turn(): void {
    if (this.#isClosing) return;
    try {
      this.#startWhatMay();
      this.#table.commit();
    } catch (error) {
      this.#input.onCommitTrouble(error);
      this.#wakeAfter(COMMIT_RETRY_MS);
    }
  }

  #startWhatMay(): void {
    const nowMs = this.#input.clock.nowMs();
    const supervisor = this.#input.supervisor();
    const settings = this.#input.settings();
    const { heldHosts } = supervisor;
    for (const [host, untilMs] of heldHosts) if (untilMs <= nowMs) heldHosts.delete(host);
    const retryTimes = this.#queueDueRetries(nowMs);
    const ids = schedule({
      candidates: this.#candidates(),
      runningByHost: supervisor.runningByHost(),
      maxActive: settings.maxActiveDownloads,
      maxPerHost: settings.maxActivePerHost,
      heldHosts,
      nowMs,
    });
    for (const id of ids) {
      const download = this.#table.get(id);
      if (download !== undefined) supervisor.start(download);
    }
    const wakeAtMs = nextWakeMs([...retryTimes, ...heldHosts.values()], nowMs);
    if (wakeAtMs !== null) this.#wakeAfter(wakeAtMs - nowMs);
  }

  /** @returns the times of the retries that are still to come. */
  #queueDueRetries(nowMs: number): number[] {
    const retryTimes: number[] = [];
    for (const id of this.#table.idsIn('retrying')) {
      const state = this.#table.get(id)?.state;
      if (state?.kind !== 'retrying') continue;
      if (state.atMs <= nowMs) this.#table.change(id, { state: { kind: 'queued' } });
      else retryTimes.push(state.atMs);
    }
    return retryTimes;
  }

  *#candidates(): Generator<Candidate> {
    const supervisor = this.#input.supervisor();
    for (const id of this.#table.idsIn('queued')) {
      const download = this.#table.get(id);
      // A download that is being let go starts again only when the engine has confirmed.
      if (download !== undefined && !supervisor.isRunning(id)) yield { id, host: new URL(download.url).host };
    }
  }

  #wakeAfter(delayMs: number): void {
    this.#wakeTimer?.[Symbol.dispose]();
    this.#wakeTimer = this.#input.clock.after(delayMs, () => this.touch());
  }
}
