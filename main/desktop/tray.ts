import { Menu, Tray, nativeTheme } from 'electron';
import { join } from 'node:path';
import { EMPTY_SUMMARY, type Summary } from './core-summary.ts';
import { type TrayActions, trayMenu, trayToolTip } from './tray-menu.ts';

/** The icon in the system's bar. Whoever opens it keeps it: a collected Tray disappears from the bar. */
export type TrayHost = Disposable & { readonly update: (summary: Summary) => void };

/**
 * Opens the tray (https://www.electronjs.org/docs/latest/api/tray).
 *
 * On Linux a changed menu item shows only after `setContextMenu` was called again, and which gesture is a `click` (or
 * whether one ever comes) is the desktop's choice: everything is in the menu, the click is a shortcut.
 * @throws Error where the system has no place for one.
 */
export function openTray(input: {
  readonly actions: TrayActions;
  readonly iconFolder: string;
  readonly platform: string;
  readonly locale: string;
}): TrayHost {
  const { actions, platform, locale } = input;
  const icon = (): string => join(input.iconFolder, trayIconName(platform));
  const tray = new Tray(icon());
  let shownMenu = '';
  let shownToolTip = '';

  const update = (summary: Summary): void => {
    const toolTip = trayToolTip(summary, locale);
    if (toolTip !== shownToolTip) tray.setToolTip(toolTip);
    shownToolTip = toolTip;
    const template = trayMenu(summary, actions);
    const menu = JSON.stringify(template); // Functions drop out: what is left is what a user sees.
    if (menu !== shownMenu) tray.setContextMenu(Menu.buildFromTemplate([...template]));
    shownMenu = menu;
  };
  const recolor = (): void => tray.setImage(icon());

  tray.on('click', actions.show);
  nativeTheme.on('updated', recolor);
  update(EMPTY_SUMMARY);
  return {
    update,
    [Symbol.dispose]: () => {
      nativeTheme.off('updated', recolor);
      tray.destroy();
    },
  };
}

/**
 * macOS colours a template image itself (https://www.electronjs.org/docs/latest/api/native-image#template-image-macos).
 * On Windows a dark bar needs the light drawing, and the bar may differ from the apps. On Linux nobody tells the bar's
 * colour (GNOME's is dark in a light theme): the coloured drawing is seen on both.
 */
function trayIconName(platform: string): string {
  if (platform === 'darwin') return 'trayTemplate.png';
  if (platform !== 'win32') return '32x32.png';
  return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'tray-light.png' : 'tray-dark.png';
}
