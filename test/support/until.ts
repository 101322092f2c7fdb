import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits for a condition, looking at it once a turn of the event loop; throws when it does not come true in time. */
export async function until(condition: () => boolean, what: string | (() => string), boundMs = 10_000): Promise<void> {
  const endAt = performance.now() + boundMs;
  while (!condition()) {
    if (performance.now() > endAt)
      throw new Error(`waited ${boundMs} ms in vain for: ${typeof what === 'string' ? what : what()}`);
    await nextTurn();
  }
}
