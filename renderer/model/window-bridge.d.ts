import type { WindowBridge } from './ipc-transport.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload script; missing in a browser. */
    readonly sluice?: WindowBridge;
  }
}
