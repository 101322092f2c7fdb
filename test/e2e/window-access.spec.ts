import { FaultServer } from '../support/fault-server.ts';
import { selfSigned } from '../support/certificates.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { auditScreens } from './axe-findings.ts';
import { fillList } from './filled-list.ts';
import { addByPaste, expect, paste, rowOf, test } from './window-fixture.ts';

const ON_ONE_HOST = { tag: '@access' };

test(
  'axe finds nothing in the window, empty and with a row of each state, nor in its menus',
  ON_ONE_HOST,
  async ({ files, sluice, sluiceWindow: page }) => {
    const { look, findings } = await auditScreens(page);
    await look('empty window');
    await fillList(page, files);
    await look('list with a selected row');
    await page.getByRole('searchbox').fill('nothing like it');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await look('search without results');
    await page.getByRole('searchbox').fill('');
    await rowOf(page, 'complete.zip').hover();
    await look('row that is pointed at');
    await rowOf(page, 'halted.iso').click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await look('row menu');
    await page.keyboard.press('Escape');
    await rowOf(page, 'web-page.iso').getByRole('button', { name: 'Other answers' }).click();
    await look('menu of answers');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).click();
    await look('column menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Speed limit/u }).click();
    await look('limit menu');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 640, height: 400 });
    await look('narrow window');
    await page.getByRole('button', { name: 'Sidebar' }).click();
    await look('sidebar over the list');
    await page.keyboard.press('Escape');
    await sluice.stop();
    await expect(page.getByText('Sluice is not running.')).toBeVisible();
    await look('banner over a list that nobody keeps up');
    await sluice.start();
    await expect(page.getByText('permission has ended')).toBeVisible();
    await look('window whose permission has ended');
    expect(findings).toEqual([]);
  },
);

test('axe finds nothing in the details', ON_ONE_HOST, async ({ files, sluiceWindow: page }) => {
  const { look, findings } = await auditScreens(page);
  // All rows above the details.
  await page.setViewportSize({ width: 1100, height: 1000 });
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await look('details of nothing');
  await fillList(page, files);
  for (const [name, tabs] of [
    ['running.mkv', ['Overview', 'Speed', 'Connections', 'Server', 'What happened']],
    ['complete.zip', ['Overview', 'File']],
    ['web-page.iso', ['Overview']],
  ] as const) {
    await rowOf(page, name).click();
    for (const tab of tabs) {
      await pane.getByRole('tab', { name: tab }).click();
      await expect(pane.getByRole('region', { name })).toBeVisible();
      await look(`details of ${name}, ${tab}`);
    }
  }
  expect(findings).toEqual([]);
});

test('axe finds nothing in the dialogs', ON_ONE_HOST, async ({ files, sluiceWindow: page }) => {
  const { look, findings } = await auditScreens(page);
  await using folder = await createTempFolder();
  await using unknown = await FaultServer.start(await selfSigned(folder, 'unknown'));
  await fillList(page, files);
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await look('add, empty');
  const box = dialog.getByRole('textbox', { name: 'Links' });
  await box.fill([`${files.origin}/good/page-[1-3].jpg`, 'ftp://example.org/old.tar'].join('\n'));
  await expect(dialog.getByText('3 files', { exact: true })).toBeVisible();
  await dialog.getByText('More options').click();
  await look('add, with preview and options');
  await dialog.getByText('More options').click();
  await box.fill(
    `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="named.bin"><hash type="sha-256">${'ab'.repeat(32)}</hash>
    <url>${files.origin}/good/named.bin</url><url>${files.origin}/good/mirror.bin</url></file></metalink>`,
  );
  await dialog.getByText('1 other link to it').click();
  await look('add, with a Metalink');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await addByPaste(page, unknown.url('good', { name: 'secret.bin', size: 1000 }));
  await expect(rowOf(page, 'secret.bin')).toContainText('certificate');
  await look('a message over the list');
  await rowOf(page, 'web-page.iso').click();
  await paste(page, files.url('good', { name: 'other.bin' }));
  await expect(dialog.getByRole('button', { name: 'Use as its new link' })).toBeVisible();
  await look('add, with the offer of a new link');
  await page.keyboard.press('Escape');

  const openFromMenu = async (row: string, item: string): Promise<void> => {
    await rowOf(page, row).click({ button: 'right' });
    await page.getByRole('menuitem', { name: item }).click();
    await expect(dialog).toBeVisible();
  };
  for (const [row, item] of [
    ['halted.iso', 'Remove…'],
    ['complete.zip', 'Remove…'],
    ['web-page.iso', 'New link…'],
    ['complete.zip', 'Start again…'],
    ['complete.zip', 'Rename…'],
    ['halted.iso', 'Move to folder…'],
    ['secret.bin', 'Trust'],
  ] as const) {
    await openFromMenu(row, item);
    await look(`${item} of ${row}`);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await page.keyboard.press('?');
  await expect(dialog).toBeVisible();
  await look('shortcut sheet');
  expect(findings).toEqual([]);
});

test('axe finds nothing in the settings', ON_ONE_HOST, async ({ files, sluiceWindow: page }) => {
  const { look, findings } = await auditScreens(page);
  // What was learned about it fills the list of servers.
  await addByPaste(page, files.url('status', { name: 'busy.bin', status: 503, retryAfter: 3600 }));
  await expect(rowOf(page, 'busy.bin')).toContainText('busy');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  // Axe takes a label that is scrolled out of sight for one that is not there: everything is in sight.
  await page.setViewportSize({ width: 1100, height: 2200 });
  await dialog.evaluate((element) => {
    element.style.blockSize = '2100px';
  });
  for (const section of await dialog.getByRole('navigation').getByRole('button').all()) {
    await section.click();
    await look(`settings, ${await section.textContent()}`);
  }
  await dialog.getByRole('searchbox').fill('server');
  await look('settings, a search');
  await dialog.getByRole('searchbox').fill('nothing like it');
  await look('settings, a search without results');
  await dialog.getByRole('searchbox').fill('');
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await look('list in Arabic');
  expect(findings).toEqual([]);
});

test('screen readers are told milestones, and nothing while bytes come', async ({ files, sluiceWindow: page }) => {
  const told = async (): Promise<readonly string[]> => await page.evaluate<string[]>('window.told');
  await page.evaluate(`{
    window.told = [];
    const region = document.querySelector('output');
    new MutationObserver(() => { if (region.textContent !== '') window.told.push(region.textContent); })
      .observe(region, { childList: true, characterData: true, subtree: true });
  }`);
  await addByPaste(page, files.url('drip', { name: 'film.mkv', size: 4_000_000, pieceBytes: 8000, everyMs: 50 }));
  await expect(rowOf(page, 'film.mkv')).toContainText(/Downloading [1-9]\d*%/u);
  const before = await told();
  await expect(rowOf(page, 'film.mkv')).toContainText(/Downloading [2-9]\d%/u);
  expect(await told()).toEqual(before);
  await expect(rowOf(page, 'film.mkv')).toContainText('Completed', { timeout: 30_000 });
  await expect.poll(told).toEqual([...before, expect.stringMatching(/film\.mkv/u)]);
});
