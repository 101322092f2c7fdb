import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { showInChromium } from './chromium-host.ts';
import { boot, buildForDesktop, eventually, openedWindow, trayOf } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

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
