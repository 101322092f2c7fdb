import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { findProgram } from '../../build/test-tools.ts';
import { PAGE_ORIGIN } from '../../main/desktop/page-address.ts';
import type { FakeElectron } from '../fakes/electron/fake-electron.ts';
import type { FakeWindow } from '../fakes/electron/fake-window.ts';

/** Stands for `sluice-app://app`, which only Electron knows: also a secure context, with an origin of its own. */
const STAND_IN_ORIGIN = 'http://app.localhost';

/** A window's page in a real Chromium. */
export type ChromiumWindow = AsyncDisposable & {
  readonly page: Page;
  /** What the page or the browser complained about: broken rules of the policy, uncaught errors. */
  readonly complaints: readonly string[];
};

/**
 * Shows a fake window's page in Chromium: the built page as the app's own protocol handler serves it, with its headers;
 * the real preload evaluated before it; and its messages carried to the real IPC handlers. What is missing of Electron is
 * the isolation between preload and page, and the scheme's name.
 */
export async function showInChromium(electron: FakeElectron, window: FakeWindow): Promise<ChromiumWindow> {
  const browser = await chromium.launch({
    executablePath: findProgram('chromium') ?? chromium.executablePath(),
    // Chromium refuses to sandbox itself as root, which is what containers run tests as.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    return await openPage(browser, electron, window);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function openPage(browser: Browser, electron: FakeElectron, window: FakeWindow): Promise<ChromiumWindow> {
  const page = await browser.newPage({ viewport: { width: 1080, height: 720 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.route(`${STAND_IN_ORIGIN}/**`, async (route) => {
    const url = route.request().url().replace(STAND_IN_ORIGIN, PAGE_ORIGIN);
    const response = await electron.fetchPage(url);
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });

  const send = window.webContents.adopt({
    deliver: (channel, args) => {
      page
        .evaluate(([name, values]) => Reflect.apply(Reflect.get(globalThis, '__deliver'), undefined, [name, values]), [
          channel,
          args,
        ] as const)
        .catch((error: unknown) => {
          // The page went away while a message was on its way: Electron drops it too.
          if (!page.isClosed()) complaints.push(String(error));
        });
    },
  });
  await page.exposeFunction('__send', (channel: string, args: unknown[]) => send(channel, args));
  await page.addInitScript({ content: electronInPage(await readFile(preloadOf(window), 'utf8')) });
  await page.goto(window.webContents.getURL().replace(PAGE_ORIGIN, STAND_IN_ORIGIN));
  return { page, complaints, [Symbol.asyncDispose]: () => browser.close() };
}

function preloadOf(window: FakeWindow): string {
  const path = window.options.webPreferences?.preload;
  if (path === undefined) throw new Error('the window has no preload');
  return path;
}

/** The preload, with the little of Electron that it may use: in the page's own world, since plain Chromium has one. */
function electronInPage(preload: string): string {
  return `(() => {
    const listeners = new Map();
    globalThis.__deliver = (channel, args) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...args);
    };
    const carry = globalThis.__send;
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
