import { Menu, Tray, nativeTheme } from 'electron';
import { join } from 'node:path';
import { EMPTY_SUMMARY, type Summary } from './core-summary.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DoneAction } from './done-action.ts';
import { type TrayActions, trayMenu, trayToolTip } from './tray-menu.ts';
import { trayIconName, trayState } from './tray-state.ts';

/** The icon in the system's bar. Whoever opens it keeps it: a collected Tray disappears from the bar. */
export type TrayHost = Disposable & {
  readonly update: (summary: Summary) => void;
  /** Something else than the list changed. */
  readonly refresh: () => void;
};

/**
 * Opens the tray (https://www.electronjs.org/docs/latest/api/tray). What did not change is not set again: a menu that is
 * open would close.
 *
 * On Linux a changed menu item shows only after `setContextMenu` was called again, and which gesture is a `click` (or
 * whether one ever comes) is the desktop's choice: everything is in the menu, the click is a shortcut.
 * @throws Error where the system has no place for one.
 */
export function openTray(input: {
  readonly actions: TrayActions;
  /** Shows the window, or hides it when it is in front. */
  readonly toggle: () => void;
  readonly settings: () => Pick<Settings, 'limitBytesPerSecond' | 'showDropTarget'>;
  readonly doneAction: () => DoneAction;
  /** A newer version that waits, in words. */
  readonly updateText: () => string | null;
  /** Dropped on the icon; macOS only. */
  readonly onText: (text: string) => void;
  readonly onFiles: (files: readonly string[]) => void;
  readonly iconFolder: string;
  readonly platform: string;
  readonly locale: string;
}): TrayHost {
  const { actions, platform, locale } = input;
  let summary = EMPTY_SUMMARY;
  const icon = (): string => {
    const hasDarkBar = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
    return join(input.iconFolder, trayIconName(trayState(summary), { platform, hasDarkBar }));
  };
  let shownIcon = icon();
  const tray = new Tray(shownIcon);
  let shownMenu = '';
  let shownToolTip = '';

  const showIcon = (): void => {
    const next = icon();
    if (next !== shownIcon) tray.setImage(next);
    shownIcon = next;
  };
  const update = (next: Summary): void => {
    summary = next;
    showIcon();
    const toolTip = trayToolTip(summary, locale);
    if (toolTip !== shownToolTip) tray.setToolTip(toolTip);
    shownToolTip = toolTip;
    const { limitBytesPerSecond, showDropTarget: hasDropTarget } = input.settings();
    const doneAction = input.doneAction();
    const choices = { limitBytesPerSecond, doneAction, locale };
    const template = trayMenu({ summary, choices, hasDropTarget, update: input.updateText(), actions });
    const menu = JSON.stringify(template); // Functions drop out: what is left is what a user sees.
    if (menu !== shownMenu) tray.setContextMenu(Menu.buildFromTemplate([...template]));
    shownMenu = menu;
  };

  tray.on('click', input.toggle);
  // https://www.electronjs.org/docs/latest/api/tray#event-drop-text-macos
  tray.on('drop-text', (_event, text) => input.onText(text));
  tray.on('drop-files', (_event, files) => input.onFiles(files));
  nativeTheme.on('updated', showIcon);
  update(EMPTY_SUMMARY);
  return {
    update,
    refresh: () => update(summary),
    [Symbol.dispose]: () => {
      nativeTheme.off('updated', showIcon);
      tray.destroy();
    },
  };
}
