import type { Summary } from './core-summary.ts';

/** What the tray's icon shows at a glance; drawn by `build/tray-drawings.ts` under the same names. */
export type TrayState = 'idle' | 'active' | 'paused' | 'trouble';

/** One state for the whole list. What needs the user comes first; a pause counts only when nothing else goes on. */
export function trayState(summary: Summary): TrayState {
  if (summary.questionCount > 0) return 'trouble';
  if (summary.activeCount > 0) return 'active';
  return summary.pausedCount > 0 && summary.unfinishedCount === 0 ? 'paused' : 'idle';
}

/**
 * The icon's file. macOS colours a template image itself
 * (https://www.electronjs.org/docs/latest/api/native-image#template-image-macos). On Windows a dark bar needs the light
 * drawing, and the bar may differ from the apps. On Linux nobody tells the bar's colour (GNOME's is dark in a light
 * theme): the coloured drawing is seen on both.
 */
export function trayIconName(
  state: TrayState,
  system: { readonly platform: string; readonly hasDarkBar: boolean },
): string {
  if (system.platform === 'darwin') return `tray-${state}Template.png`;
  if (system.platform !== 'win32') return `tray-${state}-colour.png`;
  return `tray-${state}-${system.hasDarkBar ? 'light' : 'dark'}.png`;
}
