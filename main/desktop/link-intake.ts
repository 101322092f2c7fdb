import { fillText } from '../../shared/fill-text.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { basename } from 'node:path';
import type { BrowserWindow, Clipboard, Dialog, OpenDialogOptions } from 'electron';
import { assertNever } from '../../shared/assert-never.ts';
import type { MessageBox } from './message-box.ts';
import type { Offer } from './launch.ts';
import {
  LINK_FILE_EXTENSIONS,
  linksInText,
  readLinkFile,
  type LinkFileContent,
  type LinkFileProblem,
} from './link-file.ts';

type Metalink = NonNullable<LinkFileContent['metalink']>;

/** Takes links that did not come through the page: from a launch, a second one, the system, the clipboard. */
export type LinkIntake = {
  /** Puts them into the window's add dialog: nothing is asked of any server before the user has seen them. */
  readonly offer: (offer: Offer) => Promise<void>;
  /** The same with the links in files that the user chooses; says so when there are none in one. */
  readonly chooseFile: () => Promise<void>;
  /** The same with the links in a text; nothing when there are none. */
  readonly offerText: (text: string) => Promise<void>;
  /** The same with the links on the clipboard; says so when there are none. */
  readonly offerClipboard: () => Promise<void>;
};

/** Makes it. Only links pass, never options beside them: a stranger may have written them. */
export function createLinkIntake(input: {
  readonly clipboard: Pick<Clipboard, 'readText'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog'>;
  /** The window the dialog belongs to. */
  readonly window: () => BrowserWindow | null;
  readonly messageBox: MessageBox;
  readonly offer: (links: readonly string[], metalinks?: readonly Metalink[]) => void;
}): LinkIntake {
  const offer = async ({ links, files }: Offer): Promise<void> => {
    const read = await Promise.all(files.map(async (file) => ({ file, ...(await readLinkFile(file)) })));
    const all = [...new Set([...links, ...read.flatMap((one) => one.links)])];
    const metalinks = read.flatMap(({ metalink }) => metalink ?? []);
    if (all.length + metalinks.length > 0) input.offer(all, metalinks);
    for (const { file, problem } of read) {
      if (problem === null) continue;
      const { message, detail } = problemWords(problem);
      await input.messageBox({ type: 'info', message: fillText(message, { name: basename(file) }), detail });
      return; // One box is enough.
    }
  };
  const chooseFile = async (): Promise<void> => {
    // https://www.electronjs.org/docs/latest/api/dialog#dialogshowopendialogwindow-options
    const options: OpenDialogOptions = {
      properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
      filters: [
        { name: DESKTOP_WORDS.linkLists, extensions: [...LINK_FILE_EXTENSIONS] },
        { name: DESKTOP_WORDS.allFiles, extensions: ['*'] },
      ],
    };
    const window = input.window();
    const { canceled, filePaths } = await (window === null
      ? input.dialog.showOpenDialog(options)
      : input.dialog.showOpenDialog(window, options));
    if (!canceled) await offer({ links: [], files: filePaths });
  };
  const offerText = async (text: string): Promise<boolean> => {
    const links = await linksInText(text);
    if (links.length > 0) input.offer(links);
    return links.length > 0;
  };
  const offerClipboard = async (): Promise<void> => {
    // A promise since Electron 44 (https://www.electronjs.org/docs/latest/api/clipboard); on Wayland it may stay empty
    // while no window of ours has the focus.
    if (await offerText(await input.clipboard.readText())) return;
    const { noLinkTitle, noLinkDetail } = DESKTOP_WORDS;
    await input.messageBox({ type: 'info', message: noLinkTitle, detail: noLinkDetail });
  };
  return {
    offer,
    chooseFile,
    offerText: async (text) => {
      await offerText(text);
    },
    offerClipboard,
  };
}

function problemWords(problem: LinkFileProblem): { readonly message: string; readonly detail: string } {
  const words = DESKTOP_WORDS;
  switch (problem) {
    case 'noLinks':
      return { message: words.noLinksInFile, detail: words.noLinksInFileDetail };
    case 'unreadable':
      return { message: words.fileUnreadable, detail: words.fileUnreadableDetail };
    case 'tooLarge':
      return { message: words.fileTooLarge, detail: words.noLinksInFileDetail };
    case 'damagedMetalink':
      return { message: words.metalinkDamaged, detail: words.metalinkDamagedDetail };
    default:
      return assertNever(problem);
  }
}
