import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Page } from 'playwright';
import { showInChromium } from './chromium-host.ts';
import { boot, buildForDesktop, eventually, openedWindow, sha256Of, trayOf } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

test('a link dropped on the real page in Chromium arrives as a file with the same bytes', async () => {
  await using files = await serveFile(2_000_000);
  await using app = await boot();
  await using shown = await showInChromium(app.electron, await openedWindow(app.electron));
  const { page } = shown;
  await page.getByRole('button', { name: 'Add', exact: true }).first().waitFor();

  await dropLink(page, files.link('dropped.bin'));
  assert.deepEqual(files.requested, [], 'nothing is asked of the server before the user agrees');
  await page.getByRole('button', { name: 'Download 1 file' }).click();

  await page.getByText('Completed').first().waitFor();
  assert.equal(await sha256Of(join(app.downloadFolder, 'dropped.bin')), files.sha256);
  assert.deepEqual(shown.complaints, [], 'no broken policy, no uncaught error');
});

test('what the tray does is seen on the page', async () => {
  await using files = await serveFile(400_000);
  files.hold();
  await using app = await boot();
  await using shown = await showInChromium(app.electron, await openedWindow(app.electron));
  const tray = await trayOf(app.electron);
  app.electron.state.clipboardText = files.link('held.bin');
  tray.menu.click('addFromClipboard');
  await shown.page.getByRole('dialog').getByText('held.bin').first().waitFor();
  assert.deepEqual(files.requested, [], 'nothing is asked of the server before the user agrees');
  await shown.page.getByRole('button', { name: 'Download 1 file' }).click();
  const row = shown.page.getByRole('row', { name: /held\.bin/u });
  await row.getByText('Downloading').waitFor();
  await eventually(() => tray.menu.template.find(({ id }) => id === 'pauseAll')?.enabled !== false, 'the tray to know');
  tray.menu.click('pauseAll');
  await row.getByText('Paused').waitFor();
});

/** What Chromium does when a link is dragged in from another program. A text, since tests have no DOM types. */
async function dropLink(page: Page, link: string): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    data.setData('text/uri-list', ${JSON.stringify(link)});
    data.setData('text/plain', ${JSON.stringify(link)});
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }`);
}
