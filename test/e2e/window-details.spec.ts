import { loadLocale } from '../../shared/load-locale.ts';
import { addByPaste, boxOf, expect, paste, rowOf, speak, test } from './window-fixture.ts';

test('the last answer of the server is shown with all its headers, and is copied whole', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'facts.bin', size: 1000 }));
  await expect(rowOf(page, 'facts.bin')).toContainText('Completed');
  await rowOf(page, 'facts.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'Server' }).click();
  await expect(pane.getByText('HTTP/1.1 206 Partial Content')).toBeVisible();
  await expect(pane.getByText('bytes 0-999/1000')).toBeVisible();
  await pane.getByRole('button', { name: 'Copy the answer' }).click();
  await expect(page.getByText('Copied the answer').last()).toBeVisible();
  const copied = await sluice.readClipboard();
  expect(copied.split('\n')[0]).toBe('HTTP/1.1 206 Partial Content');
  expect(copied).toMatch(/^content-range: bytes 0-999\/1000$/imu);
});

test('what is wrong with a download’s bounds is said below their fields, which stay where they are', async ({
  files,
  sluiceWindow: page,
}) => {
  // Paused: nothing else in the pane changes meanwhile.
  await paste(page, files.url('good', { name: 'later.bin', size: 1000 }));
  await page.getByRole('checkbox', { name: 'Add paused' }).check();
  await page.keyboard.press('Control+Enter');
  await rowOf(page, 'later.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  const field = pane.getByRole('textbox', { name: 'Connections' });
  const before = await boxOf(field);
  await field.fill('99');
  await field.press('Enter');
  await expect(pane.getByRole('alert')).toContainText('A whole number from 1 to 32');
  expect(await boxOf(field)).toEqual(before);
});

test('the fields of a download’s bounds stand below each other when their names are long', async ({
  files,
  sluiceWindow: page,
}) => {
  const { DETAILS_WORDS: words } = await loadLocale('ru');
  await addByPaste(page, files.url('drip', { name: 'slow.bin', size: 90_000_000, pieceBytes: 8000, everyMs: 50 }));
  await rowOf(page, 'slow.bin').click();
  await page.keyboard.press('Control+i');
  await speak(page, 'ru');
  const pane = page.getByRole('region', { name: words.title });
  const connections = await pane.getByRole('textbox', { name: words.bounds.connections }).boundingBox();
  const limit = await pane.getByRole('textbox', { name: words.bounds.limit }).boundingBox();
  expect(connections?.x).toBeGreaterThan(0);
  expect(limit?.x).toBe(connections?.x);
});

test('in Arabic a link stands beside its name', async ({ files, sluiceWindow: page }) => {
  const { DETAILS_WORDS: words } = await loadLocale('ar');
  await addByPaste(page, files.url('good', { name: 'beside.bin', size: 1000 }));
  await expect(rowOf(page, 'beside.bin')).toContainText('Completed');
  await rowOf(page, 'beside.bin').click();
  await page.keyboard.press('Control+i');
  await speak(page, 'ar');
  const value = page.getByRole('region', { name: words.title }).locator('dd').first();
  await expect(value).toHaveText(/beside\.bin/u);
  await expect(value).toHaveCSS('text-align', 'right');
});

test('other links to the file are seen, added and taken away; what is no link is refused with words', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'mirrored.bin', size: 1000 }));
  await expect(rowOf(page, 'mirrored.bin')).toContainText('Completed');
  await rowOf(page, 'mirrored.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'Connections' }).click();
  await expect(pane.getByText('No other link is known.')).toBeVisible();
  const field = pane.getByRole('textbox', { name: 'Another link to the same file' });
  await field.fill('https://b.example.net/mirrored.bin');
  await field.press('Enter');
  await expect(pane.getByRole('listitem')).toHaveText('https://b.example.net/mirrored.bin');
  await expect(field).toHaveValue('');
  await field.fill('ftp://c.example.net/mirrored.bin');
  await pane.getByRole('button', { name: 'Add' }).click();
  await expect(pane.getByRole('alert')).toBeVisible();
  await expect(field).toHaveValue('ftp://c.example.net/mirrored.bin');
  await pane.getByRole('button', { name: 'Remove https://b.example.net/mirrored.bin' }).click();
  await expect(pane.getByText('No other link is known.')).toBeVisible();
});

test('a file whose checksum is looked for beside its link says that it is checked, and that can be paused', async ({
  files,
  sluiceWindow: page,
}) => {
  const link = files.url('siblingChecksum', { name: 'checked.bin', size: 300_000, entry: 'checked.bin', held: '1' });
  await paste(page, link);
  const dialog = page.getByRole('dialog', { name: 'Add downloads' });
  await dialog.getByText('More options').click();
  await dialog.getByRole('textbox', { name: 'Checksum' }).fill('auto');
  await page.keyboard.press('Control+Enter');
  const row = rowOf(page, 'checked.bin');
  await expect(row).toContainText('Checking… 0%');
  await row.click();
  await page.keyboard.press('Space');
  await expect(row).toContainText('Paused');
  await page.keyboard.press('Space');
  await expect(row).toContainText('Checking… 0%');
  await expect(async () => {
    files.release();
    await expect(row).toContainText('Completed', { timeout: 200 });
  }).toPass();
});
