import type { ChecksumRunner } from './checksum.ts';
import { toDiskError } from './disk-error.ts';
import type { EngineCommand, EngineEvent } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

type HashCommand = Extract<EngineCommand, { kind: 'hash' }>;

/** The checksums of files at rest that someone wants to see. Each is answered once. Ends with `close()`. */
export class HashJobs {
  readonly #runner: ChecksumRunner;
  readonly #post: (event: EngineEvent) => void;
  readonly #controller = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(runner: ChecksumRunner, post: (event: EngineEvent) => void) {
    this.#runner = runner;
    this.#post = post;
  }

  start(command: HashCommand): void {
    const ended = this.#hash(command).finally(() => this.#running.delete(ended));
    this.#running.add(ended);
  }

  async close(): Promise<void> {
    this.#controller.abort(new TransferError('app.unexpected', 'cancelled'));
    await Promise.all(this.#running);
  }

  /** Never rejects. */
  async #hash({ job, path, algorithm }: HashCommand): Promise<void> {
    try {
      const hex = await this.#runner.hash(path, algorithm, this.#controller.signal);
      this.#post({ kind: 'hashed', job, result: { ok: true, hex } });
    } catch (error) {
      this.#post({ kind: 'hashed', job, result: { ok: false, failure: toDiskError(error).failure } });
    }
  }
}
