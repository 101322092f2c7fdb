import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import { CommitPace } from './commit-pace.ts';
import type { DownloadTable } from './download-table.ts';
import type { HostMemory } from './host-memory.ts';
import { deadlineAt, type Deadline, type Moment } from '../../shared/moment.ts';
import type { NetworkPatience } from './network-patience.ts';
import type { SystemHold } from './system-hold.ts';
import { RetryLine } from './retry-line.ts';
import { longestWaitMs } from './retry-policy.ts';
import { schedule, shortest, whoGivesWay, type ScheduleInput } from './scheduler.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

/** How long to wait before a failed commit is tried again, in milliseconds. */
const COMMIT_RETRY_MS = 1000;
/** A timer that fires this much too late fires after a sleep, in milliseconds. */
const LATE_MS = 30_000;

export type TurnPlannerInput = {
  readonly table: DownloadTable;
  readonly supervisor: () => TransferSupervisor;
  readonly hosts: HostMemory;
  readonly patience: NetworkPatience;
  readonly systemHold: Pick<SystemHold, 'reason'>;
  readonly clock: Clock;
  readonly now: () => Moment;
  readonly settings: () => Settings;
  /**
   * The shortest time between two turns, in milliseconds: what happens meanwhile shares a commit, so that their number is
   * bounded however many downloads there are. The first turn after a quiet time comes at once.
   */
  readonly turnIntervalMs: number;
  /** A commit failed and will be tried again; the message is SQLite's. */
  readonly onCommitTrouble: (error: unknown) => void;
};

/**
 * The end of each turn of the event loop that changed something: start what may start, commit what was staged. A place that comes
 * free is taken even while the next commit waits for its time: a start alone needs none.
 */
export class TurnPlanner {
  readonly #input: TurnPlannerInput;
  readonly #table: DownloadTable;
  readonly #retries = new RetryLine();
  readonly #pace = new CommitPace();
  #lookIsPlanned = false;
  #turnTimer: NodeJS.Timeout | null = null;
  /** On the process's own clock, which no test stops. */
  #nextTurnMs = 0;
  readonly #waiters = new Set<PromiseWithResolvers<void>>();
  #wakeTimer: Disposable | null = null;
  /** Not before start-up has looked at every row: one that was started earlier would be taken for what a crash left. */
  #hasBegun = false;
  /** Who wants that nothing starts. */
  #holders = 0;
  #isClosing = false;

  constructor(input: TurnPlannerInput) {
    this.#input = input;
    this.#table = input.table;
  }

  /** Asks for one look at the end of this turn. */
  touch(): void {
    if (this.#lookIsPlanned || this.#isClosing || !this.#hasBegun) return;
    this.#lookIsPlanned = true;
    setImmediate(() => {
      this.#lookIsPlanned = false;
      this.#look();
    });
  }

  #look(): void {
    const waitMs = this.#nextTurnMs - performance.now();
    if (waitMs <= 0 && this.#turnTimer === null) {
      this.#turn();
      return;
    }
    this.#turnTimer ??= setTimeout(() => {
      this.#turnTimer = null;
      this.#turn();
    }, waitMs);
    this.#guarded(() => this.#startWaiting());
  }

  /**
   * Resolves when what is staged now is on disk; all that wait in one turn share its commit. While the disk of the list is full
   * that takes until there is room.
   * @throws StoreError when the queue closes before; what is staged stays so.
   */
  committed(): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    this.#waiters.add(waiter);
    this.#table.afterCommit(() => {
      this.#waiters.delete(waiter);
      waiter.resolve();
    });
    if (this.#isClosing) this.#commit();
    else this.touch();
    return waiter.promise;
  }

  /** From now on turns come; the first one at once. */
  begin(): void {
    this.#hasBegun = true;
    this.touch();
  }

  /** Nothing starts until the end of it: what is half changed is not what anyone asked for. */
  holdStarts(): Disposable {
    this.#holders += 1;
    return {
      [Symbol.dispose]: () => {
        this.#holders -= 1;
        this.touch();
      },
    };
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** No turn comes any more. */
  close(): void {
    this.#isClosing = true;
    this.#wakeTimer?.[Symbol.dispose]();
    if (this.#turnTimer !== null) clearTimeout(this.#turnTimer);
    this.#input.patience.close();
    if (this.#waiters.size > 0) this.#commit();
  }

  #turn(): void {
    this.#guarded(() => {
      const wakeMs = this.#startWhatMay();
      // Behind the bag in which the starts travel: the engine begins with them while this thread commits.
      queueMicrotask(() => this.#guarded(() => this.#wakeAfter(this.#commit() ? wakeMs : COMMIT_RETRY_MS)));
    });
  }

  #guarded(work: () => void): void {
    if (this.#isClosing) return;
    try {
      work();
    } catch (error) {
      this.#input.onCommitTrouble(error);
      this.#wakeAfter(COMMIT_RETRY_MS);
    }
  }

  /** Whoever waits for the commit is told when it went well, or that none comes any more. */
  #commit(): boolean {
    const startedMs = performance.now();
    try {
      this.#table.commit();
      return true;
    } catch (error) {
      if (this.#isClosing) this.#giveUpWaiters(error);
      this.#input.onCommitTrouble(error);
      return false;
    } finally {
      const endedMs = performance.now();
      const paceMs = this.#pace.note(startedMs, endedMs);
      const { turnIntervalMs } = this.#input;
      if (turnIntervalMs > 0) this.#nextTurnMs = endedMs + Math.max(turnIntervalMs, paceMs);
    }
  }

  #giveUpWaiters(error: unknown): void {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }

  /** @returns when the next look is due, in milliseconds; `null` when nothing waits for a time. */
  #startWhatMay(): number | null {
    const { hosts, patience } = this.#input;
    const retryMs = this.#queueDueRetries(this.#input.now());
    const holdsMs = hosts.holdsMs();
    this.#start();
    const lookMs = patience.nextLookMs(this.#retries.waitsForNetwork);
    return shortest([retryMs, ...holdsMs, lookMs].filter((delayMs) => delayMs !== null));
  }

  #start(): void {
    this.#startWaiting();
    const line = this.#line();
    if (line === null) return;
    const supervisor = this.#input.supervisor();
    for (const id of whoGivesWay({ ...line, runs: supervisor.places() })) supervisor.giveWay(id);
  }

  #startWaiting(): void {
    const line = this.#line();
    if (line === null) return;
    for (const { id, connections } of schedule(line)) {
      const download = this.#table.get(id);
      if (download !== undefined) this.#input.supervisor().start(download, connections);
    }
  }

  /** Who waits and what runs; `null` while nothing may start. */
  #line(): ScheduleInput | null {
    const { hosts, patience, systemHold } = this.#input;
    if (this.#holders > 0 || systemHold.reason() !== null) return null;
    const supervisor = this.#input.supervisor();
    const settings = this.#input.settings();
    return {
      waiting: this.#table.waiting,
      // A download that is being let go of starts again only when the engine has confirmed.
      isReady: (id) => !supervisor.isRunning(id) && !supervisor.waitsForRoom(id),
      maxActive: settings.maxActiveDownloads,
      maxPerHost: settings.maxActivePerHost,
      answeredBy: (host) => hosts.answererOf(host),
      isHeld: (host) => hosts.isHeld(host) || patience.isHeld(host),
      connectionLimit: (host) => hosts.traits(host).maxConnections,
      running: supervisor.loadByHost(),
    };
  }

  /** @returns when the next retry is due, in milliseconds; `null` when none waits. */
  #queueDueRetries(now: Moment): number | null {
    for (const id of this.#table.takeRetryChanges()) this.#follow(id, now);
    const isNetworkBack = this.#input.patience.look(this.#retries.waitsForNetwork);
    for (const { id } of this.#retries.takeDue(now, isNetworkBack)) {
      this.#table.change(id, { state: { kind: 'queued' } });
    }
    return this.#retries.nextMs(now);
  }

  /** A download began to wait for another attempt, or to wait for another time, or it waits no more. */
  #follow(id: DownloadId, now: Moment): void {
    const download = this.#table.get(id);
    if (download?.state.kind !== 'retrying') {
      this.#retries.drop(id);
      return;
    }
    const { atMs, code } = download.state;
    this.#retries.put({ id, code, deadline: retryDeadline(download, atMs, code, now) });
  }

  #wakeAfter(delayMs: number | null): void {
    this.#wakeTimer?.[Symbol.dispose]();
    this.#wakeTimer = null;
    if (delayMs === null || this.#isClosing) return;
    const { clock, patience } = this.#input;
    const dueAtMs = clock.monotonicMs() + delayMs;
    this.#wakeTimer = clock.after(delayMs, () => {
      if (clock.monotonicMs() > dueAtMs + LATE_MS) patience.tryNow();
      this.touch();
    });
  }
}

function retryDeadline(download: Download, atMs: number, code: DownloadErrorCode, now: Moment): Deadline {
  return deadlineAt(now, atMs, longestWaitMs(code, download.options.retryWaitMs ?? 0));
}
