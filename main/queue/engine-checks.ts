import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { ChecksumAlgorithm } from '../../shared/download.ts';
import type { CopyResult, EngineEvent, EnginePort, InspectRequest, InspectResult } from '../engine/protocol.ts';

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

/**
 * Asks the engine what belongs to no run of a download: to compare files with checksums, to copy them, and to look at
 * links. Many at once, each with a number of its own.
 */
export class EngineChecks {
  readonly #engine: Pick<EnginePort, 'send'>;
  readonly #waiting = new Map<number, (result: CheckResult) => void>();
  readonly #hashing = new Map<number, (result: HashResult) => void>();
  readonly #inspecting = new Map<number, (result: InspectResult) => void>();
  readonly #copying = new Map<number, (result: CopyResult) => void>();
  readonly #readers = new Map<number, OnRead>();
  #lastJob = 0;
  #isClosed = false;

  constructor(engine: Pick<EnginePort, 'send'>) {
    this.#engine = engine;
  }

  start(path: string, blocks: readonly BlockChecksum[], onRead: OnRead = () => undefined): Check {
    this.#lastJob += 1;
    const job = this.#lastJob;
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    this.#waiting.set(job, resolve);
    this.#readers.set(job, onRead);
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send({ kind: 'verify', job, path, blocks });
    return { result: promise, cancel: () => this.#cancelFileJob(job) };
  }

  /** The checksum of a file at rest. */
  hash(path: string, algorithm: ChecksumAlgorithm, onRead: OnRead): Check<HashResult> {
    this.#lastJob += 1;
    const job = this.#lastJob;
    const { promise, resolve } = Promise.withResolvers<HashResult>();
    this.#hashing.set(job, resolve);
    this.#readers.set(job, onRead);
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send({ kind: 'hash', job, path, algorithm });
    return { result: promise, cancel: () => this.#cancelFileJob(job) };
  }

  /** Copies a file at rest over an empty one. */
  copy(from: string, to: string, onRead: OnRead): Check<CopyResult> {
    this.#lastJob += 1;
    const job = this.#lastJob;
    const { promise, resolve } = Promise.withResolvers<CopyResult>();
    this.#copying.set(job, resolve);
    this.#readers.set(job, onRead);
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send({ kind: 'copy', job, from, to });
    return { result: promise, cancel: () => this.#cancelFileJob(job) };
  }

  #cancelFileJob(job: number): void {
    this.#engine.send({ kind: 'cancelFileJob', job });
  }

  inspect(request: InspectRequest): Check<InspectResult> {
    this.#lastJob += 1;
    const job = this.#lastJob;
    const { promise, resolve } = Promise.withResolvers<InspectResult>();
    this.#inspecting.set(job, resolve);
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send({ kind: 'inspect', job, request });
    return { result: promise, cancel: () => this.#engine.send({ kind: 'cancelInspect', job }) };
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
