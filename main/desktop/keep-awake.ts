import type { PowerSaveBlocker } from 'electron';
import type { Summary } from './core-summary.ts';

/**
 * Keeps the computer from going to sleep by itself while bytes arrive; the screen may turn off
 * (https://www.electronjs.org/docs/latest/api/power-save-blocker). Disposing lets it sleep.
 */
export function keepAwake(
  blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>,
  isWanted: () => boolean,
): Disposable & { readonly update: (summary: Pick<Summary, 'activeCount'>) => void } {
  let id: number | null = null;
  const release = (): void => {
    if (id !== null) blocker.stop(id);
    id = null;
  };
  return {
    update: ({ activeCount }) => {
      if (activeCount > 0 && isWanted()) id ??= blocker.start('prevent-app-suspension');
      else release();
    },
    [Symbol.dispose]: release,
  };
}
