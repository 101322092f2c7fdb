import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow, Dialog, SaveDialogOptions } from 'electron';
import { withoutCredentials } from '../../shared/url.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import type { MessageBox } from './message-box.ts';

/**
 * Saves the addresses of all downloads, one a line, where the user chooses
 * (https://www.electronjs.org/docs/latest/api/dialog#dialogshowsavedialogwindow-options). Users and passwords are left out; only
 * the user may read the file, since queries may hold tokens. A disk that refuses is told.
 */
export async function saveLinkList(input: {
  readonly queue: Pick<SluiceApp['queue'], 'all' | 'downloadFolder'>;
  readonly dialog: Pick<Dialog, 'showSaveDialog'>;
  readonly window: BrowserWindow | null;
  readonly messageBox: MessageBox;
}): Promise<void> {
  const { queue, dialog, window } = input;
  const options: SaveDialogOptions = {
    defaultPath: join(queue.downloadFolder(), 'sluice-links.txt'),
    filters: [{ name: DESKTOP_WORDS.linkLists, extensions: ['txt'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === '') return;
  const lines = Array.from(queue.all(), ({ url }) => `${withoutCredentials(url)}\n`);
  try {
    await writeFile(filePath, lines.join(''), { mode: 0o600 });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    await input.messageBox({ type: 'error', message: DESKTOP_WORDS.cannotSaveList, detail });
  }
}
