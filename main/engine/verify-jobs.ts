import type { BlockVerifier } from './block-verifier.ts';
import { toDiskError } from './disk-error.ts';
import type { EngineCommand, EngineEvent } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

type VerifyCommand = Extract<EngineCommand, { kind: 'verify' }>;

/** The checks of files at rest that the queue asked for. Each is answered once. Ends with `close()`. */
export class VerifyJobs {
  readonly #verifier: BlockVerifier;
  readonly #post: (event: EngineEvent) => void;
  readonly #running = new Map<number, { readonly controller: AbortController; readonly ended: Promise<void> }>();

  constructor(verifier: BlockVerifier, post: (event: EngineEvent) => void) {
    this.#verifier = verifier;
    this.#post = post;
  }

  start(command: VerifyCommand): void {
    const controller = new AbortController();
    this.#running.set(command.job, { controller, ended: this.#verify(command, controller.signal) });
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
      const { damaged, stamp } = await this.#verifier.verify(path, blocks, signal);
      this.#post({ kind: 'verified', job, result: { ok: true, damaged, stamp } });
    } catch (error) {
      this.#post({ kind: 'verified', job, result: { ok: false, failure: toDiskError(error).failure } });
    } finally {
      this.#running.delete(job);
    }
  }
}
