import type { BrowserContext, Page } from 'playwright/test';

/** A Sluice of a spec, on folders of its own, and how its window is shown. */
export type SluiceHost = {
  readonly downloadFolder: string;
  /** Opens the window; once after each start. */
  readonly openWindow: () => Promise<Page>;
  /** The text on the clipboard. */
  readonly readClipboard: () => Promise<string>;
  /** Ends Sluice as the system would, or as `kill -9` does. Its window goes with it where it is a part of it. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** Starts it again on the same data and folder, after `stop`. */
  readonly start: () => Promise<void>;
};

/** What a host gets. */
export type HostInput = {
  /** Empty, and its own. */
  readonly folder: string;
  /** Playwright's browser, where the window is a page in it. */
  readonly context: BrowserContext;
  /** To be called with each window's page, before it loads where that can be. */
  readonly watch: (page: Page) => void;
};

/** Reads the browser's clipboard. The permission is given now: what the page itself does with it needs none. */
export async function readBrowserClipboard(context: BrowserContext, page: Page | null): Promise<string> {
  if (page === null) throw new Error('the window is not open');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return await page.evaluate<string>('navigator.clipboard.readText()');
}
