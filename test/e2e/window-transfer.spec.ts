import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

test('the list is exported to a file and imported again', async ({ files, sluice, sluiceWindow: page }) => {
  await addByPaste(page, files.url('good', { name: 'kept.bin', size: 1000 }));
  await expect(rowOf(page, 'kept.bin')).toContainText('Completed');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Backup and export' }).click();
  const folder = dialog.getByRole('textbox', { name: 'Save in' });
  // The host whose desktop has a dialog of its own asks with that.
  const isPage = await folder.isVisible();
  if (isPage) {
    await expect(folder).toHaveValue(sluice.downloadFolder);
    await folder.fill(path.join(sluice.downloadFolder, 'lists'));
  }
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const told = dialog.getByText(/^Wrote 1 download and the settings to /u);
  await expect(told).toBeVisible();
  const file = /to (\S+\.json)/u.exec((await told.textContent()) ?? '')?.[1] ?? '';
  expect(path.dirname(file)).toBe(isPage ? path.join(sluice.downloadFolder, 'lists') : sluice.downloadFolder);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ format: 'sluice', version: 1 });

  await dialog.getByLabel('Choose a file…').setInputFiles(file);
  await expect(dialog.getByText('1 download', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText('1 was in the list already.')).toBeVisible();
});

test('a session of aria2 comes in with its options; what is no list is refused in words', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const session = path.join(sluice.downloadFolder, 'session.txt');
  const url = files.url('good', { name: 'x.bin', size: 1000 });
  const gone = files.url('status', { status: 404 });
  await writeFile(session, `${gone}\t${url}\n out=renamed.bin\n dir=${sluice.downloadFolder}\n header=X-Key: 7\n`);
  const prose = path.join(sluice.downloadFolder, 'prose.txt');
  await writeFile(prose, 'Dear diary');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Backup and export' }).click();
  await dialog.getByLabel('Choose a file…').setInputFiles(prose);
  await expect(dialog.getByRole('alert')).toContainText('“prose.txt” is neither');
  await dialog.getByLabel('Choose a file…').setInputFiles(session);
  await dialog.getByRole('checkbox', { name: 'Start what was waiting' }).check();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText('Added 1 download.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'renamed.bin')).toContainText('Completed');
  expect(files.requestsFor(url).at(-1)?.headers['x-key']).toBe('7');
});
