import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { CoreMessage, WindowMessage } from '../../shared/contract.ts';
import { DRAG_CHANNEL, MESSAGE_CHANNEL, OFFER_CHANNEL } from './ipc-channel.ts';

/**
 * What the page finds as `window.sluice`, and all it ever gets from Electron. It carries messages; what they mean is the
 * contract's business, and the core parses every one.
 *
 * A sandboxed preload is one CommonJS file without `import` (https://www.electronjs.org/docs/latest/tutorial/esm,
 * https://www.electronjs.org/docs/latest/tutorial/sandbox#preload-scripts): `build/build.ts` bundles this to
 * `preload.cjs`. Neither `ipcRenderer` nor its event object is handed to the page
 * (https://www.electronjs.org/docs/latest/tutorial/context-isolation#security-considerations). Dropped files are read by the
 * page as `File`s. Their paths, which only a preload could ask for, are never needed and not given
 * (https://www.electronjs.org/docs/latest/api/web-utils#webutilsgetpathforfilefile).
 */
export type SluiceBridge = {
  readonly send: (message: WindowMessage) => void;
  /** Returns how to stop listening. */
  readonly onMessage: (listener: (message: CoreMessage) => void) => () => void;
  /** Drags the files of finished downloads out of the window; while a drag begins. */
  readonly dragOut: (ids: readonly number[]) => void;
  /** Hands over the text that was dropped on the drop target. */
  readonly offerText: (text: string) => void;
  /** As Node names it: `darwin`, `win32`, `linux`. */
  readonly platform: string;
};

const bridge: SluiceBridge = {
  send: (message) => ipcRenderer.send(MESSAGE_CHANNEL, message),
  onMessage: (listener) => {
    const forward = (_event: IpcRendererEvent, message: CoreMessage): void => listener(message);
    ipcRenderer.on(MESSAGE_CHANNEL, forward);
    return () => {
      ipcRenderer.off(MESSAGE_CHANNEL, forward);
    };
  },
  dragOut: (ids) => ipcRenderer.send(DRAG_CHANNEL, ids),
  offerText: (text) => ipcRenderer.send(OFFER_CHANNEL, text),
  platform: process.platform,
};

contextBridge.exposeInMainWorld('sluice', bridge);
