import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  HandlerDetails,
  ProgressBarOptions,
  RenderProcessGoneDetails,
  WebContents,
  WebFrameMain,
} from 'electron';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { createEvent, type FakeEvent } from './fake-event.ts';
import { FakePage } from './fake-page.ts';

type UsedOfFrame = 'url' | 'parent';
type UsedOfContents = 'reload' | 'send' | 'startDrag' | 'isDestroyed' | 'setWindowOpenHandler' | 'getURL';
type UsedOfWindow =
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'minimize'
  | 'close'
  | 'destroy'
  | 'isMinimized'
  | 'isVisible'
  | 'isFocused'
  | 'setProgressBar'
  | 'isDestroyed';

/** What a window needs from the rest of the fake. */
export type WindowHost = {
  readonly isReady: () => boolean;
  readonly fetch: (url: string) => Promise<Response>;
  readonly receive: (
    contents: FakeContents,
    frame: FakeFrame | null,
    channel: string,
    args: readonly unknown[],
  ) => void;
  readonly windows: Set<FakeWindow>;
  readonly allClosed: () => void;
};

export type FakeFrame = { -readonly [Key in UsedOfFrame]: Key extends 'parent' ? FakeFrame | null : WebFrameMain[Key] };

/** Whatever runs the page: messages from the main process go there. */
export type PageDocument = { readonly deliver: (channel: string, args: readonly unknown[]) => void };

/** `webContents`, with the real preload evaluated in each document it loads. */
export class FakeContents extends EventEmitter implements Pick<WebContents, UsedOfContents> {
  readonly mainFrame: FakeFrame = { url: '', parent: null };
  /** The document's context when the preload was evaluated in this process. */
  page: FakePage | null = null;
  #document: PageDocument | null = null;
  #isDestroyed = false;
  #openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });
  readonly #host: WindowHost;
  readonly #preloadPath: string | undefined;

  constructor(host: WindowHost, preloadPath: string | undefined) {
    super();
    this.#host = host;
    this.#preloadPath = preloadPath;
  }

  /** A new document: what `loadURL` and a reload come to. */
  open(url: string): void {
    this.mainFrame.url = url;
    this.page = null;
    this.#document = null;
    this.emit('did-navigate', createEvent({}), url, 200, 'OK');
    if (this.#preloadPath === undefined) return;
    const page = new FakePage(this.#preloadPath, { send: (channel, args) => this.#receive(channel, args) });
    this.page = page;
    this.#document = page;
  }

  reload(): void {
    this.open(this.mainFrame.url);
  }

  /** Its process ends; the document with it. */
  crash(reason: RenderProcessGoneDetails['reason']): void {
    this.page = null;
    this.#document = null;
    this.emit('render-process-gone', createEvent({}), { reason, exitCode: 11 } satisfies RenderProcessGoneDetails);
  }

  /** A new document that lives elsewhere: in a real Chromium. Returns where its messages go. */
  adopt(document: PageDocument): (channel: string, args: readonly unknown[]) => void {
    this.emit('did-navigate', createEvent({}), this.mainFrame.url, 200, 'OK');
    this.page = null;
    this.#document = document;
    return (channel, args) => {
      if (this.#document === document) this.#receive(channel, args);
    };
  }

  #receive(channel: string, args: readonly unknown[]): void {
    this.#host.receive(this, this.mainFrame, channel, args);
  }

  /** The page (or something dropped on it) wants to go elsewhere. Returns whether it may. */
  navigate(url: string, isMainFrame = true): boolean {
    const event: FakeEvent<{ url: string; isMainFrame: boolean }> = createEvent({ url, isMainFrame });
    this.emit('will-frame-navigate', event);
    return !event.defaultPrevented;
  }

  /** `window.open` in the page. Returns whether a window would open. */
  openWindow(url: string): boolean {
    const details: HandlerDetails = {
      url,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'no-referrer' },
    };
    return this.#openHandler(details).action === 'allow';
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    const clones = structuredClone(args);
    const document = this.#document;
    setImmediate(() => {
      if (document === this.#document) document?.deliver(channel, clones);
    });
  }

  /** What the page began to drag out of the window. */
  readonly drags: Parameters<WebContents['startDrag']>[0][] = [];

  startDrag(item: Parameters<WebContents['startDrag']>[0]): void {
    if (typeof item.icon !== 'string' || !existsSync(item.icon)) throw new Error('Must specify non-empty icon option');
    this.drags.push(item);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
    this.#openHandler = handler;
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.page = null;
    this.#document = null;
    this.emit('destroyed');
  }
}

/** `BrowserWindow` without pixels. */
export class FakeWindow extends EventEmitter implements Pick<BrowserWindow, UsedOfWindow> {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  /** What a user would see of it. */
  focusCount = 0;
  /** What the taskbar shows on its button. */
  progressBar: { readonly progress: number; readonly mode: string | undefined } = { progress: -1, mode: 'none' };
  hasFocus = false;
  #isVisible = false;
  #isMinimized = false;
  #isDestroyed = false;
  readonly #host: WindowHost;

  constructor(host: WindowHost, options: BrowserWindowConstructorOptions) {
    super();
    if (!host.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#host = host;
    this.options = options;
    this.#isVisible = options.show !== false;
    this.webContents = new FakeContents(host, options.webPreferences?.preload);
    host.windows.add(this);
  }

  async loadURL(url: string): Promise<void> {
    const response = await this.#host.fetch(url);
    if (!response.ok) throw new Error(`ERR_FAILED (${response.status}) loading '${url}'`);
    await response.arrayBuffer();
    if (this.#isDestroyed) throw new Error(`ERR_ABORTED (-3) loading '${url}'`);
    this.webContents.open(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.#isVisible = true;
  }

  showInactive(): void {
    this.#isVisible = true;
  }

  hide(): void {
    this.#isVisible = false;
  }

  focus(): void {
    this.focusCount += 1;
  }

  minimize(): void {
    this.#isMinimized = true;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isFocused(): boolean {
    return this.hasFocus;
  }

  setProgressBar(progress: number, options?: ProgressBarOptions): void {
    this.progressBar = { progress, mode: options?.mode };
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  close(): void {
    const event = createEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    this.#host.windows.delete(this);
    if (this.#host.windows.size === 0) this.#host.allClosed();
  }
}
