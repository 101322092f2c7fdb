import type { App, Dialog } from 'electron';
import { DESKTOP_WORDS } from '../../shared/words.ts';

/**
 * What happens when an error reaches nobody. The state in memory may be wrong then, while everything acknowledged is in
 * SQLite: it is logged and told, and Sluice starts again from there. A second one while the first is told only ends.
 * Disposing gives the errors back to Electron.
 */
export function guardAgainstCrashes(input: {
  readonly app: Pick<App, 'relaunch' | 'exit'>;
  readonly dialog: Pick<Dialog, 'showErrorBox'>;
  readonly log: (message: string) => void;
  /** Waits until the log is on disk. */
  readonly flush: () => Promise<void>;
  /** A test's own process; the real one otherwise. */
  readonly process?: Pick<NodeJS.Process, 'on' | 'off'>;
}): Disposable {
  const target = input.process ?? process;
  let isEnding = false;
  const startAgain = async (): Promise<void> => {
    await input.flush();
    input.app.relaunch();
    input.app.exit(1);
  };
  const end = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    input.log(`uncaught: ${text}`);
    if (isEnding) return;
    isEnding = true;
    // Blocks until the user has read it (https://www.electronjs.org/docs/latest/api/dialog#dialogshowerrorboxtitle-content).
    input.dialog.showErrorBox(DESKTOP_WORDS.crashedTitle, DESKTOP_WORDS.crashedBody);
    void startAgain();
  };
  target.on('uncaughtException', end);
  target.on('unhandledRejection', end);
  return {
    [Symbol.dispose]: () => {
      target.off('uncaughtException', end);
      target.off('unhandledRejection', end);
    },
  };
}
