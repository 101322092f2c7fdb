import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

const SIZE = 2_000_000;

test('a download is paused, survives a reload, is resumed, and arrives whole', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const slow = files.url('drip', { name: 'slow.bin', seed: 3, size: SIZE, pieceBytes: 200, everyMs: 10 });
  await addByPaste(page, slow);
  const row = rowOf(page, 'slow.bin');
  await expect(row).toContainText(/Downloading \d+%/u);
  await expect(row).toContainText(/\/s/u);
  await row.click();
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
  await expect(row).toContainText('Paused');

  await page.reload();
  await expect(row).toContainText('Paused');
  expect(new URL(page.url()).hash).toBe('');
  files.change(slow, 'good', { seed: 3, size: SIZE });
  await row.hover();
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row).toContainText('Completed', { timeout: 30_000 });
  expect(await fileSha256(path.join(sluice.downloadFolder, 'slow.bin'))).toBe(testBytesSha256(3, SIZE));
});

test('a failed row says what to do, takes another link by its button, and retries by the one beside it', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('status', { name: 'missing.bin', status: 404, times: 1, size: 1000 }));
  const row = rowOf(page, 'missing.bin');
  await expect(row).toContainText('The server has no such file (404). Check the link');
  const gone = files.url('status', { name: 'gone.bin', status: 410, size: 1000 });
  await addByPaste(page, gone);
  await expect(rowOf(page, 'gone.bin')).toContainText('(410)');
  await page.getByRole('button', { name: /^Needs you/u }).click();
  await row.hover();
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(row).toHaveCount(0);
  await rowOf(page, 'gone.bin').getByRole('button', { name: 'New link…' }).click();
  await page.keyboard.insertText(files.url('good', { name: 'found.bin', size: 1000 }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('No downloads here.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all downloads' }).click();
  await expect(row).toContainText('Completed');
  await expect(rowOf(page, 'found.bin')).toContainText('Completed');
});

test('removing asks, and deletes the file only when told to', async ({ files, sluice, sluiceWindow: page }) => {
  for (const name of ['kept.bin', 'deleted.bin']) {
    await addByPaste(page, files.url('good', { name, size: 1000 }));
    await expect(rowOf(page, name)).toContainText('Completed');
  }
  await rowOf(page, 'kept.bin').click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await expect(rowOf(page, 'kept.bin')).toHaveCount(0);

  await rowOf(page, 'deleted.bin').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('checkbox', { name: /^Also (?:delete the file|move the file to the trash)/u }).check();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'deleted.bin')).toHaveCount(0);

  await access(path.join(sluice.downloadFolder, 'kept.bin'));
  await expect.poll(() => exists(path.join(sluice.downloadFolder, 'deleted.bin'))).toBe(false);
});

test(
  'the window tells that Sluice is away, and that a new one is needed after a restart; nothing is lost',
  { tag: '@separate-window' },
  async ({ files, sluice, sluiceWindow: page }) => {
    await addByPaste(page, files.url('good', { name: 'before.bin', size: 1000 }));
    await expect(rowOf(page, 'before.bin')).toContainText('Completed');
    await sluice.stop();
    await expect(page.getByText('Sluice is not running. Reconnecting…')).toBeVisible();
    await sluice.start();
    await expect(page.getByText('This window’s permission has ended.')).toBeVisible();
    await expect(rowOf(await sluice.openWindow(), 'before.bin')).toContainText('Completed');
  },
);

test('after kill -9 everything is in the list again, and what was running still arrives whole', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'done.bin', size: 1000 }));
  // So little of each answer that those who race silent connections cannot bring the rest.
  const running = files.url('hold', { name: 'running.bin', seed: 5, size: SIZE, after: 30_000 });
  await addByPaste(page, running);
  await expect(rowOf(page, 'done.bin')).toContainText('Completed');
  await expect(rowOf(page, 'running.bin')).toContainText(/Downloading \d+%/u);
  await sluice.stop('SIGKILL');
  files.change(running, 'good', { seed: 5, size: SIZE });
  await sluice.start();
  const reopened = await sluice.openWindow();
  await expect(rowOf(reopened, 'done.bin')).toContainText('Completed');
  await expect(rowOf(reopened, 'running.bin')).toContainText('Completed', { timeout: 30_000 });
  expect(await fileSha256(path.join(sluice.downloadFolder, 'running.bin'))).toBe(testBytesSha256(5, SIZE));
});

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false; // ENOENT: what the test waits for.
  }
}

test('a complete file is fetched again: beside the old one, or in its place when it is whole', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const link = files.url('good', { name: 'again.bin', seed: 3, size: SIZE });
  await addByPaste(page, link);
  await expect(rowOf(page, 'again.bin')).toContainText('Completed');
  files.change(link, 'good', { seed: 4, size: SIZE });

  await rowOf(page, 'again.bin').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Start again…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start again from the beginning?' });
  await expect(dialog.getByRole('radio', { name: /^Keep the complete file/u })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'again (1).bin')).toContainText('Completed');
  await expect(rowOf(page, 'again.bin')).toHaveCount(0);
  expect(await fileSha256(path.join(sluice.downloadFolder, 'again.bin'))).toBe(testBytesSha256(3, SIZE));
  expect(await fileSha256(path.join(sluice.downloadFolder, 'again (1).bin'))).toBe(testBytesSha256(4, SIZE));

  files.change(link, 'good', { seed: 5, size: SIZE });
  await rowOf(page, 'again (1).bin').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Start again…' }).click();
  await dialog.getByRole('radio', { name: /^Replace it/u }).check();
  await dialog.getByRole('button', { name: 'Start again' }).click();
  await expect.poll(() => fileSha256(path.join(sluice.downloadFolder, 'again (1).bin'))).toBe(testBytesSha256(5, SIZE));
  await expect(rowOf(page, 'again (1).bin')).toContainText('Completed');
});

test('a waiting row says what it waits for', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('status', { name: 'busy.bin', status: 503, retryAfter: 3600 }));
  await expect(rowOf(page, 'busy.bin')).toContainText('The server is busy (503). Next try at');
  await addByPaste(page, files.url('good', { name: 'held.bin', size: 1000 }));
  await expect(rowOf(page, 'held.bin')).toContainText(/The server asked to be left alone until \d+:\d+:\d+.*Waiting/u);
});
