import type { BrowserWindow, Dialog, OpenDialogOptions, SaveDialogOptions, Shell as ElectronShell } from 'electron';
import type { Shell } from '../app/ports.ts';

/**
 * Opens files with the desktop's own programs. `openPath` does not reject: it resolves with the reason, or with an empty
 * string when it worked (https://www.electronjs.org/docs/latest/api/shell#shellopenpathpath). `showItemInFolder` tells
 * nothing at all. `trashItem` asks the desktop (https://www.electronjs.org/docs/latest/api/shell#shelltrashitempath).
 */
export function createShellPort(input: {
  readonly shell: Pick<ElectronShell, 'openPath' | 'showItemInFolder' | 'trashItem'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  readonly answerCountdown: (answer: 'cancel' | 'now') => void;
  /** The window a dialog belongs to. */
  readonly window: () => BrowserWindow | null;
}): Shell {
  const { shell } = input;
  let isAsking = false;
  // One at a time: where there is no window to belong to, a second one would pile up behind the first.
  const asked = async (ask: () => Promise<string | null>): Promise<string | null> => {
    if (isAsking) return null;
    isAsking = true;
    try {
      return await ask();
    } finally {
      isAsking = false;
    }
  };
  return {
    openFile: async (path) => {
      const reason = await shell.openPath(path);
      if (reason !== '') throw new Error(reason);
    },
    showInFolder: (path) => {
      shell.showItemInFolder(path);
      return Promise.resolve();
    },
    answerCountdown: input.answerCountdown,
    moveToTrash: (path) => shell.trashItem(path),
    chooseFolder: (current) => asked(() => askForFolder(input.dialog, input.window(), current)),
    chooseSaveFile: (suggested) => asked(() => askForSaveFile(input.dialog, input.window(), suggested)),
  };
}

/** https://www.electronjs.org/docs/latest/api/dialog#dialogshowopendialogwindow-options */
async function askForFolder(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow | null,
  current: string,
): Promise<string | null> {
  const options: OpenDialogOptions = {
    defaultPath: current,
    properties: ['openDirectory', 'createDirectory', 'promptToCreate', 'dontAddToRecent'],
  };
  const chosen = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** https://www.electronjs.org/docs/latest/api/dialog#dialogshowsavedialogwindow-options */
async function askForSaveFile(
  dialog: Pick<Dialog, 'showSaveDialog'>,
  window: BrowserWindow | null,
  suggested: string,
): Promise<string | null> {
  const options: SaveDialogOptions = {
    defaultPath: suggested,
    filters: [{ name: 'JSON', extensions: ['json'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  };
  const chosen = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
}
