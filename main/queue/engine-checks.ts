import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { ChecksumAlgorithm } from '../../shared/download.ts';
import type {
  CopyResult,
  EngineCommand,
  EngineEvent,
  EnginePort,
  InspectRequest,
  InspectResult,
} from '../engine/protocol.ts';

type Inspected = Extract<EngineEvent, { kind: 'inspected' }>;
type Verified = Extract<EngineEvent, { kind: 'verified' }>;
type Hashed = Extract<EngineEvent, { kind: 'hashed' }>;
type Copied = Extract<EngineEvent, { kind: 'copied' }>;
type HashResult = Hashed['result'];
type FileRead = Extract<EngineEvent, { kind: 'fileRead' }>;
/** Called from time to time with how far it is. */
export type OnRead = (progress: WorkProgress) => void;
/** What the engine says of a file. */
export type CheckResult = Verified['result'];

/** A check that is under way. `result` never rejects. */
export type Check<Result = CheckResult> = { readonly result: Promise<Result>; readonly cancel: () => void };

/** Who waits for the result of a job, by its number. */
type Waiting<Result> = Map<number, (result: Result) => void>;

/**
 * Asks the engine what belongs to no run of a download: to compare files with checksums, to copy them, and to look at
 * links. Many at once, each with a number of its own.
 */
export class EngineChecks {
  readonly #engine: Pick<EnginePort, 'send'>;
  readonly #waiting: Waiting<CheckResult> = new Map();
  readonly #hashing: Waiting<HashResult> = new Map();
  readonly #inspecting: Waiting<InspectResult> = new Map();
  readonly #copying: Waiting<CopyResult> = new Map();
  readonly #readers = new Map<number, OnRead>();
  #lastJob = 0;
  #isClosed = false;

  constructor(engine: Pick<EnginePort, 'send'>) {
    this.#engine = engine;
  }

  start(path: string, blocks: readonly BlockChecksum[], onRead: OnRead = () => undefined): Check {
    return this.#fileJob(this.#waiting, onRead, (job) => ({ kind: 'verify', job, path, blocks }));
  }

  /** The checksum of a file at rest. */
  hash(path: string, algorithm: ChecksumAlgorithm, onRead: OnRead): Check<HashResult> {
    return this.#fileJob(this.#hashing, onRead, (job) => ({ kind: 'hash', job, path, algorithm }));
  }

  /** Copies a file at rest over an empty one. */
  copy(from: string, to: string, onRead: OnRead): Check<CopyResult> {
    return this.#fileJob(this.#copying, onRead, (job) => ({ kind: 'copy', job, from, to }));
  }

  inspect(request: InspectRequest): Check<InspectResult> {
    const { job, result } = this.#begin(this.#inspecting);
    this.#ask({ kind: 'inspect', job, request });
    return { result, cancel: () => this.#engine.send({ kind: 'cancelInspect', job }) };
  }

  #fileJob<Result>(waiting: Waiting<Result>, onRead: OnRead, command: (job: number) => EngineCommand): Check<Result> {
    const { job, result } = this.#begin(waiting);
    this.#readers.set(job, onRead);
    this.#ask(command(job));
    return { result, cancel: () => this.#engine.send({ kind: 'cancelFileJob', job }) };
  }

  #begin<Result>(waiting: Waiting<Result>): { readonly job: number; readonly result: Promise<Result> } {
    this.#lastJob += 1;
    const { promise, resolve } = Promise.withResolvers<Result>();
    waiting.set(this.#lastJob, resolve);
    return { job: this.#lastJob, result: promise };
  }

  #ask(command: EngineCommand): void {
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send(command);
  }

  onFileRead({ job, doneBytes, totalBytes }: FileRead): void {
    this.#readers.get(job)?.({ doneBytes, totalBytes });
  }

  onHashed({ job, result }: Hashed): void {
    this.#readers.delete(job);
    this.#hashing.get(job)?.(result);
    this.#hashing.delete(job);
  }

  onCopied({ job, result }: Copied): void {
    this.#readers.delete(job);
    this.#copying.get(job)?.(result);
    this.#copying.delete(job);
  }

  onInspected({ job, result }: Inspected): void {
    this.#inspecting.get(job)?.(result);
    this.#inspecting.delete(job);
  }

  onVerified({ job, result }: Verified): void {
    this.#readers.delete(job);
    this.#waiting.get(job)?.(result);
    this.#waiting.delete(job);
  }

  /** Nothing comes of what was asked. */
  onDied(reason: string): void {
    const failure = { code: 'app.engineStopped', detail: reason } as const;
    for (const resolve of this.#waiting.values()) resolve({ ok: false, failure });
    this.#waiting.clear();
    for (const resolve of this.#hashing.values()) resolve({ ok: false, failure });
    this.#hashing.clear();
    for (const resolve of this.#inspecting.values()) resolve({ kind: 'unclear' });
    this.#inspecting.clear();
    for (const resolve of this.#copying.values()) resolve({ kind: 'failed', failure });
    this.#copying.clear();
    this.#readers.clear();
  }

  /** The engine has ended. */
  close(): void {
    this.#isClosed = true;
    this.onDied('closing');
  }
}
