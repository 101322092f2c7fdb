import type { ContextBridge, IpcRenderer } from 'electron';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

/** What the page's `ipcRenderer` reaches: the browser process. */
export type PageConnection = {
  /** From the page to `ipcMain`, as that page's main frame. */
  readonly send: (channel: string, args: readonly unknown[]) => void;
};

/** One document in a fake window: what the preload gave it, and how messages come in. */
export class FakePage {
  /** Everything the preload exposed, by name: the page's `window.*`. */
  readonly exposed: Record<string, unknown> = {};
  readonly #ipcRenderer = new EventEmitter();

  /** Evaluates the real preload, as a sandboxed window does: `require` knows `electron` and little else. */
  constructor(preloadPath: string, connection: PageConnection) {
    const ipcRenderer = {
      send: (channel: string, ...args: unknown[]) => {
        // Arguments cross by structured clone: what cannot be cloned throws here, as in Electron.
        const clones = structuredClone(args);
        setImmediate(() => connection.send(channel, clones));
      },
      on: (channel: string, listener: Parameters<IpcRenderer['on']>[1]) => {
        this.#ipcRenderer.on(channel, listener);
        return this.#ipcRenderer as unknown as IpcRenderer;
      },
      off: (channel: string, listener: Parameters<IpcRenderer['on']>[1]) => {
        this.#ipcRenderer.off(channel, listener);
        return this.#ipcRenderer as unknown as IpcRenderer;
      },
    } satisfies Pick<IpcRenderer, 'send' | 'on' | 'off'>;
    const contextBridge = {
      exposeInMainWorld: (name: string, api: unknown) => {
        if (name in this.exposed) throw new Error(`Cannot bind an API on top of an existing property: ${name}`);
        this.exposed[name] = acrossTheBridge(api);
      },
    } satisfies Pick<ContextBridge, 'exposeInMainWorld'>;
    const sandboxedRequire = (name: string): unknown => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`module not found: ${name}`);
    };
    const code = readFileSync(preloadPath, 'utf8');
    const context = createContext({ require: sandboxedRequire, process: { platform: process.platform }, console });
    runInContext(code, context, { filename: preloadPath });
  }

  /** A message from the main process arrives. */
  deliver(channel: string, args: readonly unknown[]): void {
    this.#ipcRenderer.emit(channel, {}, ...args);
  }
}

/**
 * What the context bridge does to values: functions become proxies, objects become frozen copies, and everything else
 * must survive a structured clone (https://www.electronjs.org/docs/latest/api/context-bridge#parameter--error--return-type-support).
 */
function acrossTheBridge(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]): unknown => acrossTheBridge(Reflect.apply(value, undefined, args.map(acrossTheBridge)));
  }
  if (Array.isArray(value)) return value.map(acrossTheBridge);
  if (typeof value === 'object' && value !== null) {
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, acrossTheBridge(part)])));
  }
  return structuredClone(value);
}
