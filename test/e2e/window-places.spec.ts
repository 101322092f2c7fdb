import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

async function chooseInMenu(page: Page, row: Locator, name: string): Promise<Locator> {
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name }).click();
  return page.getByRole('dialog');
}

test('F2 renames the file of the current row, and never over another file', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'report.pdf', size: 1000 }));
  const row = rowOf(page, 'report.pdf');
  await expect(row).toContainText('Completed');
  writeFileSync(path.join(sluice.downloadFolder, 'mine.pdf'), 'of the user');

  await row.click();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Name, folder and kind' });
  const field = dialog.getByRole('textbox', { name: 'Name' });
  await expect(field).toBeFocused();
  // The end of the name is not selected: typing replaces what stands before it.
  await page.keyboard.type('holiday');
  await expect(field).toHaveValue('holiday.pdf');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const renamed = rowOf(page, 'holiday.pdf');
  await expect(renamed).toBeFocused();
  await expect.poll(() => readdirSync(sluice.downloadFolder).toSorted()).toEqual(['holiday.pdf', 'mine.pdf']);

  await page.keyboard.press('F2');
  await field.fill('mine.pdf');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'mine (1).pdf')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('The file is called mine (1).pdf.');
  await expect.poll(() => readdirSync(sluice.downloadFolder).toSorted()).toEqual(['mine (1).pdf', 'mine.pdf']);
});

test('several files are moved to another folder at once; a folder that is not there is refused in words', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const folder = path.join(sluice.downloadFolder, '..', 'shelf');
  mkdirSync(folder);
  for (const name of ['one.zip', 'two.zip']) {
    await addByPaste(page, files.url('good', { name, size: 1000 }));
    await expect(rowOf(page, name)).toContainText('Completed');
  }
  await rowOf(page, 'one.zip').click();
  await page.keyboard.press('Control+a');
  const dialog = await chooseInMenu(page, rowOf(page, 'two.zip'), 'Move to folder…');
  await expect(dialog.getByRole('heading')).toHaveText('Folder and kind of 2 downloads');
  const field = dialog.getByRole('textbox', { name: 'Folder' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(sluice.downloadFolder);
  await field.fill(`${folder}-gone`);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await field.fill(folder);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(() => readdirSync(folder).toSorted()).toEqual(['one.zip', 'two.zip']);
  await expect.poll(() => readdirSync(sluice.downloadFolder)).toEqual([]);
  await expect(page.getByRole('navigation').getByText('shelf')).toBeVisible();
});

test('a file goes where it was sent once it is complete, and says so until then', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const folder = path.join(sluice.downloadFolder, '..', 'shelf');
  mkdirSync(folder);
  await addByPaste(page, files.url('hold', { name: 'slow.bin', size: 500_000, after: 100_000, times: 9 }));
  const row = rowOf(page, 'slow.bin');
  await expect(row).toContainText('Downloading');
  const dialog = await chooseInMenu(page, row, 'Move to folder…');
  await expect(dialog.getByText('The download is not complete yet.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('later.bin');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const later = rowOf(page, 'later.bin');
  await expect(later).toContainText(`Goes to ${folder} when it is complete.`);
  await later.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Stop moving' }).click();
  await expect(row).not.toContainText('Goes to');
});

test('a file that could not be moved needs its user, who tries again or leaves it where it is', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const folder = path.join(sluice.downloadFolder, '..', 'shelf');
  mkdirSync(folder);
  await addByPaste(page, files.url('good', { name: 'film.mkv', size: 1000 }));
  const row = rowOf(page, 'film.mkv');
  await expect(row).toContainText('Completed');
  const [file, elsewhere] = [path.join(sluice.downloadFolder, 'film.mkv'), path.join(folder, '..', 'elsewhere')];
  const needsYou = page.getByRole('navigation').getByRole('button', { name: /Needs you/u });
  const toShelf = async (): Promise<void> => {
    const dialog = await chooseInMenu(page, row, 'Move to folder…');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(needsYou).toContainText('1');
  };
  renameSync(file, elsewhere);
  await toShelf();
  await needsYou.click();
  await expect(row).toContainText(`Could not be moved to ${folder}. The file is not where it was`);

  await row.getByRole('button', { name: 'Other answers' }).click();
  const menu = page.getByRole('menu', { name: 'Other answers' });
  await expect(menu.getByRole('menuitem')).toHaveText(['Try again', 'Leave it where it is', 'Remove…']);
  await menu.getByRole('menuitem', { name: 'Leave it where it is' }).click();
  await expect(needsYou).not.toContainText('1');
  await expect(row).toBeHidden();

  await page.getByRole('button', { name: 'Show all' }).click();
  await toShelf();
  renameSync(elsewhere, file);
  await row.getByRole('button', { name: 'Try again' }).click();
  await expect(needsYou).not.toContainText('1');
  await expect.poll(() => readdirSync(folder)).toEqual(['film.mkv']);
});

test('what a file is can be chosen when it is added and later, and the sidebar follows', async ({
  files,
  sluiceWindow: page,
}) => {
  const sidebar = page.getByRole('navigation');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const adding = page.getByRole('dialog');
  await adding.getByRole('textbox', { name: 'Links' }).fill(files.url('good', { name: 'notes.txt', size: 1000 }));
  const kind = adding.getByRole('combobox', { name: 'Kind' });
  await expect(kind.getByRole('option', { name: 'By its type: Documents' })).toBeAttached();
  await kind.selectOption('Archives');
  await adding.getByRole('button', { name: 'Download 1 file' }).click();
  const row = rowOf(page, 'notes.txt');
  await expect(row).toContainText('Completed');
  await expect(sidebar.getByRole('button', { name: /Archives/u })).toBeVisible();

  const dialog = await chooseInMenu(page, row, 'Choose kind…');
  const select = dialog.getByRole('combobox', { name: 'Kind' });
  await expect(select).toBeFocused();
  await expect(select).toHaveValue('archives');
  await select.selectOption('By its type: Documents');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(sidebar.getByRole('button', { name: /Documents/u })).toBeVisible();
  await expect(sidebar.getByRole('button', { name: /Archives/u })).toBeHidden();
});
