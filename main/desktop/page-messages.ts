import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { isPageUrl } from './page-address.ts';

/**
 * Listens on a channel to pages of ours and to nobody else: the main frame, showing our page, of a window that may use
 * this channel (https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages).
 * Anything else is dropped without an answer. What a message says is still to be parsed. Disposing stops.
 */
export function listenToPages(input: {
  readonly ipcMain: Pick<IpcMain, 'on' | 'off'>;
  readonly channel: string;
  readonly accepts: (contents: WebContents) => boolean;
  readonly listener: (contents: WebContents, message: unknown) => void;
}): Disposable {
  const { ipcMain, channel } = input;
  const receive = (event: IpcMainEvent, message: unknown): void => {
    if (input.accepts(event.sender) && isMainFrameOfOurPage(event)) input.listener(event.sender, message);
  };
  ipcMain.on(channel, receive);
  return {
    [Symbol.dispose]: () => {
      ipcMain.off(channel, receive);
    },
  };
}

/** `senderFrame` is null once the frame has gone (https://www.electronjs.org/docs/latest/api/structures/ipc-main-event). */
function isMainFrameOfOurPage({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url);
}
