import { stat } from 'node:fs/promises';
import { assertNever } from '../../shared/assert-never.ts';
import type { BlockVerifier } from './block-verifier.ts';
import type { ChecksumRunner } from './checksum.ts';
import { toDiskError } from './disk-error.ts';
import type { FileCopier } from './file-copier.ts';
import type { FileWatch } from './file-worker.ts';
import type { CopyResult, EngineCommand, EngineEvent } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

type HashCommand = Extract<EngineCommand, { kind: 'hash' }>;
type VerifyCommand = Extract<EngineCommand, { kind: 'verify' }>;
type CopyCommand = Extract<EngineCommand, { kind: 'copy' }>;

/** What the queue wants to know of files at rest, and their copies. Each job is answered once, and tells how far it is. Ends with `close()`. */
export class FileJobs {
  readonly #runner: ChecksumRunner;
  readonly #verifier: BlockVerifier;
  readonly #copier: FileCopier;
  readonly #post: (event: EngineEvent) => void;
  readonly #running = new Map<number, { readonly controller: AbortController; readonly ended: Promise<void> }>();

  constructor(
    tools: { runner: ChecksumRunner; verifier: BlockVerifier; copier: FileCopier },
    post: (event: EngineEvent) => void,
  ) {
    this.#runner = tools.runner;
    this.#verifier = tools.verifier;
    this.#copier = tools.copier;
    this.#post = post;
  }

  start(command: HashCommand | VerifyCommand | CopyCommand): void {
    const controller = new AbortController();
    const { signal } = controller;
    this.#running.set(command.job, { controller, ended: this.#run(command, signal) });
  }

  #run(command: HashCommand | VerifyCommand | CopyCommand, signal: AbortSignal): Promise<void> {
    switch (command.kind) {
      case 'hash':
        return this.#hash(command, signal);
      case 'verify':
        return this.#verify(command, signal);
      case 'copy':
        return this.#copy(command, signal);
      default:
        return assertNever(command);
    }
  }

  cancel(job: number): void {
    this.#running.get(job)?.controller.abort(new TransferError('app.unexpected', 'cancelled'));
  }

  async close(): Promise<void> {
    const running = [...this.#running];
    for (const [job] of running) this.cancel(job);
    await Promise.all(running.map(([, { ended }]) => ended));
  }

  /** Never rejects. */
  async #verify({ job, path, blocks }: VerifyCommand, signal: AbortSignal): Promise<void> {
    try {
      const totalBytes = blocks.reduce((sum, { start, end }) => sum + end - start, 0);
      const { damaged, stamp } = await this.#verifier.verify(path, blocks, this.#watch(job, totalBytes, signal));
      this.#post({ kind: 'verified', job, result: { ok: true, damaged, stamp } });
    } catch (error) {
      this.#post({ kind: 'verified', job, result: { ok: false, failure: toDiskError(error).failure } });
    } finally {
      this.#running.delete(job);
    }
  }

  /** Never rejects. */
  async #hash({ job, path, algorithm }: HashCommand, signal: AbortSignal): Promise<void> {
    try {
      const { size } = await stat(path);
      const hex = await this.#runner.hash(path, algorithm, this.#watch(job, size, signal));
      this.#post({ kind: 'hashed', job, result: { ok: true, hex } });
    } catch (error) {
      this.#post({ kind: 'hashed', job, result: { ok: false, failure: toDiskError(error).failure } });
    } finally {
      this.#running.delete(job);
    }
  }

  /** Never rejects. */
  async #copy({ job, from, to }: CopyCommand, signal: AbortSignal): Promise<void> {
    let result: CopyResult;
    try {
      const { size } = await stat(from);
      const isSame = await this.#copier.copy({ from, to }, this.#watch(job, size, signal));
      result = { kind: isSame ? 'copied' : 'differs' };
    } catch (error) {
      result = { kind: 'failed', failure: toDiskError(error).failure };
    }
    this.#running.delete(job);
    this.#post({ kind: 'copied', job, result });
  }

  #watch(job: number, totalBytes: number, signal: AbortSignal): FileWatch {
    return { signal, onRead: (doneBytes) => this.#post({ kind: 'fileRead', job, doneBytes, totalBytes }) };
  }
}
