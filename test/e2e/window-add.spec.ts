import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { dropOnWindow, expect, paste, rowOf, test } from './window-fixture.ts';

test('a dropped link is previewed, downloaded whole, and shown as completed', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const url = files.url('good', { name: 'dropped.bin', seed: 7, size: 3_000_000 });
  await expect(page.getByText('Drop links here')).toBeVisible();
  await dropOnWindow(
    page,
    { uriList: url, text: 'a nice file' },
    {
      beforeDrop: () => expect(page.getByText('Drop to add downloads')).toBeVisible(),
    },
  );
  await expect(page.getByText('Drop to add downloads')).toBeHidden();

  const dialog = page.getByRole('dialog', { name: 'Add downloads' });
  await expect(dialog.getByText('1 file', { exact: true })).toBeVisible();
  await expect(dialog.getByText('dropped.bin', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();

  await expect(rowOf(page, 'dropped.bin')).toContainText('Completed');
  await expect(rowOf(page, 'dropped.bin')).toContainText('3 MB');
  const sum = await fileSha256(path.join(sluice.downloadFolder, 'dropped.bin'));
  expect(sum).toBe(testBytesSha256(7, 3_000_000));
});

test('pasted text is previewed: its links, and what is not a link with the reason', async ({
  files,
  sluiceWindow: page,
}) => {
  const one = files.url('good', { name: 'one.bin', size: 1000 });
  const two = files.url('good', { name: 'two.bin', size: 1000 });
  await paste(page, `${one}\nSee also ${two}, please.\nftp://example.org/three.bin\n`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('2 files', { exact: true })).toBeVisible();
  await expect(dialog.getByText('1 line is not a link')).toBeVisible();
  await expect(dialog.getByText(/cannot download this kind of link/u)).toBeVisible();
  await dialog.getByRole('button', { name: 'Download 2 files' }).click();
  await expect(rowOf(page, 'one.bin')).toContainText('Completed');
  await expect(rowOf(page, 'two.bin')).toContainText('Completed');
});

test('Escape cancels and leaves nothing, not even in the next dialog', async ({ files, sluiceWindow: page }) => {
  await paste(page, files.url('good', { name: 'unwanted.bin' }));
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Links' })).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Drop links here')).toBeVisible();
});

test('a dropped Metalink comes under its name, and its mirror is taken when the first link fails', async ({
  sluice,
  sluiceWindow: page,
  files,
}) => {
  const url = files.url('good', { name: 'elsewhere.bin', seed: 7, size: 5000 });
  const text = `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="named.bin"><size>5000</size><hash type="sha-256">${testBytesSha256(7, 5000)}</hash>
    <url priority="1">http://127.0.0.1:9/gone.bin</url><url priority="2">${url.replaceAll('&', '&amp;')}</url></file></metalink>`;
  const metalink = path.join(sluice.downloadFolder, 'listed.meta4');
  await writeFile(metalink, text);
  await dropOnWindow(page, { files: [metalink] });
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('named.bin', { exact: true })).toBeVisible();
  // As the Metalink says: its first link leads nowhere.
  await expect(dialog.getByRole('region', { name: 'What will be added' })).toContainText('5 kB');
  const extras = dialog.getByText('1 other link to it · checked by SHA-256');
  await extras.click();
  await expect(dialog.getByText(url)).toBeVisible();
  await expect(dialog.getByText(testBytesSha256(7, 5000))).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Links' }).press('Enter');
  await expect(rowOf(page, 'named.bin')).toContainText('Completed');
  expect(await fileSha256(path.join(sluice.downloadFolder, 'named.bin'))).toBe(testBytesSha256(7, 5000));
});

test('a dropped text file is a list of links; a picture is refused in words', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const list = path.join(sluice.downloadFolder, 'list.txt');
  const picture = path.join(sluice.downloadFolder, 'cat.png');
  await writeFile(list, `# my list\r\n${files.url('good', { name: 'listed.bin', size: 1000 })}\r\n`);
  await writeFile(picture, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));
  await dropOnWindow(page, { files: [list, picture] });
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('“cat.png” is not a text file.');
  await expect(page.getByRole('dialog').getByText('list.txt')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'listed.bin')).toContainText('Completed');
});

test('ten thousand pasted links are added paused, and the list stays quick', async ({ sluiceWindow: page }) => {
  const links = Array.from({ length: 10_000 }, (_, index) => `http://127.0.0.1:9/many-${index}.bin`);
  await paste(page, links.join('\n'));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('10,000 files', { exact: true })).toBeVisible();
  await expect(dialog.getByText('and 9,900 more')).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Add paused' }).check();
  await dialog.getByRole('button', { name: 'Add 10,000 files paused' }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '10001');
  expect(await page.getByRole('row').count()).toBeLessThan(60);

  await page.getByRole('button', { name: 'Name' }).click();
  await expect(rowOf(page, 'many-0.bin')).toHaveAttribute('aria-rowindex', '2');
  await rowOf(page, 'many-0.bin').click();
  await page.keyboard.press('End');
  await expect(rowOf(page, 'many-9999.bin')).toBeFocused();
  await page.getByRole('searchbox').fill('many-777');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '12');
});

test('a folder that is not a full path is refused in words, and the dialog keeps what was typed', async ({
  files,
  sluiceWindow: page,
}) => {
  await paste(page, files.url('good', { name: 'a.bin' }));
  await page.getByRole('textbox', { name: 'Save in' }).fill('somewhere');
  await page.getByRole('button', { name: 'Download 1 file' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('The folder must be a full path');
  await expect(page.getByRole('region', { name: 'Messages' })).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Links' })).toHaveValue(/a\.bin/u);
});

test('links dragged or copied out of a web page are their addresses', async ({ files, sluice, sluiceWindow: page }) => {
  const [first, second, third] = ['first.bin', 'second.bin', 'third.bin'].map((name) =>
    files.url('good', { name, size: 1000 }),
  );
  const html = `<meta charset="utf-8"><ul><li><a href="${first}">The first</a></li><li><a href='${second}'>report.pdf</a>
    <img src="http://127.0.0.1:9/icon.png"></li><li><a href="/relative">more</a></li></ul>`;
  await dropOnWindow(page, { html, text: 'The first\nreport.pdf\nmore' });
  const dialog = page.getByRole('dialog');
  const box = page.getByRole('textbox', { name: 'Links' });
  await expect(dialog.getByText('2 files', { exact: true })).toBeVisible();
  await expect(box).toHaveValue(`${first}\n${second}`);
  await expect(dialog.getByText(/not a link/u)).toHaveCount(0);
  await box.focus();
  await paste(page, 'The third', `<a href="${third}">The third</a>`);
  await expect(box).toHaveValue(`${first}\n${second}\n${third}`);

  const shortcut = path.join(sluice.downloadFolder, 'Fourth.url');
  const fourth = files.url('good', { name: 'fourth.bin', size: 1000 });
  await writeFile(shortcut, `[InternetShortcut]\r\nURL=${fourth}\r\nIconIndex=0\r\n`);
  await dropOnWindow(page, { files: [shortcut] });
  await expect(dialog.getByText('4 files', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'first.bin')).toContainText('Completed');
  await expect(rowOf(page, 'third.bin')).toContainText('Completed');
  await expect(rowOf(page, 'fourth.bin')).toContainText('Completed');
});

test('typed links stand one per line, and Ctrl+Enter adds them from anywhere in the dialog', async ({
  files,
  sluiceWindow: page,
}) => {
  const { keyboard } = page;
  const dialog = page.getByRole('dialog');
  await keyboard.press('n');
  await expect(dialog.getByText('Enter starts a new line, Ctrl+Enter adds.')).toBeVisible();
  await keyboard.type(`nonsense\n${files.url('good', { name: 'typed-1.bin', size: 1000 })}\n`);
  await keyboard.type(files.url('good', { name: 'typed-2.bin', size: 1000 }));
  await expect(dialog.getByText('2 files', { exact: true })).toBeVisible();
  await expect(dialog.getByRole('listitem').first()).toContainText('nonsense');
  await page.getByRole('textbox', { name: 'Save in' }).focus();
  await keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(rowOf(page, 'typed-1.bin')).toContainText('Completed');
  await expect(rowOf(page, 'typed-2.bin')).toContainText('Completed');

  // What came as a whole is added by Enter, until it is changed.
  await paste(page, files.url('good', { name: 'pasted.bin', size: 1000 }));
  await expect(dialog.getByText('Enter adds. Shift+Enter starts a new line.')).toBeVisible();
  await keyboard.type('?changed');
  await keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Links' })).toHaveValue(/changed\n$/u);
});
