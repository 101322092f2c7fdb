import { BrowserWindow } from 'electron';
import type { IpcMain, WebContents } from 'electron';
import * as z from 'zod';
import { OFFER_CHANNEL } from './ipc-channel.ts';
import { DROP_PAGE_URL } from './page-address.ts';
import { guardContents } from './page-guard.ts';
import { listenToPages } from './page-messages.ts';
import { safeWebPreferences } from './web-preferences.ts';

/** What a person drops is far smaller; a page that sends more is not ours. */
const MAX_TEXT_LENGTH = 20_000_000;
const SIZE_PX = { width: 132, height: 132 } as const;

const offerSchema = z.string().min(1).max(MAX_TEXT_LENGTH);

/** The small window that takes links; disposing closes it. */
export type DropTarget = Disposable & {
  /** Opens it or closes it. */
  readonly setOpen: (isOpen: boolean) => void;
};

/**
 * Takes care of the drop target: a window of its own above the others, whose page can do nothing but hand over the text
 * that was dropped on it. It has no session with the core.
 *
 * On Wayland a program can neither put its windows on top nor place them: there it is a small window like any other
 * (https://www.electronjs.org/docs/latest/api/browser-window#winsetalwaysontopflag-level-relativelevel).
 */
export function createDropTarget(input: {
  readonly ipcMain: Pick<IpcMain, 'on' | 'off'>;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly developing: boolean;
  readonly onText: (text: string) => void;
  /** The user closed it. */
  readonly onClosed: () => void;
}): DropTarget {
  let current: BrowserWindow | null = null;
  const isOurs = (contents: WebContents): boolean => current?.webContents === contents;
  const listening = listenToPages({
    ipcMain: input.ipcMain,
    channel: OFFER_CHANNEL,
    accepts: isOurs,
    listener: (_contents, message) => {
      const text = offerSchema.safeParse(message);
      if (text.success) input.onText(text.data);
    },
  });

  const open = (): BrowserWindow => {
    const window = new BrowserWindow({
      // Its place comes back at the next start, as the main window's does.
      name: 'drop-target',
      windowStatePersistence: true,
      ...SIZE_PX,
      show: false,
      title: 'Sluice',
      icon: input.iconPath,
      frame: false,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      webPreferences: safeWebPreferences(input),
    });
    guardContents(window.webContents);
    // It must not take the focus from what the user drags out of.
    window.once('ready-to-show', () => window.showInactive());
    window.once('closed', () => {
      const wasOpen = current === window;
      if (wasOpen) current = null;
      if (wasOpen) input.onClosed();
    });
    window.loadURL(DROP_PAGE_URL).catch((error: unknown) => {
      if (!window.isDestroyed()) process.stderr.write(`the drop target's page did not load: ${String(error)}\n`);
    });
    return window;
  };
  const close = (): void => {
    const window = current;
    current = null;
    window?.destroy();
  };

  return {
    setOpen: (isOpen) => {
      if (!isOpen) close();
      else current ??= open();
    },
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      close();
    },
  };
}
