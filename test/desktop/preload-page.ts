import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { PAGE_ORIGIN } from '../../main/desktop/page-address.ts';

/** Stands for `sluice-app://app`, which only Electron knows: also a secure context, with an origin of its own. */
const STAND_IN_ORIGIN = 'http://app.localhost';

/** An answer of the app's own protocol. */
export type PageAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
};

/** The booted app behind a window's page, in this process or in another. */
export type AppBehindPage = {
  /** What the window loads. */
  readonly url: string;
  readonly preloadPath: string;
  /** Asks the app's own protocol for a file of the page. */
  readonly fetch: (url: string) => Promise<PageAnswer>;
  /** A new document begins: what the app sends from now on is for it. */
  readonly begin: (deliver: (channel: string, args: readonly unknown[]) => void) => void;
  /** A message of the present document to the app's handlers. */
  readonly send: (channel: string, args: readonly unknown[]) => void;
};

/**
 * Shows a window's page in a page of Chromium: as the app's own protocol handler serves it, with its headers; the real
 * preload evaluated before each document; and its messages carried to the real IPC handlers. What is missing of Electron
 * is the isolation between preload and page, and the scheme's name.
 */
export async function showWindowIn(page: Page, app: AppBehindPage): Promise<void> {
  await page.route(`${STAND_IN_ORIGIN}/**`, async (route) => {
    const answer = await app.fetch(route.request().url().replace(STAND_IN_ORIGIN, PAGE_ORIGIN));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(answer.body),
    });
  });
  let documents = 0;
  const deliverTo = (document: number, channel: string, args: readonly unknown[]): void => {
    if (document !== documents) return;
    page
      .evaluate(([name, values]) => Reflect.apply(Reflect.get(globalThis, '__deliver'), undefined, [name, values]), [
        channel,
        args,
      ] as const)
      // The document went away while a message was on its way: Electron drops it too. What goes wrong in the page itself
      // is an error of the page.
      .catch(() => {});
  };
  // Both come in the order of the calls, so a document begins before its first message.
  await page.exposeFunction('__begin', () => {
    documents += 1;
    const mine = documents;
    app.begin((channel, args) => deliverTo(mine, channel, args));
  });
  await page.exposeFunction('__send', (channel: string, args: unknown[]) => app.send(channel, args));
  await page.addInitScript({ content: electronInPage(await readFile(app.preloadPath, 'utf8')) });
  await page.goto(app.url.replace(PAGE_ORIGIN, STAND_IN_ORIGIN));
}

/** The preload, with the little of Electron that it may use: in the page's own world, since plain Chromium has one. */
function electronInPage(preload: string): string {
  return `(() => {
    const listeners = new Map();
    globalThis.__deliver = (channel, args) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) {
        try { listener({}, ...args); } catch (error) { reportError(error); }
      }
    };
    const carry = globalThis.__send;
    void globalThis.__begin();
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = Object.freeze({ ...api }); } },
      ipcRenderer: {
        send: (channel, ...args) => { void carry(channel, structuredClone(args)); },
        on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
        off: (channel, listener) =>
          listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)),
      },
    };
    ((require, process) => { ${preload} })(() => electron, { platform: ${JSON.stringify(process.platform)} });
  })();`;
}
