import type { Page } from 'playwright/test';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

/** The titles of the columns, in order. */
function titles(page: Page): Promise<readonly string[]> {
  return page
    .locator('.list-head [data-column]')
    .evaluateAll((cells) => cells.map((cell) => cell.dataset['column'] ?? ''));
}

const USUAL = ['name', 'state', 'size', 'speed', 'timeLeft', 'added'];

test('columns are moved, made wider, hidden and shown, and the next window has them so', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'small.bin', size: 1000 }));
  await expect(rowOf(page, 'small.bin')).toContainText('Completed');
  await expect.poll(() => titles(page)).toEqual(USUAL);

  // By the mouse: one is dragged before the first.
  const from = await page.locator('.head-speed').boundingBox();
  const to = await page.locator('.head-name').boundingBox();
  if (from === null || to === null) throw new Error('a title is not on screen');
  await page.mouse.move(from.x + from.width - 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 2, to.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => titles(page)).toEqual(['speed', 'name', 'state', 'size', 'timeLeft', 'added']);
  // Being dragged is not being pressed: the list is sorted as before.
  await expect(page.getByRole('columnheader', { name: 'Added' })).toHaveAttribute('aria-sort', 'descending');

  // By keys: it goes on, and the next one is made wider.
  await page.getByRole('button', { name: 'Speed', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => titles(page)).toEqual(['name', 'speed', 'state', 'size', 'timeLeft', 'added']);
  const widthOfSize = (): Promise<number> => page.locator('.head-size').evaluate((cell) => cell.clientWidth);
  const before = await widthOfSize();
  await page.getByRole('button', { name: 'Size', exact: true }).focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect.poll(widthOfSize).toBe(before + 16);

  // By the menu of the titles.
  await page.getByRole('columnheader', { name: 'State' }).click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Time left' }).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Folder' }).click();
  const chosen = ['name', 'speed', 'state', 'size', 'added', 'folder'];
  await expect.poll(() => titles(page)).toEqual(chosen);

  await page.reload();
  await expect.poll(() => titles(page)).toEqual(chosen);
  await page.getByRole('columnheader', { name: 'State' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Reset columns' }).click();
  await expect.poll(() => titles(page)).toEqual(USUAL);
});

test('the edge of a title is dragged, and a double click gives the usual width back', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'small.bin', size: 1000 }));
  await expect(rowOf(page, 'small.bin')).toContainText('Completed');
  const widthOfState = (): Promise<number> => page.locator('.head-state').evaluate((cell) => cell.clientWidth);
  const before = await widthOfState();
  const handle = page.locator('.head-state .resize-handle');
  const box = await handle.boundingBox();
  if (box === null) throw new Error('the handle is not on screen');
  await page.mouse.move(box.x + 6, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x - 34, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(widthOfState).toBe(before + 40);
  await handle.dblclick();
  await expect.poll(widthOfState).toBe(before);
});

test('a small window leaves columns out and keeps what a row says', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('good', { name: 'small.bin', size: 1000 }));
  await page.setViewportSize({ width: 640, height: 400 });
  await expect.poll(() => titles(page)).toEqual(['name', 'state', 'size', 'speed', 'timeLeft']);
  await expect(rowOf(page, 'small.bin')).toContainText('Completed');
});
