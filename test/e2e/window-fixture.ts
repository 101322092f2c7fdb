import { test as base, expect, type Locator, type Page } from 'playwright/test';
import type { Language } from '../../shared/language.ts';
import { FaultServer } from '../support/fault-server.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { startElectronHost } from './hosts/electron-host.ts';
import { electronHere, type HostName } from './hosts/host-list.ts';
import { startPageHost } from './hosts/page-host.ts';
import { startPreloadHost } from './hosts/preload-host.ts';
import type { HostInput, SluiceHost } from './hosts/sluice-host.ts';

/** What a project of `playwright.config.ts` sets. */
export type HostOptions = { readonly hostName: HostName };

type Fixtures = {
  readonly files: FaultServer;
  /** Sluice on the project's host. What any of its windows complains about in its console fails the test. */
  readonly sluice: SluiceHost;
  /** The window, open and connected. */
  readonly sluiceWindow: Page;
};

/** The test function of the window's specs: a Sluice on the project's host, a file server and an open window. */
export const test = base.extend<HostOptions & Fixtures>({
  hostName: ['page', { option: true }],
  // Playwright reads the names of the fixtures that a fixture uses from this pattern; here none.
  // oxlint-disable-next-line no-empty-pattern
  files: async ({}, use) => {
    await using server = await FaultServer.start();
    await use(server);
  },
  sluice: async ({ hostName, context }, use) => {
    await using folder = await createTempFolder();
    const complaints: string[] = [];
    const watch = (page: Page): void => noteComplaints(page, complaints);
    const host = await startHost(hostName, { folder: folder.path, context, watch });
    await use(host);
    await host.stop();
    expect(complaints).toEqual([]);
  },
  sluiceWindow: async ({ sluice }, use) => {
    const page = await sluice.openWindow();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1');
    await use(page);
  },
});

export { expect };

function startHost(name: HostName, input: HostInput): Promise<SluiceHost> {
  switch (name) {
    case 'page':
      return startPageHost(input);
    case 'preload':
      return startPreloadHost(input);
    case 'electron': {
      const electron = electronHere();
      if (!electron.ok) throw new Error(electron.reason);
      return startElectronHost(input, electron.path);
    }
    default:
      return name satisfies never;
  }
}

function noteComplaints(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    // The browser itself reports a server that is away; the window tells the user.
    const isExpected = /WebSocket connection to .* failed/u.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isExpected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
}

/** The row of a download. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });
}

/** Where something stands in the window, in pixels. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** @throws when it is not shown. */
export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not shown.');
  return box;
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
  const dispatch = (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<unknown> =>
    cdp.send('Input.dispatchDragEvent', { type, ...at, data });
  await page.evaluate(`{
    window.hasDropped = false;
    window.addEventListener('drop', () => { window.hasDropped = true; }, { capture: true, once: true });
  }`);
  // As a person does: holds it over the window until that says where it would go, lets go, and does so again when the
  // browser did not take it. It drops only where the page has already answered that it would, and a busy page answers late.
  await expect(async () => {
    await dispatch('dragEnter');
    await expect(async () => {
      await dispatch('dragOver');
      await expect(page.locator('.drop-area:popover-open')).toBeAttached({ timeout: 200 });
    }).toPass();
    await dispatch('dragOver');
    await page.evaluate('new Promise(requestAnimationFrame)');
    await options.beforeDrop?.();
    await dispatch('drop');
    await expect.poll(() => page.evaluate('window.hasDropped'), { timeout: 3000 }).toBe(true);
  }).toPass();
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

/** Chooses another language, as a user who reads English does. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption(language);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
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
