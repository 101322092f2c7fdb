import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { CoreMessage, WindowRequest } from '../../shared/contract.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { MESSAGE_CHANNEL } from './ipc-channel.ts';
import { isPageUrl } from './page-address.ts';

/** The windows' side of the core. Disposing closes all sessions. */
export type IpcBridge = Disposable & {
  /** Lets a window's page talk to the core. Its session opens with the first message and ends with the document. */
  readonly connect: (contents: WebContents) => void;
  /** Asks something of a window's page; kept until the page is there. */
  readonly request: (contents: WebContents, request: WindowRequest) => void;
};

/**
 * Carries the contract over Electron IPC (https://www.electronjs.org/docs/latest/api/ipc-main). Every message's sender
 * is checked: the main frame of a window of ours that shows our page
 * (https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages). Anything else
 * is dropped without an answer. What the message says is parsed in the core.
 */
export function createIpcBridge(ipcMain: IpcMain, app: Pick<SluiceApp, 'openSession'>): IpcBridge {
  const sessions = new Map<WebContents, WindowSession | null>();
  const waiting = new WeakMap<WebContents, WindowRequest[]>();

  const receive = (event: IpcMainEvent, message: unknown): void => {
    const contents = event.sender;
    if (!sessions.has(contents) || !isTrustedSender(event)) return;
    let session = sessions.get(contents) ?? null;
    if (session === null) {
      session = app.openSession((reply) => sendTo(contents, reply));
      sessions.set(contents, session);
      for (const request of waiting.get(contents) ?? []) sendTo(contents, { type: 'request', request });
      waiting.delete(contents);
    }
    session.receive(message);
  };

  const endSession = (contents: WebContents): void => {
    sessions.get(contents)?.close();
    if (sessions.has(contents)) sessions.set(contents, null);
  };

  ipcMain.on(MESSAGE_CHANNEL, receive);
  return {
    connect: (contents) => {
      sessions.set(contents, null);
      // A new document is a new window to the core: its first message opens a fresh session. Moves within the page
      // (fragments) do not come through `did-navigate`.
      contents.on('did-navigate', () => endSession(contents));
      contents.on('render-process-gone', () => endSession(contents));
      contents.once('destroyed', () => {
        endSession(contents);
        sessions.delete(contents);
      });
    },
    request: (contents, request) => {
      const isThere = (sessions.get(contents) ?? null) !== null;
      if (isThere) sendTo(contents, { type: 'request', request });
      else waiting.set(contents, [...(waiting.get(contents) ?? []), request]);
    },
    [Symbol.dispose]: () => {
      ipcMain.off(MESSAGE_CHANNEL, receive);
      for (const contents of sessions.keys()) endSession(contents);
      sessions.clear();
    },
  };
}

/** `senderFrame` is null once the frame has gone (https://www.electronjs.org/docs/latest/api/structures/ipc-main-event). */
function isTrustedSender(event: IpcMainEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isPageUrl(frame.url);
}

function sendTo(contents: WebContents, message: CoreMessage): void {
  // Throws "Object has been destroyed" otherwise: a reply may come after its window has gone.
  if (!contents.isDestroyed()) contents.send(MESSAGE_CHANNEL, message);
}
