import path from 'node:path';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { addByPaste, dropOnWindow, expect, paste, rowOf, test } from './window-fixture.ts';
import type { FaultServer } from '../support/fault-server.ts';
import type { Locator, Page } from 'playwright/test';

const SIZE = 2_000_000;

/** A download that has bytes and whose link has expired since. */
async function addExpired(page: Page, files: FaultServer, name: string): Promise<Locator> {
  // Slow and never silent: silent connections are raced, and the file would come whole.
  const link = files.url('drip', { name, seed: 5, size: SIZE, pieceBytes: 100, everyMs: 10 });
  await addByPaste(page, link);
  const row = rowOf(page, name);
  await expect(row).toContainText(/Downloading [1-9]\d*%/u);
  await row.click();
  await page.keyboard.press('Space');
  await expect(row).toContainText('Paused');
  files.change(link, 'status', { status: 403 });
  await page.keyboard.press('Space');
  await expect(row).toContainText('The link has expired.');
  return row;
}

test('a question is answered in its row: one answer as a button, the others in its menu', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('page', { name: 'report.zip' }));
  const row = rowOf(page, 'report.zip');
  await expect(row).toContainText('The server sent a web page instead of the file.');
  await expect(row.getByRole('button', { name: 'New link…' })).toBeVisible();
  await row.getByRole('button', { name: 'Other answers' }).click();
  const menu = page.getByRole('menu', { name: 'Other answers' });
  await expect(menu.getByRole('menuitem')).toHaveText(['New link…', 'Try again', 'Save the page', 'Remove…']);
  await menu.getByRole('menuitem', { name: 'Save the page' }).click();
  await expect(row).toContainText('Completed');
  expect(await fileSha256(path.join(sluice.downloadFolder, 'report.zip'))).toHaveLength(64);
});

test('a new link for a file that its checksum proved wrong gives it up, says so, and brings the right one', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('reprDigest', { name: 'wrong.bin', seed: 1, size: SIZE, wrong: '1' }));
  const row = rowOf(page, 'wrong.bin');
  await expect(row.getByRole('button', { name: 'Fetch again' })).toBeVisible();
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'New link…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New link to the same file' });
  await expect(dialog).toContainText('is given up, and the file is fetched from its first byte.');
  await dialog.getByRole('textbox').fill(files.url('good', { name: 'right.bin', seed: 5, size: SIZE }));
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Completed');
  expect(await fileSha256(path.join(sluice.downloadFolder, 'wrong.bin'))).toBe(testBytesSha256(5, SIZE));
});

test('an expired link is replaced in its dialog, and the file arrives whole', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const row = await addExpired(page, files, 'expired.bin');
  await row.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New link to the same file' });
  await expect(dialog).toContainText('expired.bin');
  await dialog.getByRole('textbox', { name: 'New link' }).fill('nonsense');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('Paste one link');
  await dialog.getByRole('textbox').fill(files.url('good', { name: 'expired.bin', seed: 5, size: SIZE }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('Completed', { timeout: 30_000 });
  expect(await fileSha256(path.join(sluice.downloadFolder, 'expired.bin'))).toBe(testBytesSha256(5, SIZE));
});

test('a link dropped on a row that asks for one is its new link', async ({ files, sluice, sluiceWindow: page }) => {
  const row = await addExpired(page, files, 'dropped-on.bin');
  const box = await row.boundingBox();
  if (box === null) throw new Error('the row is not in sight');
  const uriList = files.url('good', { name: 'x.bin', seed: 5, size: SIZE });
  const at = { x: box.x + 200, y: box.y + box.height / 2 };
  await dropOnWindow(
    page,
    { uriList },
    { at, beforeDrop: () => expect(page.getByText(/Drop to use as the new link for “dropped-on/u)).toBeVisible() },
  );
  await expect(row).toContainText('Completed', { timeout: 30_000 });
  expect(await fileSha256(path.join(sluice.downloadFolder, 'dropped-on.bin'))).toBe(testBytesSha256(5, SIZE));
});

test('a link pasted while a selected row asks for one is offered as its new link', async ({
  files,
  sluiceWindow: page,
}) => {
  const row = await addExpired(page, files, 'pasted-for.bin');
  await row.click();
  await paste(page, files.url('good', { name: 'other.bin', seed: 5, size: SIZE }));
  const dialog = page.getByRole('dialog', { name: 'Add downloads' });
  await expect(dialog).toContainText('Is this the new link for “pasted-for.bin”?');
  await dialog.getByRole('button', { name: 'Use as its new link' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText('Completed', { timeout: 30_000 });
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
});

test('the details tell what happened, and give it as a text without secrets', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'told.bin', size: 1000, token: 'secret' }));
  const row = rowOf(page, 'told.bin');
  await expect(row).toContainText('Completed');
  await row.click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'What happened' }).click();
  await expect(pane).toContainText(/GET 127\.0\.0\.1:\d+\/good\/\d+\/told\.bin/u);
  await pane.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Copied what happened');
  const text = await sluice.readClipboard();
  expect(text).toMatch(/^told\.bin\n\d{4}-\d\d-\d\dT.*\n[^]*Completed/u);
  expect(text + (await pane.textContent())).not.toContain('secret');
});
