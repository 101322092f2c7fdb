import type { BrowserWindow, NativeImage } from 'electron';
import { join } from 'node:path';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { Summary } from './core-summary.ts';
import { trayState } from './tray-state.ts';

/** What Windows shows on the app's button besides its progress. */
export type WindowsTaskbarState = {
  /** A mark over the icon; that something runs is what the progress shows. */
  readonly overlay: 'paused' | 'trouble' | null;
  readonly canPause: boolean;
  readonly canResume: boolean;
};

/** Pure: what the button shows for a state of the list. */
export function windowsTaskbarState(summary: Summary): WindowsTaskbarState {
  const state = trayState(summary);
  return {
    overlay: state === 'paused' || state === 'trouble' ? state : null,
    canPause: summary.unfinishedCount > 0,
    canResume: summary.pausedCount > 0,
  };
}

/** What it needs of a window. */
export type TaskbarWindow = Pick<BrowserWindow, 'setOverlayIcon' | 'setThumbarButtons'>;

/**
 * Shows it: the overlay (https://www.electronjs.org/docs/latest/tutorial/windows-taskbar#icon-overlays-in-taskbar) and the
 * buttons below the window's thumbnail. Those cannot be taken away once they are there
 * (https://www.electronjs.org/docs/latest/api/browser-window#winsetthumbarbuttonsbuttons-windows), so both stay and one
 * that does nothing is disabled. What did not change is not set again.
 */
export function showOnWindowsTaskbar(input: {
  readonly window: () => TaskbarWindow | null;
  readonly iconFolder: string;
  readonly hasDarkBar: () => boolean;
  readonly imageOf: (path: string) => NativeImage;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
}): (summary: Summary) => void {
  const image = (name: string): NativeImage => input.imageOf(join(input.iconFolder, `${name}.png`));
  let shown = '';
  let shownOn: TaskbarWindow | null = null;
  return (summary) => {
    const window = input.window();
    if (window === null) return;
    const state = windowsTaskbarState(summary);
    const tone = input.hasDarkBar() ? 'light' : 'dark';
    const key = JSON.stringify([state, tone]);
    // A new window has neither.
    if (key === shown && window === shownOn) return;
    shown = key;
    shownOn = window;
    const { overlay } = state;
    const { overlayPaused, overlayTrouble, pauseAll, resumeAll } = DESKTOP_WORDS;
    const description = overlay === 'paused' ? overlayPaused : overlayTrouble;
    window.setOverlayIcon(overlay === null ? null : image(`overlay-${overlay}`), overlay === null ? '' : description);
    window.setThumbarButtons([
      {
        tooltip: pauseAll,
        icon: image(`thumb-pause-${tone}`),
        click: input.pauseAll,
        flags: [state.canPause ? 'enabled' : 'disabled'],
      },
      {
        tooltip: resumeAll,
        icon: image(`thumb-resume-${tone}`),
        click: input.resumeAll,
        flags: [state.canResume ? 'enabled' : 'disabled'],
      },
    ]);
  };
}
