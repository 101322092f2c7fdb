import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { Clipboard, Dialog } from 'electron';
import { findLinks } from '../../shared/url.ts';
import type { Offer } from './launch.ts';
import { readLinkFile } from './link-file.ts';

/** Takes links that did not come through the page: from a launch, a second one, the system, the clipboard. */
export type LinkIntake = {
  /** Puts them into the window's add dialog: nothing is asked of any server before the user has seen them. */
  readonly offer: (offer: Offer) => Promise<void>;
  /** The same with the links in a text; nothing when there are none. */
  readonly offerText: (text: string) => void;
  /** The same with the links on the clipboard; says so when there are none. */
  readonly offerClipboard: () => Promise<void>;
};

/** Makes it. Only links pass, never options beside them: a stranger may have written them. */
export function createLinkIntake(input: {
  readonly clipboard: Pick<Clipboard, 'readText'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly offer: (links: readonly string[]) => void;
}): LinkIntake {
  const offer = async ({ links, files }: Offer): Promise<void> => {
    const inFiles = await Promise.all(files.map(readLinkFile));
    const all = [...new Set([...links, ...inFiles.flat()])];
    if (all.length > 0) input.offer(all);
  };
  const offerText = (text: string): boolean => {
    const { links } = findLinks(text);
    if (links.length > 0) input.offer(links.map((link) => link.url));
    return links.length > 0;
  };
  const offerClipboard = async (): Promise<void> => {
    // A promise since Electron 44 (https://www.electronjs.org/docs/latest/api/clipboard); on Wayland it may stay empty
    // while no window of ours has the focus.
    if (offerText(await input.clipboard.readText())) return;
    const { noLinkTitle, noLinkDetail } = DESKTOP_WORDS;
    await input.dialog.showMessageBox({ type: 'info', message: noLinkTitle, detail: noLinkDetail });
  };
  return { offer, offerText, offerClipboard };
}
