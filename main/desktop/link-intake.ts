import { DESKTOP_WORDS } from '../../shared/locales/en.ts';
import type { Clipboard, Dialog } from 'electron';
import { findLinks } from '../../shared/url.ts';
import type { WindowSession } from '../app/app-interface.ts';

/** Takes links that did not come through the page: from a launch, a second one, the system, the clipboard. */
export type LinkIntake = {
  /** Adds them; an error is shown, since nobody waits for an answer. */
  readonly add: (links: readonly string[]) => Promise<void>;
  readonly addFromClipboard: () => Promise<void>;
};

/** Makes it. Only links pass, never options beside them: a stranger may have written them. */
export function createLinkIntake(input: {
  readonly session: Pick<WindowSession, 'call'>;
  readonly clipboard: Pick<Clipboard, 'readText'>;
  readonly dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBox'>;
  readonly show: () => void;
}): LinkIntake {
  const { session, clipboard, dialog, show } = input;

  const add = async (links: readonly string[]): Promise<void> => {
    if (links.length === 0) return;
    const reply = await session.call('downloads.add', { downloads: links.map((url) => ({ url })) });
    if (!reply.ok) dialog.showErrorBox(DESKTOP_WORDS.notAdded, reply.detail);
  };

  const addFromClipboard = async (): Promise<void> => {
    // A promise since Electron 44 (https://www.electronjs.org/docs/latest/api/clipboard); on Wayland it may stay empty
    // while no window of ours has the focus.
    const { links } = findLinks(await clipboard.readText());
    if (links.length === 0) {
      await dialog.showMessageBox({
        type: 'info',
        message: DESKTOP_WORDS.noLinkTitle,
        detail: DESKTOP_WORDS.noLinkDetail,
      });
      return;
    }
    await add(links.map((link) => link.url));
    show();
  };

  return { add, addFromClipboard };
}
