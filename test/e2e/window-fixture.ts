import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Locator, type Page } from 'playwright/test';
import { FaultServer } from '../support/fault-server.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const COMMAND = fileURLToPath(new URL('../../build/sluice.js', import.meta.url));

/** `sluice serve` on folders of its own. */
export type RunningSluice = {
  readonly downloadFolder: string;
  /** The one-use address that it printed. */
  readonly address: () => string;
  /** Ends it as the system would, or as `kill -9` does. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** Starts it again on the same port, data and folder. */
  readonly start: () => Promise<void>;
};

type Fixtures = {
  readonly files: FaultServer;
  readonly sluice: RunningSluice;
  /** The window, open and connected. What it complains about in the console fails the test. */
  readonly sluiceWindow: Page;
};

/** The test function of the window's specs: a core, a file server and an open window. */
export const test = base.extend<Fixtures>({
  // Playwright reads the names of the fixtures that a fixture uses from this pattern; here none.
  // oxlint-disable-next-line no-empty-pattern
  files: async ({}, use) => {
    await using server = await FaultServer.start();
    await use(server);
  },
  // oxlint-disable-next-line no-empty-pattern
  sluice: async ({}, use) => {
    await using folder = await createTempFolder();
    const sluice = await startSluice(folder.file('data'), folder.file('downloads'));
    await use(sluice);
    await sluice.stop();
  },
  sluiceWindow: async ({ page, sluice }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      // The browser itself reports a server that is away; the window tells the user.
      const isExpected = /WebSocket connection to .* failed/u.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !isExpected) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error.stack)));
    await page.goto(sluice.address());
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1');
    await use(page);
    expect(complaints).toEqual([]);
  },
});

export { expect };

async function startSluice(dataFolder: string, downloadFolder: string): Promise<RunningSluice> {
  let child: ChildProcess | null = null;
  let address = '';
  let port = '0';

  async function start(): Promise<void> {
    const options = ['--no-open', '--port', port, '--data-dir', dataFolder, '--dir', downloadFolder];
    const started = spawn(process.execPath, [COMMAND, 'serve', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    address = await readAddress(started);
    port = new URL(address).port;
  }

  await start();
  return {
    downloadFolder,
    address: () => address,
    start,
    async stop(signal = 'SIGTERM') {
      const running = child;
      child = null;
      if (running === null || running.exitCode !== null) return;
      const exit = once(running, 'exit');
      running.kill(signal);
      await exit;
    },
  };
}

async function readAddress(child: ChildProcess): Promise<string> {
  let output = '';
  return await new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /^Open\s+(\S+)$/mu.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`sluice serve ended with ${code}:\n${output}`)));
  });
}

/** The row of a download. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });
}

/** What is dragged from elsewhere. */
export type Dragged = {
  readonly uriList?: string;
  readonly text?: string;
  readonly html?: string;
  readonly files?: readonly string[];
};

/** Drags something in from outside of the browser and drops it in the middle of the window (or at a point), as the system would. */
export async function dropOnWindow(
  page: Page,
  dragged: Dragged,
  options: { readonly at?: { readonly x: number; readonly y: number }; readonly beforeDrop?: () => Promise<void> } = {},
): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const items = [
    ...(dragged.uriList === undefined ? [] : [{ mimeType: 'text/uri-list', data: dragged.uriList }]),
    ...(dragged.html === undefined ? [] : [{ mimeType: 'text/html', data: dragged.html }]),
    ...(dragged.text === undefined ? [] : [{ mimeType: 'text/plain', data: dragged.text }]),
  ];
  const data = { items, files: [...(dragged.files ?? [])], dragOperationsMask: 1 };
  const at = options.at ?? { x: 400, y: 300 };
  await cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
  // As a person does: holds it over the window until that says where it would go. A page that has just been painted may
  // not listen yet.
  await expect(async () => {
    await cdp.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
    await expect(page.locator('.drop-area:popover-open')).toBeAttached({ timeout: 200 });
  }).toPass();
  await options.beforeDrop?.();
  await cdp.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
  await cdp.detach();
}

/** Pastes links and confirms the preview with Enter. */
export async function addByPaste(page: Page, ...links: readonly string[]): Promise<void> {
  await paste(page, links.join('\n'));
  const files = links.length === 1 ? '1 file' : `${links.length} files`;
  await expect(page.getByRole('dialog').getByText(files, { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Pastes a text, with its HTML if it has some, as Ctrl+V does. As a text of its own, since the tests are checked without the browser's types. */
export async function paste(page: Page, text: string, html = ''): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    data.setData('text/plain', ${JSON.stringify(text)});
    if (${JSON.stringify(html)} !== '') data.setData('text/html', ${JSON.stringify(html)});
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }`);
}

/** The text on the clipboard; the page's context needs the permission. */
export async function readClipboard(page: Page): Promise<string> {
  return await page.evaluate<string>('navigator.clipboard.readText()');
}
