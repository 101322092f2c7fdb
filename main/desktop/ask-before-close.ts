import type { BrowserWindow, Dialog } from 'electron';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { WindowSession } from '../app/app-interface.ts';

const KEEP_RUNNING = 0;

/** Asks what closing the window shall do while something is downloading, and remembers the answer when told to. */
export async function askBeforeClose(input: {
  readonly window: BrowserWindow;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly quit: () => void;
}): Promise<void> {
  const { window, commands } = input;
  const { response, checkboxChecked } = await input.dialog.showMessageBox(window, {
    type: 'question',
    message: DESKTOP_WORDS.keepRunningTitle,
    detail: DESKTOP_WORDS.keepRunningDetail,
    buttons: [DESKTOP_WORDS.keepRunning, DESKTOP_WORDS.quitAnyway],
    defaultId: KEEP_RUNNING,
    cancelId: KEEP_RUNNING,
    checkboxLabel: DESKTOP_WORDS.doNotAsk,
    // Asked once; who wants to be asked again unticks it, and the settings know the answer.
    checkboxChecked: true,
  });
  const keeps = response === KEEP_RUNNING;
  if (checkboxChecked) await commands.call('settings.change', { onWindowClose: keeps ? 'hide' : 'quit' });
  if (!keeps) input.quit();
  else if (!window.isDestroyed()) window.hide();
}
