import type { App, Event } from 'electron';
import { endNow } from '../app/last-resort.ts';
import type { CloseVerdict } from '../engine/protocol.ts';

/** The end of the app: one way out, however it was asked for. */
export type AppLife = {
  /** Whether the end has begun: from then on windows close instead of hiding. */
  readonly isQuitting: () => boolean;
};

/**
 * Closing stops the transfers and waits for their last checkpoint, which takes well under a second on a healthy disk. The core
 * has bounds of its own, of 15 s together; this is for all else, in milliseconds.
 */
const CLOSE_BOUND_MS = 20_000;

/**
 * Lets the app end only after the core has closed (https://www.electronjs.org/docs/latest/api/app#event-before-quit):
 * each `before-quit` is held back until then, and `exit` follows, which asks no window again.
 */
export function closeBeforeQuit(input: {
  readonly app: App;
  readonly close: () => Promise<CloseVerdict>;
  /** See `last-resort.ts`; another one for tests. */
  readonly endNow?: () => void;
  readonly boundMs?: number;
}): AppLife {
  const { app } = input;
  let phase: 'running' | 'closing' | 'closed' = 'running';
  const quit = (): void => app.quit();

  const finish = async (): Promise<void> => {
    const end = await settleWithin(input.close(), input.boundMs ?? CLOSE_BOUND_MS);
    phase = 'closed';
    process.off('SIGTERM', quit).off('SIGINT', quit).off('SIGHUP', quit);
    if (end.failed !== null) process.stderr.write(`Sluice did not close cleanly: ${end.failed}\n`);
    // `exit` would wait for the call that does not return, and whoever starts Sluice again meanwhile would be sent to this one.
    if (end.isStuck) (input.endNow ?? endNow)();
    else app.exit(end.failed === null ? 0 : 1);
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

/** How closing went: what went wrong in words, and whether something is stuck that no usual end of the process outlasts. */
type End = { readonly failed: string | null; readonly isStuck: boolean };

async function settleWithin(work: Promise<CloseVerdict>, boundMs: number): Promise<End> {
  const { promise: late, resolve } = Promise.withResolvers<End>();
  const timer = setTimeout(() => resolve({ failed: `still busy after ${boundMs} ms`, isStuck: true }), boundMs);
  const ended = work.then(
    (verdict): End => ({ failed: verdict === 'stuck' ? 'a disk does not answer' : null, isStuck: verdict !== 'ended' }),
    (error: unknown): End => ({ failed: String(error), isStuck: false }),
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}
