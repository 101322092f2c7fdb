import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import axe from 'axe-core';
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

test('when all is done the window counts down to what was chosen; it is called off there, or begins at once', async () => {
  await using files = await serveFile(1000);
  await using app = await boot();
  const { electron } = app;
  await using shown = await showInChromium(electron, await openedWindow(electron));
  const { page } = shown;
  const finishAll = async (name: string): Promise<void> => {
    electron.state.applicationMenu?.click('done-quit');
    electron.state.clipboardText = files.link(name);
    (await trayOf(electron)).menu.click('addFromClipboard');
    // Long enough to be seen at work.
    files.hold();
    await page.getByRole('button', { name: 'Download 1 file' }).click();
    await eventually(() => app.electron.trays[0]?.toolTip.includes('1'), 'the tray to know');
    files.release();
    await page.getByRole('row', { name: new RegExp(`${name}.*Completed`, 'u') }).waitFor();
  };
  await page.getByRole('button', { name: 'Add', exact: true }).first().waitFor();
  await finishAll('first.bin');
  const dialog = page.getByRole('dialog', { name: 'All downloads are done. Sluice quits in a minute.' });
  const left = dialog.getByRole('timer');
  await dialog.getByText(/^5\d sec$/u).waitFor();
  const before = await left.textContent();
  await eventually(async () => (await left.textContent()) !== before, 'the count');
  await page.evaluate(axe.source);
  const tags = JSON.stringify(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const broken = await page.evaluate(
    `axe.run({ runOnly: { type: 'tag', values: ${tags} } }).then(({ violations }) => violations.map(({ id }) => id))`,
  );
  assert.deepEqual(broken, []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await eventually(() => electron.state.applicationMenu?.find('done-nothing')?.checked, 'the choice to be over');
  assert.equal(electron.app.hasExited, false);

  await finishAll('second.bin');
  await dialog.getByRole('button', { name: 'Now' }).click();
  await electron.app.exited;
  assert.deepEqual(shown.complaints, []);
});
