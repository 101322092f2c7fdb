import { open } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { promptDevice } from '../../main/app/prompt-device.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import { toDownloadId, type DownloadId } from '../../shared/download.ts';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { DiskPatience } from '../../main/engine/disk-watch.ts';
import type { EngineCommand, EngineEvent, ProxyAnswer } from '../../main/engine/protocol.ts';
import { NO_TRAITS, type TransferRequest } from '../../main/engine/transfer-request.ts';
import { createTempFolder, type TempFolder } from './temp-folder.ts';

type Ended = Extract<EngineEvent, { kind: 'finished' | 'stopped' | 'failed' }>;

/** One download as a test sees it. */
export type HarnessDownload = {
  readonly id: DownloadId;
  readonly run: number;
  readonly partPath: string;
  /** Its end; rejects after a bound. */
  readonly ended: Promise<Ended>;
};

const BOUND_MS = 20_000;

/** A plain start with one connection. */
export const DEFAULT_REQUEST: Omit<TransferRequest, 'url'> = {
  headers: [],
  maxConnections: 1,
  isAutomatic: false,
  limitBytesPerSecond: 0,
  weight: 1,
  connectTimeoutMs: 5000,
  responseTimeoutMs: 5000,
  idleTimeoutMs: 5000,
  traits: NO_TRAITS,
  certificates: [],
  allowInsecureRedirect: false,
  acceptHtml: false,
  mirrors: [],
  pieces: null,
  followMetalinks: false,
  checksum: null,
  checksumFrom: null,
  digest: null,
  resume: null,
};

/**
 * Plays the queue against the real engine in its real worker thread: answers `probed` and `restarted` with a part file
 * in a folder of its own. Ends by `await using`, which also asserts that the engine closes.
 */
export class EngineHarness implements AsyncDisposable {
  readonly events: EngineEvent[] = [];
  readonly folder: TempFolder;
  /** The exit code of the thread. */
  readonly exited: Promise<number>;
  /** Whether `probed` and `restarted` are answered at once. */
  answersProbes = true;
  /** Whether `unproved` is answered. */
  answersUnproved = true;
  /** What the database has of the part file, the answer to `unproved`. */
  checksums: readonly BlockChecksum[] = [];
  #routesFor: ((origin: string) => ProxyAnswer) | null = null;
  readonly #worker: Worker;
  readonly #watchers = new Set<() => void>();
  readonly #parts = new Map<number, string>();
  #partFolder: string | null = null;
  #died: string | null = null;
  #lastId = 0;

  private constructor(worker: Worker, folder: TempFolder) {
    this.#worker = worker;
    this.folder = folder;
    worker.on('message', (events: readonly EngineEvent[]) => events.forEach((event) => void this.#onEvent(event)));
    worker.on('error', (error: Error) => this.#die(error.stack ?? error.message));
    worker.on('exit', (code) => this.#die(`exit ${code}`));
    this.exited = new Promise((resolve) => {
      worker.once('exit', resolve);
    });
  }

  /**
   * `certificateAuthority`: a PEM certificate that the engine's thread trusts besides the usual ones. `diskPatience`: another
   * one than usual. `partFolder`: where the part files go instead of a folder of its own. `clockRate`: at less than 1 the thread's
   * clock goes slower, so that lines and disks seem quicker.
   */
  static async start(
    options: {
      readonly certificateAuthority?: string;
      readonly diskPatience?: DiskPatience;
      readonly partFolder?: string;
      readonly clockRate?: number;
    } = {},
  ): Promise<EngineHarness> {
    const entry = new URL('./trusting-engine-worker.ts', import.meta.url);
    const { certificateAuthority = null, diskPatience = null, clockRate = 1 } = options;
    const worker = new Worker(entry, { workerData: { certificateAuthority, diskPatience, clockRate } });
    const harness = new EngineHarness(worker, await createTempFolder());
    harness.#partFolder = options.partFolder ?? null;
    // As if the list were beside the part files, as that of `sluice get` is; what stalls is never prompt.
    harness.send({ kind: 'listDisk', device: promptDevice(harness.#partFolder ?? harness.folder.path) });
    await harness.waitFor((event) => event.kind === 'ready', 'ready');
    return harness;
  }

  send(command: EngineCommand): void {
    this.#worker.postMessage([command]);
  }

  /** Nobody wants to be left alone any more: for servers that more than one test asks. */
  forgetHolds(): void {
    this.send({ kind: 'holds', holds: [] });
  }

  /** From now on the engine asks for the way to each server, and gets this. */
  useProxies(routesFor: (origin: string) => ProxyAnswer): void {
    this.#routesFor = routesFor;
    this.send({ kind: 'proxies', asks: true });
  }

  /** Starts a download; what is not given is a plain start with one connection. */
  start(request: Partial<TransferRequest> & { readonly url: string }, run = 1, sameId?: DownloadId): HarnessDownload {
    this.#lastId += 1;
    const id = sameId ?? toDownloadId(this.#lastId);
    const partPath = request.resume?.partPath ?? this.#parts.get(id) ?? this.#newPart(id);
    this.#parts.set(id, partPath);
    const ended = this.waitFor(
      (event): event is Ended => isEnd(event) && event.id === id && event.run === run,
      `the end of ${id}, run ${run}`,
    );
    // A test may fail before it looks at the end.
    ended.catch(() => {});
    this.send({ kind: 'start', id, run, request: { ...DEFAULT_REQUEST, ...request } });
    return { id, run, partPath, ended };
  }

  stop(download: HarnessDownload): void {
    this.send({ kind: 'stop', id: download.id, run: download.run });
  }

  /** The first event, past or to come, for which the predicate holds. */
  async waitFor<Event extends EngineEvent>(
    predicate: ((event: EngineEvent) => event is Event) | ((event: EngineEvent) => boolean),
    what: string,
  ): Promise<Event> {
    const { promise, resolve, reject } = Promise.withResolvers<EngineEvent>();
    const check = (): void => {
      const found = this.events.find((event) => predicate(event));
      if (found !== undefined) resolve(found);
      else if (this.#died !== null) reject(new Error(`the engine died: ${this.#died}`));
    };
    const bound = setTimeout(() => reject(new Error(`waited in vain for ${what}: ${this.#story()}`)), BOUND_MS);
    this.#watchers.add(check);
    check();
    try {
      // The predicate is what makes it this kind of event.
      return (await promise) as Event;
    } finally {
      clearTimeout(bound);
      this.#watchers.delete(check);
    }
  }

  /** All events of one kind. */
  ofKind<Kind extends EngineEvent['kind']>(kind: Kind): Extract<EngineEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<EngineEvent, { kind: Kind }> => event.kind === kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#died === null) {
      this.send({ kind: 'close' });
      await this.waitFor((event) => event.kind === 'closed', 'closed');
    }
    await this.#worker.terminate();
    await this.folder[Symbol.asyncDispose]();
  }

  async #onEvent(event: EngineEvent): Promise<void> {
    this.events.push(event);
    for (const check of this.#watchers) check();
    if (event.kind === 'unproved' && this.answersUnproved) {
      this.send({ kind: 'prove', id: event.id, run: event.run, blocks: this.checksums });
    }
    if (event.kind === 'proxyWanted') {
      const answer = this.#routesFor?.(event.origin) ?? { ok: false, detail: 'no test said' };
      this.send({ kind: 'proxyFound', ask: event.ask, answer });
    }
    if ((event.kind !== 'probed' && event.kind !== 'restarted') || !this.answersProbes) return;
    await this.answer(event.id, event.run);
  }

  /** Reserves the part file and tells the engine. */
  async answer(id: DownloadId, run: number): Promise<void> {
    const partPath = this.#parts.get(id) ?? '';
    await (await open(partPath, 'a')).close();
    this.send({ kind: 'destination', id, run, partPath });
  }

  #newPart(id: DownloadId): string {
    const name = `${id}${PART_SUFFIX}`;
    return this.#partFolder === null ? this.folder.file(name) : path.join(this.#partFolder, name);
  }

  #die(reason: string): void {
    this.#died ??= reason;
    for (const check of this.#watchers) check();
  }

  #story(): string {
    return this.events.map((event) => event.kind).join(' ');
  }
}

function isEnd(event: EngineEvent): event is Ended {
  return event.kind === 'finished' || event.kind === 'stopped' || event.kind === 'failed';
}
