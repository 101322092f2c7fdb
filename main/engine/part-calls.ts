import { closeSync } from 'node:fs';
import type { PromptDisk } from '../../shared/prompt-disk.ts';
import { closeFile } from './descriptor-calls.ts';
import type { DirectWriter } from './direct-writer.ts';
import { toDiskError } from './disk-error.ts';
import type { DiskWatch } from './disk-watch.ts';
import { noteStuck } from './stuck-files.ts';
import { TransferError } from './transfer-error.ts';

type PartCallsOptions = {
  readonly path: string;
  readonly descriptor: number;
  /** `dev` of stat(2). */
  readonly device: bigint;
  readonly watch: DiskWatch;
  readonly promptDisk: PromptDisk;
};

/**
 * The descriptor of an open part file, and the calls with it: which are made in this thread and which in Node's pool
 * (`docs/decisions/direct-calls.md`), and which are under way, so that the descriptor is closed after the last one: its number
 * must not be another file's before.
 *
 * Whoever makes one closes it. Every call throws a `TransferError` with a `disk.` code; `disk.stalled` when the disk says nothing for
 * too long, and from then on always.
 */
export class PartCalls {
  readonly #options: PartCallsOptions;
  /** Calls in the pool. */
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: PartCallsOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether `now` may be called: its disk is prompt. */
  get mayCallNow(): boolean {
    return this.#options.promptDisk.mayCall(this.#options.device);
  }

  /** Makes a call in this thread. */
  now<Value>(call: (descriptor: number) => Value): Value {
    const { watch, promptDisk } = this.#options;
    try {
      return watch.runNow(() => promptDisk.call(() => call(this.#open)));
    } catch (error) {
      throw toDiskError(error);
    }
  }

  /** Makes a call in the pool. */
  async later<Value>(call: (descriptor: number) => Promise<Value>, kind?: 'sync'): Promise<Value> {
    try {
      return await this.#watched(() => this.#noted(call(this.#open)), kind);
    } catch (error) {
      throw toDiskError(error);
    }
  }

  /** Makes the first call in this thread where its disk is prompt, and the second in the pool elsewhere. */
  async either<Value>(
    now: (descriptor: number) => Value,
    later: (descriptor: number) => Promise<Value>,
  ): Promise<Value> {
    return this.mayCallNow ? this.now(now) : await this.later(later);
  }

  /** Resolves when nothing of it is under way, even of a disk that has stalled; never rejects. */
  settled(): Promise<void> {
    return this.#options.watch.settled();
  }

  /**
   * Closes the descriptor when no call is under way any more. Safe to call twice. Of a disk that has stalled it waits for nothing;
   * whoever opens the file again does.
   * @param beside what else was opened, and is closed with it; one of its calls may be about to open it
   * @param before the end of what else is to be waited for; never rejects
   */
  async close(beside: Pick<DirectWriter, 'isOpen' | 'close'>, before: Promise<void> | null): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { path, descriptor, watch, promptDisk } = this.#options;
    const closeAll = async (): Promise<void> => {
      await Promise.allSettled([...this.#underWay, before]);
      await Promise.all([beside.close(), closeFile(descriptor)]);
    };
    if (watch.isStalled) {
      // Who cared has been told that the disk stalled.
      const closed = closeAll().catch(() => {});
      noteStuck(path, closed);
      return;
    }
    const isFree = before === null && !beside.isOpen && this.#underWay.size === 0;
    try {
      if (isFree && this.mayCallNow) watch.runNow(() => promptDisk.call(() => closeSync(descriptor)));
      else if (isFree) await this.#watched(() => this.#noted(closeFile(descriptor)));
      else await watch.run(closeAll);
    } catch (error) {
      if (watch.isStalled) noteStuck(path, watch.settled());
      throw toDiskError(error);
    }
  }

  /** Its number, while it is its own: after the end it may be that of another file. */
  get #open(): number {
    if (this.#isClosed) throw new TransferError('disk.failed', 'the part file is closed');
    return this.#options.descriptor;
  }

  #watched<Value>(call: () => Promise<Value>, kind?: 'sync'): Promise<Value> {
    const { watch, promptDisk, device } = this.#options;
    return watch.run(() => promptDisk.watch(device, call), kind);
  }

  async #noted<Value>(work: Promise<Value>): Promise<Value> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}
