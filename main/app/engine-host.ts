import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CloseVerdict, EngineCommand, EngineEvent, EnginePort, ProxyAnswer } from '../engine/protocol.ts';
import { Mailbag } from '../../shared/mailbag.ts';
import type { Clock } from './ports.ts';

/** The worker's file has the extension of this one: `.ts` in the work tree, `.js` in the emitted tree. */
const WORKER_URL = new URL(`../engine/engine-worker${path.extname(import.meta.filename)}`, import.meta.url);

/** Wait before the engine is started again after it died, doubling up to the second number, in milliseconds. */
const RESTART_DELAYS_MS = { first: 100, most: 30_000 };
/** An engine that ran this long was healthy: its next death counts as the first. */
const HEALTHY_AFTER_MS = 60_000;
/** Sockets close at once and the last sync takes what the disk takes; after this the thread is ended as it is. */
const CLOSE_BOUND_MS = 8_000;
/** Ending the thread takes no time, unless a call to a disk or a name lookup does not return: neither can be called off. In milliseconds. */
const TERMINATE_BOUND_MS = 2_000;

/** Where the engine asks for proxies. */
export type ProxySource = {
  /** Whether it should ask at all. */
  readonly asks: () => boolean;
  readonly routesFor: (origin: string) => Promise<ProxyAnswer>;
};

/** What the engine is told of the computer, and what it asks. */
export type EngineSurroundings = {
  readonly proxies: ProxySource;
  /** Of `promptDevice`. */
  readonly listDisk: bigint | null;
  /** Called when an engine has loaded all of its modules. */
  readonly onReady: () => void;
};

/** A thread that nobody owns yet. */
let ahead: Worker | null = null;

/**
 * Starts the engine's thread while the rest of the core is still being loaded, which takes as long; the next `EngineHost`
 * takes it. It keeps no process from ending, and ends with it when nobody takes it.
 */
export function startEngineAhead(): void {
  const worker = new Worker(WORKER_URL);
  worker.unref();
  ahead = worker;
  const forget = (): void => {
    if (ahead === worker) ahead = null;
  };
  // Whoever needs the engine starts one of its own then, and hears the reason.
  worker.on('error', forget).on('exit', forget);
}

/** Whether such a thread waits to be taken. It may still be loading its modules. */
export function isEngineAhead(): boolean {
  return ahead !== null;
}

/** Owns the engine's worker thread: starts it, starts it again when it dies, ends it. */
export class EngineHost implements EnginePort {
  readonly #clock: Clock;
  readonly #proxies: ProxySource;
  readonly #listDisk: bigint | null;
  readonly #onReady: () => void;
  readonly #workerUrl: URL;
  #worker: Worker | null = null;
  #onEvent: (event: EngineEvent) => void = () => {};
  #onDied: (reason: string) => void = () => {};
  /** The last limit sent: a new worker has to learn it. */
  #limit: EngineCommand | null = null;
  /** Commands for a worker that is not there yet. */
  #waiting: EngineCommand[] = [];
  readonly #commands = new Mailbag<EngineCommand>((commands) => this.#deliver(commands), queueMicrotask);
  #startedAtMs = 0;
  #restartDelayMs = RESTART_DELAYS_MS.first;
  #restartTimer: Disposable | null = null;
  #closed: Promise<CloseVerdict> | null = null;
  #onClosed: () => void = () => {};

  /** @param workerUrl another worker than the engine's, for tests. */
  constructor(clock: Clock, { proxies, listDisk, onReady }: EngineSurroundings, workerUrl: URL = WORKER_URL) {
    this.#clock = clock;
    this.#proxies = proxies;
    this.#listDisk = listDisk;
    this.#onReady = onReady;
    this.#workerUrl = workerUrl;
  }

  listen(onEvent: (event: EngineEvent) => void, onDied: (reason: string) => void): void {
    this.#onEvent = onEvent;
    this.#onDied = onDied;
    this.#start();
  }

  send(command: EngineCommand): void {
    if (command.kind === 'limit') this.#limit = command;
    this.#commands.add(command);
  }

  #deliver(commands: readonly EngineCommand[]): void {
    if (this.#worker === null) this.#waiting.push(...commands);
    else this.#worker.postMessage(commands);
  }

  /** Which proxies there are may have changed. */
  lookForProxies(): void {
    this.send(this.#proxyCommand());
  }

  close(): Promise<CloseVerdict> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #start(): void {
    const worker = this.#takeStarted() ?? new Worker(this.#workerUrl);
    this.#startedAtMs = this.#clock.nowMs();
    this.#worker = worker;
    let reason = 'the engine ended';
    worker.on('message', (events: readonly EngineEvent[]) => {
      for (const event of events) {
        if (event.kind === 'closed') this.#onClosed();
        else if (event.kind === 'proxyWanted') void this.#answerProxy(worker, event);
        else {
          if (event.kind === 'ready') this.#onReady();
          this.#onEvent(event);
        }
      }
    });
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.on('exit', () => this.#onExit(worker, reason));
    const limit = this.#limit === null ? [] : [this.#limit];
    const listDisk: EngineCommand = { kind: 'listDisk', device: this.#listDisk };
    worker.postMessage([...limit, listDisk, this.#proxyCommand(), ...this.#waiting]);
    this.#waiting = [];
  }

  #proxyCommand(): EngineCommand {
    return { kind: 'proxies', asks: this.#proxies.asks() };
  }

  async #answerProxy(worker: Worker, { ask, origin }: Extract<EngineEvent, { kind: 'proxyWanted' }>): Promise<void> {
    const answer = await this.#proxies.routesFor(origin).catch((error: unknown): ProxyAnswer => ({
      ok: false,
      detail: error instanceof Error ? error.message : 'the system did not say',
    }));
    worker.postMessage([{ kind: 'proxyFound', ask, answer }] satisfies EngineCommand[]);
  }

  #takeStarted(): Worker | null {
    const worker = this.#workerUrl === WORKER_URL ? ahead : null;
    if (worker === null) return null;
    ahead = null;
    worker.ref();
    return worker;
  }

  #onExit(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#onClosed();
    if (this.#closed !== null) return;
    if (this.#clock.nowMs() - this.#startedAtMs > HEALTHY_AFTER_MS) this.#restartDelayMs = RESTART_DELAYS_MS.first;
    this.#restartTimer = this.#clock.after(this.#restartDelayMs, () => this.#start());
    this.#restartDelayMs = Math.min(this.#restartDelayMs * 2, RESTART_DELAYS_MS.most);
    this.#onDied(reason);
  }

  async #close(): Promise<CloseVerdict> {
    this.#restartTimer?.[Symbol.dispose]();
    const worker = this.#worker;
    if (worker === null) return 'ended';
    const { promise, resolve } = Promise.withResolvers<CloseVerdict>();
    this.#onClosed = () => resolve('late');
    this.#commands.empty();
    worker.postMessage([{ kind: 'close' }] satisfies EngineCommand[]);
    using _bound = this.#clock.after(CLOSE_BOUND_MS, () => resolve('stuck'));
    // An engine that has said that it is closed waits for no disk.
    const untilEnded = await promise;
    this.#worker = null;
    const verdict = Promise.withResolvers<CloseVerdict>();
    using _late = this.#clock.after(TERMINATE_BOUND_MS, () => verdict.resolve(untilEnded));
    void worker.terminate().then(() => verdict.resolve('ended'));
    return await verdict.promise;
  }
}
