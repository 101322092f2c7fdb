import type { App, BrowserWindow } from 'electron';
import type { Summary } from './core-summary.ts';

/** What a taskbar or dock shows on the app's button. */
export type TaskbarState = {
  /** As `setProgressBar` takes it: below 0 for none, above 1 for "something goes on". */
  readonly progress: number;
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'error' | 'paused';
  /** Downloads that are under way or ask something; 0 for no badge. */
  readonly badgeCount: number;
};

/** Pure: what the button shows for a state of the list. */
export function taskbarState(summary: Summary): TaskbarState {
  const { activeCount, pausedCount, unfinishedCount, questionCount, progress } = summary;
  const badgeCount = activeCount + questionCount;
  if (questionCount > 0) return { progress: progress ?? 1, mode: 'error', badgeCount };
  if (activeCount > 0) {
    return progress === null
      ? { progress: 2, mode: 'indeterminate', badgeCount }
      : { progress, mode: 'normal', badgeCount };
  }
  if (pausedCount > 0 && unfinishedCount === 0) return { progress: progress ?? 1, mode: 'paused', badgeCount };
  return { progress: -1, mode: 'none', badgeCount };
}

/**
 * Shows it (https://www.electronjs.org/docs/latest/tutorial/progress-bar). On Linux only docks that speak Unity's
 * protocol show either; elsewhere the calls do nothing. What did not change is not set again.
 */
export function showInTaskbar(
  app: Pick<App, 'setBadgeCount'>,
  window: () => Pick<BrowserWindow, 'setProgressBar'> | null,
): (summary: Summary) => void {
  let shown = '';
  let shownOn: unknown = null;
  return (summary) => {
    const state = taskbarState(summary);
    const target = window();
    // A hundredth is what an eye can tell apart.
    const key = JSON.stringify([Math.round(state.progress * 100), state.mode, state.badgeCount]);
    // A new window begins without.
    if (key === shown && target === shownOn) return;
    shown = key;
    shownOn = target;
    target?.setProgressBar(state.progress, { mode: state.mode });
    app.setBadgeCount(state.badgeCount);
  };
}
