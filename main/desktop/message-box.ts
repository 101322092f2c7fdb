import type { BrowserWindow, Dialog, MessageBoxOptions, MessageBoxReturnValue } from 'electron';

/** Shows a message and waits for the answer. */
export type MessageBox = (options: MessageBoxOptions) => Promise<MessageBoxReturnValue>;

/**
 * Messages that belong to the window when it can be seen. On macOS one without a window stops the whole process, downloads
 * and countdowns with it, and cannot be taken back by its `signal`
 * (https://www.electronjs.org/docs/latest/api/dialog#dialogshowmessageboxwindow-options): there the window is shown for it.
 */
export function createMessageBox(input: {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly platform: string;
  readonly window: { readonly current: () => BrowserWindow | null; readonly show: () => void };
}): MessageBox {
  const { dialog, window } = input;
  return (options) => {
    if (input.platform === 'darwin') window.show();
    const parent = window.current();
    return parent?.isVisible() === true ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options);
  };
}
