import type { App, Event } from 'electron';

/** The end of the app: one way out, however it was asked for. */
export type AppLife = {
  /** Whether the end has begun: from then on windows close instead of hiding. */
  readonly isQuitting: () => boolean;
};

/**
 * Closing stops the transfers and waits for their last checkpoint, which takes well under a second on a healthy disk. On
 * a hanging disk the app ends after this many milliseconds anyway: what is not durable was never recorded, so nothing is
 * lost but a little traffic.
 */
const CLOSE_BOUND_MS = 8_000;

/**
 * Lets the app end only after the core has closed (https://www.electronjs.org/docs/latest/api/app#event-before-quit):
 * each `before-quit` is held back until then, and `exit` follows, which asks no window again.
 */
export function closeBeforeQuit(input: {
  readonly app: App;
  readonly close: () => Promise<void>;
  readonly boundMs?: number;
}): AppLife {
  const { app } = input;
  let phase: 'running' | 'closing' | 'closed' = 'running';
  const quit = (): void => app.quit();

  const finish = async (): Promise<void> => {
    const failed = await settleWithin(input.close(), input.boundMs ?? CLOSE_BOUND_MS);
    phase = 'closed';
    process.off('SIGTERM', quit).off('SIGINT', quit).off('SIGHUP', quit);
    if (failed !== null) process.stderr.write(`Sluice did not close cleanly: ${failed}\n`);
    app.exit(failed === null ? 0 : 1);
  };

  app.on('before-quit', (event: Event) => {
    if (phase === 'closed') return;
    event.preventDefault();
    if (phase === 'closing') return;
    phase = 'closing';
    void finish();
  });
  process.on('SIGTERM', quit).on('SIGINT', quit).on('SIGHUP', quit);
  return { isQuitting: () => phase !== 'running' };
}

/** `null` when it ended well within the bound, else what went wrong, in words. */
async function settleWithin(work: Promise<void>, boundMs: number): Promise<string | null> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`still busy after ${boundMs} ms`), boundMs);
  try {
    return await Promise.race([work.then(() => null, String), late]);
  } finally {
    clearTimeout(timer);
  }
}
