import { waitOrAbort } from './abortable.ts';

/** Does work one piece after another, in the order in which it was asked for. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for its turn, then does it. Who gives up waiting ends at once, and lets nobody past those that are before it.
   * @throws the signal's reason while it waits; what the work throws.
   */
  async run<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = Promise.all([before, promise]);
    try {
      await waitOrAbort(before, signal);
      // Its turn and the abort may have come in one turn of the loop.
      signal.throwIfAborted();
      return await work();
    } finally {
      resolve();
    }
  }
}
