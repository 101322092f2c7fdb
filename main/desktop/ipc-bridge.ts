import type { IpcMain, WebContents } from 'electron';
import type { CoreMessage, WindowRequest } from '../../shared/contract.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { MESSAGE_CHANNEL } from './ipc-channel.ts';
import { listenToPages } from './page-messages.ts';

/** The windows' side of the core. Disposing closes all sessions. */
export type IpcBridge = Disposable & {
  /** Lets a window's page talk to the core. Its session opens with the first message and ends with the document. */
  readonly connect: (contents: WebContents) => void;
  /** Asks something of a window's page; kept until the page is there. */
  readonly request: (contents: WebContents, request: WindowRequest) => void;
  /** Whether `connect` was called for it. */
  readonly isConnected: (contents: WebContents) => boolean;
};

/**
 * Carries the contract over Electron IPC (https://www.electronjs.org/docs/latest/api/ipc-main). What a message says is
 * parsed in the core. Nothing is invoked: of an error thrown in a handler only the `message` would reach the page
 * (https://www.electronjs.org/docs/latest/api/ipc-renderer#ipcrendererinvokechannel-args), and replies carry codes.
 */
export function createIpcBridge(ipcMain: IpcMain, app: Pick<SluiceApp, 'openSession'>): IpcBridge {
  const sessions = new Map<WebContents, WindowSession | null>();
  const waiting = new WeakMap<WebContents, WindowRequest[]>();

  const receive = (contents: WebContents, message: unknown): void => {
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

  const isConnected = (contents: WebContents): boolean => sessions.has(contents);
  const listening = listenToPages({ ipcMain, channel: MESSAGE_CHANNEL, accepts: isConnected, listener: receive });
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
    isConnected,
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      for (const contents of sessions.keys()) endSession(contents);
      sessions.clear();
    },
  };
}

function sendTo(contents: WebContents, message: CoreMessage): void {
  // Throws "Object has been destroyed" otherwise: a reply may come after its window has gone.
  if (!contents.isDestroyed()) contents.send(MESSAGE_CHANNEL, message);
}
