import type { CoreMessage, WindowMessage } from '../../shared/contract.ts';
import type { Transport } from './transport.ts';

/** What Electron's preload script gives the window (`main/desktop/preload`). */
export type WindowBridge = {
  readonly send: (message: WindowMessage) => void;
  /** @returns how to stop listening. */
  readonly onMessage: (listener: (message: CoreMessage) => void) => () => void;
  /** Drags the files of finished downloads out of the window. */
  readonly dragOut: (ids: readonly number[]) => void;
  /** Hands over what was dropped on the drop target. */
  readonly offerText: (text: string) => void;
  /** Node's name of the platform, such as `darwin`. */
  readonly platform: string;
};

/** The transport of the desktop app. It is open at once and for good: core and window live and die together. */
export function createIpcTransport(bridge: WindowBridge): Transport {
  return {
    send: (message) => {
      bridge.send(message);
    },
    start(listener) {
      const stop = bridge.onMessage(listener.onMessage);
      listener.onOpen();
      return stop;
    },
  };
}
