import type * as Electron from 'electron';
import type {
  BaseWindow,
  BrowserWindowConstructorOptions,
  Clipboard,
  Dialog,
  MenuItemConstructorOptions,
  NativeTheme,
  NativeImage,
  NotificationConstructorOptions,
  OpenDialogOptions,
  PowerMonitor,
  PowerSaveBlocker,
  Protocol,
  Session,
  Shell,
} from 'electron';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { FakeApp, type FakeMachine } from './fake-app.ts';
import { createEvent } from './fake-event.ts';
import { FakeNotification } from './fake-notification.ts';
import { createFakeSafeStorage, type FakeKeyring } from './fake-safe-storage.ts';
import { FakeUpdater } from './fake-updater.ts';
import { FakeMenu, FakeTray } from './fake-tray.ts';
import { type FakeContents, type FakeFrame, FakeWindow, type WindowHost } from './fake-window.ts';

/** The names Electron exports. A name it does not have does not compile below. */
type ElectronName = keyof typeof Electron;

/**
 * A fake `electron` for one boot of the app. `modules` is what `import … from 'electron'` gets; the rest is for tests.
 * Every fake implements a `Pick` of Electron's own declaration, so a member that Electron does not have, or has with
 * other types, fails the compiler.
 */
export function createFakeElectron(machine: FakeMachine) {
  const app = new FakeApp(machine);
  const ipcMain = new EventEmitter();
  const windows = new Set<FakeWindow>();
  const trays: FakeTray[] = [];
  const notifications: FakeNotification[] = [];
  const blockers = new Set<number>();
  const schemes = new Map<string, Parameters<Protocol['handle']>[1]>();
  const privileged: string[] = [];
  const errorBoxes: { title: string; content: string }[] = [];
  const messageBoxes: string[] = [];
  const opened: string[] = [];
  const shown: string[] = [];
  const trashed: string[] = [];
  const openDialogs: OpenDialogOptions[] = [];
  const state = {
    messageBoxAnswer: { response: 0, checkboxChecked: false },
    clipboardText: '',
    clipboardReads: 0,
    openPathReason: '',
    saveDialogAnswer: { canceled: true, filePath: '' },
    openDialogAnswer: { canceled: true, filePaths: [] } as { canceled: boolean; filePaths: string[] },
    hasTrash: true,
    isOnBattery: false,
    /** What the system's proxy script answers. */
    proxies: 'DIRECT',
    proxyQuestions: [] as string[],
    applicationMenu: null as FakeMenu | null,
  };

  const receive: WindowHost['receive'] = (contents, frame, channel, args) => {
    if (contents.isDestroyed()) return;
    ipcMain.emit(channel, createEvent({ sender: contents, senderFrame: frame }), ...args);
  };
  const fetchPage = async (url: string): Promise<Response> => {
    const handler = schemes.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
    return await handler(new Request(url));
  };
  const host: WindowHost = {
    isReady: () => app.isReady(),
    fetch: fetchPage,
    receive,
    windows,
    allClosed: () => {
      if (app.hasExited) return;
      // Without a listener Electron quits (https://www.electronjs.org/docs/latest/api/app#event-window-all-closed).
      if (!app.emit('window-all-closed')) app.quit();
    },
  };
  app.closeWindows = () => {
    for (const window of windows) window.close();
    return windows.size === 0;
  };
  app.destroyWindows = () => {
    for (const window of windows) window.destroy();
  };

  const protocol = {
    registerSchemesAsPrivileged: (customSchemes) => {
      if (app.isReady()) throw new Error('registerSchemesAsPrivileged must be called before ready');
      if (privileged.length > 0) throw new Error('registerSchemesAsPrivileged can be called once only');
      privileged.push(...customSchemes.map((scheme) => scheme.scheme));
    },
    handle: (scheme, handler) => {
      if (!app.isReady()) throw new Error('protocol.handle needs the app to be ready');
      schemes.set(scheme, handler);
    },
  } satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

  const permissions: {
    request: Parameters<Session['setPermissionRequestHandler']>[0];
    check: Parameters<Session['setPermissionCheckHandler']>[0];
    device: Parameters<Session['setDevicePermissionHandler']>[0];
  } = { request: null, check: null, device: null };
  const defaultSession = Object.assign(new EventEmitter(), {
    resolveProxy: (url) => {
      state.proxyQuestions.push(url);
      return Promise.resolve(state.proxies);
    },
    setPermissionRequestHandler: (handler) => (permissions.request = handler),
    setPermissionCheckHandler: (handler) => (permissions.check = handler),
    setDevicePermissionHandler: (handler) => (permissions.device = handler),
  } satisfies Partial<Session>);

  const clipboard = {
    readText: () => {
      state.clipboardReads += 1;
      return Promise.resolve(state.clipboardText);
    },
    writeText: (text) => {
      state.clipboardText = text;
      return Promise.resolve();
    },
  } satisfies Pick<Clipboard, 'readText' | 'writeText'>;
  const shell = {
    openPath: (path) => {
      opened.push(path);
      return Promise.resolve(state.openPathReason);
    },
    showItemInFolder: (path) => {
      shown.push(path);
    },
    trashItem: async (path) => {
      if (!state.hasTrash) throw new Error('Failed to move item to trash');
      await rename(path, `${path}.trashed`);
      trashed.push(path);
    },
  } satisfies Pick<Shell, 'openPath' | 'showItemInFolder' | 'trashItem'>;
  const dialog = {
    showErrorBox: (title, content) => {
      errorBoxes.push({ title, content });
    },
    showMessageBox: (...args: unknown[]) => {
      messageBoxes.push(JSON.stringify(args.at(-1)));
      return Promise.resolve(state.messageBoxAnswer);
    },
    showOpenDialog: (...args: readonly [OpenDialogOptions] | readonly [BaseWindow, OpenDialogOptions]) => {
      openDialogs.push(args.length === 1 ? args[0] : args[1]);
      return Promise.resolve(state.openDialogAnswer);
    },
    showSaveDialog: () => Promise.resolve(state.saveDialogAnswer),
  } satisfies Pick<Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>;
  const nativeTheme = Object.assign(new EventEmitter(), {
    themeSource: 'system' as 'system' | 'light' | 'dark',
    shouldUseDarkColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
  } satisfies Partial<NativeTheme>);

  const powerSaveBlocker = {
    start: () => {
      blockers.add(blockers.size + 1);
      return blockers.size;
    },
    stop: (id) => blockers.delete(id),
  } satisfies Pick<PowerSaveBlocker, 'start' | 'stop'>;

  const keyring: FakeKeyring = { backend: 'gnome_libsecret', keyring: 'alice', isAvailable: true, isAsking: false };
  const nativeImage = {
    // What it is made of is all that tests ask; the class itself has no constructor.
    createFromPath: (path) => ({ path, isEmpty: () => !existsSync(path) }) as unknown as NativeImage,
  } satisfies Pick<typeof Electron.nativeImage, 'createFromPath'>;

  const modules = {
    nativeImage,
    app,
    safeStorage: createFakeSafeStorage(keyring, () => app.isReady()),
    ipcMain,
    protocol,
    clipboard,
    shell,
    dialog,
    nativeTheme,
    powerMonitor: Object.assign(new EventEmitter(), {
      isOnBatteryPower: () => state.isOnBattery,
    } satisfies Partial<PowerMonitor>),
    powerSaveBlocker,
    Notification: class extends FakeNotification {
      constructor(options: NotificationConstructorOptions = {}) {
        super(options);
        notifications.push(this);
      }
    },
    session: { defaultSession },
    BrowserWindow: class extends FakeWindow {
      static getFocusedWindow(): FakeWindow | null {
        return [...windows].find((window) => window.hasFocus) ?? null;
      }

      constructor(options: BrowserWindowConstructorOptions = {}) {
        super(host, options);
      }
    },
    Tray: class extends FakeTray {
      constructor(image: string) {
        super(image);
        trays.push(this);
      }
    },
    Menu: {
      buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => new FakeMenu(template),
      setApplicationMenu: (menu: FakeMenu | null) => {
        state.applicationMenu = menu;
      },
    },
  } satisfies Partial<Record<ElectronName, unknown>>;

  return {
    modules,
    updater: new FakeUpdater(),
    app,
    windows,
    trays,
    notifications,
    /** What keeps the computer awake. */
    blockers,
    privileged,
    permissions,
    errorBoxes,
    messageBoxes,
    opened,
    shown,
    trashed,
    /** What the dialogs for files and folders were asked with. */
    openDialogs,
    state,
    /** A request of the page for one of its own files. */
    fetchPage,
    /** A message on a channel that says it comes from this frame. */
    sendAs: (contents: FakeContents, frame: FakeFrame | null, channel: string, ...args: unknown[]) =>
      receive(contents, frame, channel, structuredClone(args)),
  };
}

export type FakeElectron = ReturnType<typeof createFakeElectron>;
