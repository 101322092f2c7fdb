import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { CoreMessage, WindowMessage } from '../../shared/contract.ts';
import { MESSAGE_CHANNEL } from './ipc-channel.ts';

/**
 * What the page finds as `window.sluice`, and all it ever gets from Electron. It carries messages; what they mean is the
 * contract's business, and the core parses every one.
 *
 * A sandboxed preload is one CommonJS file without `import` (https://www.electronjs.org/docs/latest/tutorial/esm,
 * https://www.electronjs.org/docs/latest/tutorial/sandbox#preload-scripts): `build/build.ts` bundles this to
 * `preload.cjs`. Neither `ipcRenderer` nor its event object is handed to the page
 * (https://www.electronjs.org/docs/latest/tutorial/context-isolation#security-considerations).
 */
export type SluiceBridge = {
  readonly send: (message: WindowMessage) => void;
  /** Returns how to stop listening. */
  readonly onMessage: (listener: (message: CoreMessage) => void) => () => void;
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
  platform: process.platform,
};

contextBridge.exposeInMainWorld('sluice', bridge);
