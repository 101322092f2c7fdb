import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadLocale } from '../../shared/load-locale.ts';
import { auditScreens, DARK, HIGH_CONTRAST, LIGHT, MIRRORED } from './axe-findings.ts';
import { fillList } from './filled-list.ts';
import { sleepCountdown, tellNextWindows } from './told-window.ts';
import { addByPaste, expect, rowOf, speak, test } from './window-fixture.ts';

const ON_ONE_HOST = { tag: '@access' };

test(
  'axe finds nothing in what is seldom seen: a program that is opened, a damaged list, a newer version',
  ON_ONE_HOST,
  async ({ files, sluice, sluiceWindow: first }) => {
    const before = await auditScreens(first);
    await addByPaste(first, files.url('good', { name: 'setup.exe', size: 1000 }));
    await expect(rowOf(first, 'setup.exe')).toContainText('Completed');
    await rowOf(first, 'setup.exe').dblclick();
    await expect(first.getByRole('dialog')).toContainText('setup.exe');
    await before.look('program dialog');
    await first.keyboard.press('Escape');
    await sluice.stop();
    await first.close();

    await writeFile(path.join(path.dirname(sluice.downloadFolder), 'data', 'sluice.db'), 'not a database');
    await sluice.start();
    const page = await sluice.openWindow();
    await expect(page.getByText('The list of downloads was damaged')).toBeVisible();
    const after = await auditScreens(page);
    await after.look('notice of a damaged list');
    expect([...before.findings, ...after.findings]).toEqual([]);
  },
);

test(
  'axe finds nothing in the message that a download is finished',
  ON_ONE_HOST,
  async ({ files, sluiceWindow: page }) => {
    const { look, findings } = await auditScreens(page, [LIGHT, DARK, MIRRORED, ...HIGH_CONTRAST]);
    await addByPaste(page, files.url('good', { name: 'done.zip', size: 1000 }));
    const open = page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Open', exact: true });
    // While it is pointed at it stays.
    await open.hover();
    await look('message of a finished download');
    expect(findings).toEqual([]);
  },
);

test('axe finds nothing in the notice of a newer version', ON_ONE_HOST, async ({ context, sluice }) => {
  await tellNextWindows(context, { kind: 'update', state: 'ready', version: '9.9.9' });
  const page = await sluice.openWindow();
  await expect(page.getByText('9.9.9')).toBeVisible();
  const { look, findings } = await auditScreens(page);
  await look('notice of a newer version');
  expect(findings).toEqual([]);
});

test('axe finds nothing in the countdown when all is done', ON_ONE_HOST, async ({ context, sluice }) => {
  await tellNextWindows(context, sleepCountdown());
  const page = await sluice.openWindow();
  await expect(page.getByRole('dialog', { name: 'All downloads are done.' })).toBeVisible();
  const { look, findings } = await auditScreens(page, [LIGHT, DARK, MIRRORED, ...HIGH_CONTRAST]);
  await look('countdown');
  expect(findings).toEqual([]);
});

test(
  'the drop target speaks the window’s language, wears its colours, and axe finds nothing in it',
  ON_ONE_HOST,
  async ({ context, sluiceWindow: page }) => {
    const { DROP_TARGET_WORDS } = await loadLocale('ar');
    const target = await context.newPage();
    await target.setViewportSize({ width: 132, height: 132 });
    await target.goto(new URL('/drop.html', page.url()).href);
    const { look, findings } = await auditScreens(target, [LIGHT, DARK, MIRRORED, ...HIGH_CONTRAST]);
    await expect(target.getByText('Drop links here')).toBeVisible();
    await look('drop target');
    await speak(page, 'ar');
    await expect(target.getByText(DROP_TARGET_WORDS.idle)).toBeVisible();
    await expect(target.locator('html')).toHaveAttribute('dir', 'rtl');
    await look('drop target in Arabic');
    expect(findings).toEqual([]);
  },
);

test('axe finds nothing in compact rows', ON_ONE_HOST, async ({ files, sluiceWindow: page }) => {
  const { look, findings } = await auditScreens(page, [LIGHT, DARK, MIRRORED, ...HIGH_CONTRAST]);
  await fillList(page, files);
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Rows' }).selectOption('Compact');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await look('compact list');
  await rowOf(page, 'complete.zip').hover();
  await look('compact row that is pointed at');
  await page.setViewportSize({ width: 640, height: 400 });
  await look('compact list in a narrow window');
  expect(findings).toEqual([]);
});

test('axe finds nothing in high contrast', ON_ONE_HOST, async ({ files, sluiceWindow: page }) => {
  const { look, findings } = await auditScreens(page, HIGH_CONTRAST);
  await page.setViewportSize({ width: 1100, height: 1000 });
  await look('empty window');
  await fillList(page, files);
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await rowOf(page, 'running.mkv').click();
  for (const tab of ['Overview', 'Speed', 'Connections', 'Server', 'What happened']) {
    await pane.getByRole('tab', { name: tab }).click();
    await look(`details, ${tab}`);
  }
  await rowOf(page, 'halted.iso').click({ button: 'right' });
  await look('row menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: 'Links' })
    .fill(`${files.origin}/good/page-[1-3].jpg\nftp://example.org/old.tar`);
  await expect(dialog.getByText('3 files', { exact: true })).toBeVisible();
  await dialog.getByText('More options').click();
  await look('add, with preview and options');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await look('settings');
  expect(findings).toEqual([]);
});
