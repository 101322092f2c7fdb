import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { addByPaste, boxOf, dropOnWindow, expect, paste, rowOf, speak, test, type Box } from './window-fixture.ts';

/** A link that carries no key: it is asked by a GET of its first byte. */
function plain(url: string): string {
  return url.replace(/\?.*$/u, '');
}

test('each link shows what its server tells before anything is added, and Cancel leaves nothing behind', async ({
  files,
  sluiceWindow: page,
}) => {
  const report = files.url('disposition', { name: 'get', value: 'attachment; filename="report.pdf"', size: 2_500_000 });
  const whole = plain(files.url('noRanges', { name: 'stream.mp4' }));
  const gone = `${files.origin}/no-such-thing/1/gone.zip`;
  await paste(page, [report, whole, gone].join('\n'));
  const preview = page.getByRole('region', { name: 'What will be added' });
  const line = (name: string) => preview.getByRole('listitem').filter({ hasText: name });
  await expect(line('report.pdf')).toContainText('2.5 MB');
  await expect(line('report.pdf')).toContainText('PDF');
  await expect(line('stream.mp4')).toContainText('100 kB');
  await expect(line('stream.mp4')).toContainText('starts over after a pause');
  await expect(line('gone.zip')).toContainText('The server has no such file (404).');
  expect(files.requestsFor(report).map((request) => request.method)).toEqual(['HEAD']);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Drop links here')).toBeVisible();
  expect(files.requests.filter((request) => request.method === 'GET').every((request) => request.headers.range)).toBe(
    true,
  );
});

test('a text without a link is said to have none, and shows no empty list', async ({ sluiceWindow: page }) => {
  await paste(page, 'just words');
  await expect(page.getByRole('dialog')).toContainText('No links found in this text.');
  await expect(page.getByRole('region', { name: 'What will be added' })).toHaveCount(0);
});

for (const language of ['en', 'de', 'ar'] as const) {
  test(`the fields of the add dialog (${language}) begin below one another`, async ({ sluiceWindow: page }) => {
    if (language !== 'en') await speak(page, language);
    await paste(page, 'https://127.0.0.1:9/a.iso');
    const dialog = page.getByRole('dialog');
    const folder = await boxOf(dialog.locator('.folder-row input'));
    const kind = await boxOf(dialog.getByRole('combobox'));
    const beginOf = (box: Box) => (language === 'ar' ? box.x + box.width : box.x);
    expect(beginOf(kind)).toBeCloseTo(beginOf(folder), 0);
  });
}

test('a link that works once still works after it was looked at', async ({ files, sluice, sluiceWindow: page }) => {
  const url = files.url('oneTime', { name: 'once.bin', seed: 5, size: 200_000 });
  await paste(page, url);
  await expect(page.getByRole('region', { name: 'What will be added' })).toContainText('200 kB');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'once.bin')).toContainText('Completed');
  expect(await fileSha256(path.join(sluice.downloadFolder, 'once.bin'))).toBe(testBytesSha256(5, 200_000));
});

test('links of the list and links that are there twice are marked; known ones are left out unless wanted', async ({
  files,
  sluiceWindow: page,
}) => {
  const known = files.url('good', { name: 'known.bin', size: 1000 });
  const fresh = files.url('good', { name: 'fresh.bin', size: 1000 });
  await addByPaste(page, known);
  await expect(rowOf(page, 'known.bin')).toContainText('Completed');
  await paste(page, [known, fresh, fresh].join('\n'));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('in the list', { exact: true })).toBeVisible();
  await expect(dialog.getByText('1 link was there twice')).toBeVisible();
  await dialog.getByRole('button', { name: 'Download 1 file' }).click();
  await expect(rowOf(page, 'fresh.bin')).toContainText('Completed');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '3');

  // Pasted alone, it is wanted again.
  await paste(page, known);
  await expect(dialog.getByRole('checkbox', { name: /in the list already/u })).toBeChecked();
  await dialog.getByRole('button', { name: 'Download 1 file' }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
});

test('a pattern says how many links it makes, makes them, or stands for itself', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const base = plain(files.url('good', { name: 'x' })).replace(/x$/u, '');
  await paste(page, `${base}page-[08-11]-{a,b}.bin`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('8 files', { exact: true })).toBeVisible();
  const choice = dialog.getByRole('checkbox', { name: 'Make 8 links of the pattern' });
  await choice.uncheck();
  await expect(dialog.getByText('1 file', { exact: true })).toBeVisible();
  await choice.check();
  await dialog.getByRole('button', { name: 'Download 8 files' }).click();
  await expect(rowOf(page, 'page-11-b.bin')).toContainText('Completed');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '9');
  await access(path.join(sluice.downloadFolder, 'page-08-a.bin'));
});

test('a curl command from a browser brings its headers; one with a body is refused with words', async ({
  files,
  sluiceWindow: page,
}) => {
  const url = files.url('good', { name: 'private.bin', size: 1000 });
  await paste(page, `curl '${url}' \\\n  -H 'x-key: 42' \\\n  -b 'session=abc' \\\n  --compressed`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('1 file', { exact: true })).toBeVisible();
  await expect(dialog.getByText('sends along: x-key, Cookie')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(rowOf(page, 'private.bin')).toContainText('Completed');
  const sent = files.requestsFor(url).at(-1)?.headers;
  expect([sent?.['x-key'], sent?.cookie]).toEqual(['42', 'session=abc']);

  await paste(page, `curl '${url}' --data-raw 'a=1'`);
  await expect(dialog.getByText('This command sends data along.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Download', exact: true })).toBeDisabled();
});

test('the options reach the server and the file, and are offered again for the host', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const url = files.url('good', { name: 'a.bin', size: 1000 });
  await paste(page, url);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('More options').click();
  await dialog.getByLabel('Connections').fill('99');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('A whole number from 1 to 32.');
  await dialog.getByLabel('Connections').fill('3');
  await dialog.getByLabel('Name', { exact: true }).fill('mine.bin');
  await dialog.getByLabel('User agent').fill('Agent/7');
  await dialog.getByLabel('Cookies').fill('a=1');
  await mkdir(path.join(sluice.downloadFolder, 'deep'), { recursive: true });
  await dialog.getByRole('textbox', { name: 'Save in' }).fill(path.join(sluice.downloadFolder, 'deep'));
  await page.keyboard.press('Control+Enter');
  await expect(rowOf(page, 'mine.bin')).toContainText('Completed');
  await access(path.join(sluice.downloadFolder, 'deep', 'mine.bin'));
  // The look at the link, a HEAD that has no options, may have come late.
  const sent = files.requestsFor(url).findLast(({ method }) => method === 'GET')?.headers;
  expect([sent?.['user-agent'], sent?.cookie]).toEqual(['Agent/7', 'a=1']);

  await paste(page, files.url('good', { name: 'b.bin', size: 1000 }));
  await expect(dialog.getByText(/^As you chose the last time for 127/u)).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Save in' })).toHaveValue(/deep$/u);
  await dialog.getByText('More options').click();
  await expect(dialog.getByLabel('Connections')).toHaveValue('3');
  await expect(dialog.getByLabel('User agent')).toHaveValue('Agent/7');
  await expect(dialog.getByLabel('Cookies')).toHaveValue('');
  await dialog.getByRole('button', { name: 'Start fresh' }).click();
  await expect(dialog.getByLabel('Connections')).toHaveValue('');
});

test('a link dragged out of a page keeps the name that the page gave it', async ({ files, sluiceWindow: page }) => {
  const url = files.url('good', { name: 'get', size: 1000 });
  await dropOnWindow(page, { html: `<a href="${url}" download="minutes.pdf">Minutes</a>`, text: 'Minutes' });
  await expect(page.getByRole('dialog').getByText('minutes.pdf')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(rowOf(page, 'minutes.pdf')).toContainText('Completed');
});
