import type { App } from 'electron';
import { EventEmitter } from 'node:events';
import { createEvent } from './fake-event.ts';

type Used =
  | 'quit'
  | 'exit'
  | 'isReady'
  | 'whenReady'
  | 'getPath'
  | 'setPath'
  | 'getVersion'
  | 'getLocale'
  | 'getPreferredSystemLanguages'
  | 'getAppPath'
  | 'isPackaged'
  | 'setAppUserModelId'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'focus'
  | 'setBadgeCount'
  | 'setAboutPanelOptions'
  | 'setActivationPolicy'
  | 'getLoginItemSettings';

/** What the test decides about the machine the app runs on. */
export type FakeMachine = {
  readonly folders: Readonly<Record<string, string>>;
  /** Whether another Sluice holds the lock already. */
  readonly isSecondInstance: boolean;
  /** Installed, or run from source. */
  readonly isPackaged?: boolean;
};

/** Electron's `app`, as far as Sluice uses it. It follows the order of events that Electron's documentation promises. */
export class FakeApp extends EventEmitter implements Pick<App, Used> {
  readonly isPackaged: boolean;
  readonly #folders: Record<string, string>;
  readonly #isSecondInstance: boolean;
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<number>();
  #isReady = false;
  #hasExited = false;
  /** What a second instance would hand over. */
  lockData: unknown = null;
  /** Closes a window; `false` when it refused. Set by the windows' fake. */
  closeWindows: () => boolean = () => true;
  destroyWindows: () => void = () => undefined;

  constructor(machine: FakeMachine) {
    super();
    this.#folders = { ...machine.folders };
    this.isPackaged = machine.isPackaged ?? false;
    this.#isSecondInstance = machine.isSecondInstance;
  }

  /** The exit code, once the process would be gone. */
  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** What Chromium does once the entry module has been evaluated. */
  becomeReady(): void {
    if (this.#hasExited) return;
    this.#isReady = true;
    this.#ready.resolve();
    this.emit('ready', createEvent({}), {});
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const path = this.#folders[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    if (name === 'userData' && this.#isReady) throw new Error('userData must be set before ready');
    this.#folders[name] = path;
  }

  getVersion(): string {
    return '0.0.0-fake';
  }

  getPreferredSystemLanguages(): string[] {
    return ['en-US'];
  }

  getLocale(): string {
    return 'en-US';
  }

  getAppPath(): string {
    return this.getPath('home');
  }

  setAppUserModelId(): void {}

  setActivationPolicy(): void {}

  focus(): void {}

  /** What "About" shows. */
  about: Parameters<App['setAboutPanelOptions']>[0] | null = null;

  setAboutPanelOptions(options: Parameters<App['setAboutPanelOptions']>[0]): void {
    this.about = options;
  }

  getLoginItemSettings(): ReturnType<App['getLoginItemSettings']> {
    return {
      openAtLogin: false,
      wasOpenedAtLogin: false,
      status: 'not-registered',
      executableWillLaunchAtLogin: false,
      launchItems: [],
    };
  }

  badgeCount = 0;

  setBadgeCount(count = 0): boolean {
    this.badgeCount = count;
    return true;
  }

  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    if (this.#isReady) throw new Error('Sluice must take the lock before it is ready');
    this.lockData = structuredClone(data);
    return !this.#isSecondInstance;
  }

  releaseSingleInstanceLock(): void {}

  quit(): void {
    if (this.#hasExited) return;
    const event = createEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented || !this.closeWindows()) return;
    const lastEvent = createEvent({});
    this.emit('will-quit', lastEvent);
    if (!lastEvent.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.destroyWindows();
    this.emit('quit', createEvent({}), code);
    this.#exited.resolve(code);
  }
}
