import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

/** Sparse: nothing to write, minutes to read. */
const ENDLESS_BYTES = 200_000_000_000;

test('reading a large file shows how far it is, and can be called off', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'large.bin', size: 1000 }));
  await expect(rowOf(page, 'large.bin')).toContainText('Completed');
  await truncate(path.join(sluice.downloadFolder, 'large.bin'), ENDLESS_BYTES);
  await rowOf(page, 'large.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'File' }).click();
  await pane.getByRole('button', { name: 'Compute' }).click();
  await expect(pane.getByText(/^\d[\d.,]* [kMG]B of 200 GB$/u)).toBeVisible();
  await expect(pane.getByRole('progressbar', { name: 'Reading the file…' })).toHaveAttribute('value', /\d/u);
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await expect(pane.getByRole('progressbar')).toHaveCount(0);
  await expect(pane.getByRole('button', { name: 'Compute' })).toBeEnabled();
});

test('a list of ten thousand links is read and added in steps that show how far they are', async ({
  sluice,
  sluiceWindow: page,
}) => {
  const list = path.join(sluice.downloadFolder, 'long.txt');
  const links = Array.from({ length: 10_000 }, (_, index) => `http://127.0.0.1:9/${index}\n out=file-${index}.bin\n`);
  await writeFile(list, links.join(''));
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Backup and export' }).click();
  await dialog.getByLabel('Choose a file…').setInputFiles(list);
  await expect(dialog.getByText('10,000 downloads', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByText('Added 10,000 downloads.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '10001');
});
