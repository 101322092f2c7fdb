import type { Page } from 'playwright';
import { launchChromium } from '../support/browser.ts';
import type { FakeElectron } from '../fakes/electron/fake-electron.ts';
import type { FakeWindow } from '../fakes/electron/fake-window.ts';
import { showWindowIn, type AppBehindPage, type PageAnswer } from './preload-page.ts';

/** A window's page in a real Chromium. */
export type ChromiumWindow = AsyncDisposable & {
  readonly page: Page;
  /** What the page or the browser complained about: broken rules of the policy, uncaught errors. */
  readonly complaints: readonly string[];
};

/** Shows a fake window's page in a Chromium of its own, with the booted app of this process behind it. */
export async function showInChromium(
  electron: FakeElectron,
  window: FakeWindow,
  options: { readonly colorScheme?: 'light' | 'dark'; readonly locale?: string } = {},
): Promise<ChromiumWindow> {
  const browser = await launchChromium();
  try {
    const [width, height] = [window.options.width ?? 1080, window.options.height ?? 720];
    const page = await browser.newPage({ viewport: { width, height }, ...options });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await showWindowIn(page, appBehind(electron, window));
    return { page, complaints, [Symbol.asyncDispose]: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The app's side of a fake window, for a page that lives elsewhere. */
export function appBehind(electron: FakeElectron, window: FakeWindow): AppBehindPage {
  const preloadPath = window.options.webPreferences?.preload;
  if (preloadPath === undefined) throw new Error('the window has no preload');
  let receive: AppBehindPage['send'] | null = null;
  return {
    url: window.webContents.getURL(),
    preloadPath,
    fetch: async (url): Promise<PageAnswer> => {
      const response = await electron.fetchPage(url);
      return {
        status: response.status,
        headers: [...response.headers],
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
    begin: (deliver) => {
      receive = window.webContents.adopt({ deliver });
    },
    send: (channel, args) => receive?.(channel, args),
  };
}
