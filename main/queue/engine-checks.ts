import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { EngineEvent, EnginePort } from '../engine/protocol.ts';

type Verified = Extract<EngineEvent, { kind: 'verified' }>;
/** What the engine says of a file. */
export type CheckResult = Verified['result'];

/** A check that is under way. `result` never rejects. */
export type Check = { readonly result: Promise<CheckResult>; readonly cancel: () => void };

/** Asks the engine to compare files with checksums; many at once, each with a number of its own. */
export class EngineChecks {
  readonly #engine: Pick<EnginePort, 'send'>;
  readonly #waiting = new Map<number, (result: CheckResult) => void>();
  #lastJob = 0;
  #isClosed = false;

  constructor(engine: Pick<EnginePort, 'send'>) {
    this.#engine = engine;
  }

  start(path: string, blocks: readonly BlockChecksum[]): Check {
    this.#lastJob += 1;
    const job = this.#lastJob;
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    this.#waiting.set(job, resolve);
    if (this.#isClosed) this.onDied('closing');
    else this.#engine.send({ kind: 'verify', job, path, blocks });
    return { result: promise, cancel: () => this.#engine.send({ kind: 'cancelVerify', job }) };
  }

  onVerified({ job, result }: Verified): void {
    this.#waiting.get(job)?.(result);
    this.#waiting.delete(job);
  }

  /** Nothing comes of what was asked. */
  onDied(reason: string): void {
    const failure = { code: 'app.engineStopped', detail: reason } as const;
    for (const resolve of this.#waiting.values()) resolve({ ok: false, failure });
    this.#waiting.clear();
  }

  /** The engine has ended. */
  close(): void {
    this.#isClosed = true;
    this.onDied('closing');
  }
}
