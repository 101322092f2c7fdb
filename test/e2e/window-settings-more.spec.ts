import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { addByPaste, expect, paste, rowOf, test } from './window-fixture.ts';

test('settings are found by what they say, and applied from there', async ({ sluiceWindow: page }) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('searchbox', { name: 'Search settings' }).fill('same time');
  const field = dialog.getByRole('textbox', { name: 'Downloads at the same time' });
  await field.fill('7');
  await page.keyboard.press('Enter');
  await dialog.getByRole('searchbox').fill('certificate');
  await dialog.getByRole('button', { name: 'Open “Certificates”' }).click();
  await expect(dialog.getByText('You trust no such certificate.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Connections and limits' }).click();
  await expect(field).toHaveValue('7');
  await dialog.getByRole('searchbox').fill('xyzzy');
  await expect(dialog.getByText('No setting matches “xyzzy”.')).toBeVisible();
});

test('a rule sends files of a kind into a folder of their own', async ({ files, sluice, sluiceWindow: page }) => {
  const films = path.join(sluice.downloadFolder, 'Films');
  await mkdir(films, { recursive: true });
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('combobox', { name: 'Kind of file' }).selectOption('Video');
  await dialog.getByRole('textbox', { name: 'Folder', exact: true }).fill(films);
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: films })).toContainText('Video');
  await page.keyboard.press('Escape');
  await addByPaste(page, files.url('good', { name: 'talk.mp4', size: 1000 }));
  await expect(rowOf(page, 'talk.mp4')).toContainText('Completed');
  await access(path.join(films, 'talk.mp4'));
  await addByPaste(page, files.url('good', { name: 'notes.zip', size: 1000 }));
  await expect(rowOf(page, 'notes.zip')).toContainText('Completed');
  await access(path.join(sluice.downloadFolder, 'notes.zip'));
});

test('a command takes another key; one that is taken is refused in words; a reset brings the old one back', async ({
  sluiceWindow: page,
}) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  const addKey = dialog.getByRole('button', { name: /^Change the key of “Add downloads”/u });
  await addKey.click();
  await expect(addKey).toHaveText('Press a key…');
  await page.keyboard.press('Control+f');
  await expect(dialog.getByRole('alert')).toContainText('Ctrl+F is “Search” already.');
  await addKey.click();
  await page.keyboard.press('j');
  await expect(addKey).toHaveText('J');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Add downloadsJ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('j');
  await expect(page.getByRole('dialog', { name: 'Add downloads' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Change…' }).click();
  await dialog.getByRole('button', { name: 'Reset “Add downloads” to N, Ctrl+N' }).click();
  await expect(addKey).toHaveText('N Ctrl+N');
});

test('the tip of a button names the key that holds now', async ({ sluiceWindow: page }) => {
  const toggle = page.locator('.toolbar').getByLabel('Details');
  await expect(toggle).toHaveAttribute('title', 'Details (Ctrl+I)');
  await page.keyboard.press('Control+,');
  await page.getByRole('dialog').getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByRole('button', { name: /^Change the key of “Details”/u }).click();
  await page.keyboard.press('d');
  await expect(toggle).toHaveAttribute('title', 'Details (D)');
});

test('finished downloads leave the list at a word, and their files stay', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'old.bin', size: 1000 }));
  await expect(rowOf(page, 'old.bin')).toContainText('Completed');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Privacy' }).click();
  await dialog.getByRole('button', { name: 'Clear finished downloads' }).click();
  await expect(dialog.getByText('1 download left the list.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'old.bin')).toBeHidden();
  await access(path.join(sluice.downloadFolder, 'old.bin'));
});

test('nothing is sent while links are looked at, when the setting says so; the user agent is the chosen one', async ({
  files,
  sluiceWindow: page,
}) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Network' }).click();
  await dialog.getByRole('textbox', { name: 'User agent' }).fill('Agent/9');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Privacy' }).click();
  await dialog.getByRole('switch', { name: 'Look at links before they are added' }).uncheck();
  await page.keyboard.press('Escape');
  const url = files.url('good', { name: 'quiet.bin', size: 1000 });
  await paste(page, url);
  await expect(page.getByRole('region', { name: 'What will be added' })).toContainText('size unknown');
  expect(files.requests).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'quiet.bin')).toContainText('Completed');
  expect(files.requestsFor(url)[0]?.headers['user-agent']).toBe('Agent/9');
});
