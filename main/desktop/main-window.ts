import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE_URL } from './page-address.ts';
import { offerTextMenu } from './context-menu.ts';
import { guardContents } from './page-guard.ts';
import { safeWebPreferences } from './web-preferences.ts';
import type { CloseVerdict } from './window-policy.ts';
import type { WebContents } from 'electron';
import type { WindowRequest } from '../../shared/contract.ts';

/** The one window, there or not. */
export type MainWindow = {
  /** Opens it, or brings it to the front, out of the tray or the dock. */
  readonly show: () => void;
  /** The window itself; `null` while there is none. */
  readonly current: () => BrowserWindow | null;
  /** Hides it when it can be seen, else the same as `show`. */
  readonly toggle: () => void;
  /** Asks something of its page, opening it first if need be. */
  readonly request: (request: WindowRequest) => void;
  /** The same without showing the window; nothing when there is none. */
  readonly tell: (request: WindowRequest) => void;
  /** Closes it without asking the policy again. */
  readonly destroy: () => void;
};

/** The colour behind the page until it is painted, so that a dark page does not flash white. */
const BACKGROUND = { light: '#ffffff', dark: '#14181b' } as const;

/** Takes care of the one window (https://www.electronjs.org/docs/latest/api/browser-window). */
export function createMainWindow(input: {
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly developing: boolean;
  readonly connect: (contents: WebContents) => void;
  /** Brings its page back when that ends by itself. */
  readonly recover: (contents: WebContents) => void;
  /** The page is not there to be loaded: a broken installation. */
  readonly onMissingPage: (reason: string) => void;
  readonly request: (contents: WebContents, request: WindowRequest) => void;
  readonly decideClose: () => CloseVerdict;
  /** The system ends the session; Windows only. */
  readonly onSessionEnd: () => void;
  /** Asks whether to hide the window or to end the app, and does it. */
  readonly askClose: (window: BrowserWindow) => void;
}): MainWindow {
  let current: BrowserWindow | null = null;

  const open = (): BrowserWindow => {
    const window = new BrowserWindow({
      // Position, size and mode come back at the next start, on the display that is still there; experimental in Electron,
      // and needs the name (https://www.electronjs.org/docs/latest/api/structures/window-state-persistence). Wayland tells no
      // positions: there only the size comes back.
      name: 'main',
      windowStatePersistence: true,
      width: 1080,
      height: 720,
      minWidth: 480,
      minHeight: 320,
      show: false,
      title: 'Sluice',
      icon: input.iconPath,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      autoHideMenuBar: true,
      webPreferences: safeWebPreferences(input),
    });
    guardContents(window.webContents);
    offerTextMenu(window.webContents);
    input.connect(window.webContents);
    input.recover(window.webContents);
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      const verdict = input.decideClose();
      if (verdict === 'close') return;
      event.preventDefault();
      if (verdict === 'hide') window.hide();
      else input.askClose(window);
    });
    // Windows tells the end of the session to windows only, and gives a few seconds. Whether it could still be called off
    // is not waited for: the next start goes on where this one ended
    // (https://www.electronjs.org/docs/latest/api/browser-window#event-query-session-end-windows).
    window.once('query-session-end', input.onSessionEnd);
    window.once('session-end', input.onSessionEnd);
    window.once('closed', () => {
      current = null;
    });
    window.loadURL(PAGE_URL).catch((error: unknown) => {
      // A window closed while it loads rejects too (ERR_ABORTED); anything else is a broken installation, and an empty
      // window that says nothing would be the worst answer.
      if (!window.isDestroyed()) input.onMissingPage(String(error));
    });
    return window;
  };

  const show = (): BrowserWindow => {
    if (current === null || current.isDestroyed()) {
      current = open();
      return current;
    }
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
    return current;
  };

  return {
    show,
    current: () => (current === null || current.isDestroyed() ? null : current),
    toggle: () => {
      if (current?.isVisible() === true && !current.isMinimized()) current.hide();
      else show();
    },
    request: (request) => input.request(show().webContents, request),
    tell: (request) => {
      if (current !== null && !current.isDestroyed()) input.request(current.webContents, request);
    },
    destroy: () => {
      current?.destroy();
      current = null;
    },
  };
}
