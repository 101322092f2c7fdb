import type { HttpClient } from './http-client.ts';
import { inspectLink } from './inspect-link.ts';
import type { EngineCommand, EngineEvent, InspectResult } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

type InspectCommand = Extract<EngineCommand, { kind: 'inspect' }>;

/** Links looked at together, over all windows: what downloads comes first, and no server should notice. */
const MOST_AT_ONCE = 4;

/** The links that are looked at before they are added. Each is answered once, in any order. Ends with `close()`. */
export class InspectJobs {
  readonly #client: Pick<HttpClient, 'get'>;
  readonly #post: (event: EngineEvent) => void;
  readonly #waiting = new Map<number, InspectCommand>();
  readonly #running = new Map<number, { readonly controller: AbortController; readonly ended: Promise<void> }>();
  #closing = false;

  constructor(client: Pick<HttpClient, 'get'>, post: (event: EngineEvent) => void) {
    this.#client = client;
    this.#post = post;
  }

  start(command: InspectCommand): void {
    this.#waiting.set(command.job, command);
    this.#next();
  }

  cancel(job: number): void {
    if (this.#waiting.delete(job)) this.#tell(job, { kind: 'unclear' });
    this.#running.get(job)?.controller.abort(new TransferError('app.unexpected', 'cancelled'));
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const job of [...this.#waiting.keys(), ...this.#running.keys()]) this.cancel(job);
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #next(): void {
    const [first] = this.#waiting.values();
    if (first === undefined || this.#running.size >= MOST_AT_ONCE || this.#closing) return;
    this.#waiting.delete(first.job);
    const controller = new AbortController();
    this.#running.set(first.job, { controller, ended: this.#inspect(first, controller.signal) });
    this.#next();
  }

  /** Never rejects. */
  async #inspect({ job, request }: InspectCommand, signal: AbortSignal): Promise<void> {
    const result = await inspectLink(this.#client, request, signal);
    this.#running.delete(job);
    this.#tell(job, result);
    this.#next();
  }

  #tell(job: number, result: InspectResult): void {
    this.#post({ kind: 'inspected', job, result });
  }
}
