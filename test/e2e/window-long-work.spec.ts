import { truncate } from 'node:fs/promises';
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
