import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

test('everything by keyboard: add, move, pause, resume, copy, remove', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const slow = files.url('hold', { name: 'slow.bin', size: 500_000, after: 100_000, times: 1 });
  const quick = files.url('good', { name: 'quick.bin', size: 1000 });
  const { keyboard } = page;

  await keyboard.press('n');
  await keyboard.type(slow);
  await keyboard.press('Enter');
  await keyboard.type(quick);
  await keyboard.press('Control+Enter');
  await expect(rowOf(page, 'quick.bin')).toContainText('Completed');
  await expect(rowOf(page, 'slow.bin')).toContainText('Downloading');

  // The list is one Tab stop; the newest row is its first.
  await page.getByRole('searchbox').focus();
  for (let presses = 0; presses < 25; presses += 1) {
    await keyboard.press('Tab');
    if ((await page.locator('[role="row"]:focus').count()) > 0) break;
  }
  await expect(rowOf(page, 'quick.bin')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(rowOf(page, 'slow.bin')).toBeFocused();
  await expect(rowOf(page, 'slow.bin')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Space');
  await expect(rowOf(page, 'slow.bin')).toContainText('Paused');
  await keyboard.press('Space');
  await expect(rowOf(page, 'slow.bin')).not.toContainText('Paused');
  await expect(rowOf(page, 'slow.bin')).toContainText('Completed');

  await keyboard.press('Control+a');
  await expect(page.getByText('2 selected')).toBeVisible();
  await keyboard.press('Control+c');
  await expect(page.getByRole('region', { name: 'Messages' }).getByText('Copied 2 links')).toBeVisible();
  expect((await sluice.readClipboard()).split('\n').toSorted()).toEqual([quick, slow].toSorted());

  await keyboard.press('Home');
  await keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  // “Rename…” comes first.
  await keyboard.press('r');
  await keyboard.press('r');
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Remove 1 download?' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(rowOf(page, 'quick.bin')).toHaveCount(0);
  await expect(rowOf(page, 'slow.bin')).toBeFocused();
});

test('the list answers keys without being clicked or tabbed to', async ({ files, sluiceWindow: page }) => {
  const { keyboard } = page;
  const grid = page.getByRole('grid');
  await addByPaste(page, files.url('good', { name: 'older.bin', size: 1000 }));
  await expect(grid).toBeFocused();
  await expect(rowOf(page, 'older.bin')).toContainText('Completed');
  await addByPaste(page, files.url('good', { name: 'newer.bin', size: 1000 }));
  await expect(grid).toBeFocused();
  await expect(rowOf(page, 'newer.bin')).toContainText('Completed');

  await page.reload();
  await expect(rowOf(page, 'newer.bin')).toBeVisible();
  await expect(page.locator('body')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(rowOf(page, 'newer.bin')).toBeFocused();
  await expect(rowOf(page, 'newer.bin')).toHaveAttribute('aria-selected', 'true');

  await page.reload();
  await expect(rowOf(page, 'newer.bin')).toBeVisible();
  await keyboard.press('End');
  await expect(rowOf(page, 'older.bin')).toBeFocused();

  await page.reload();
  await expect(rowOf(page, 'newer.bin')).toBeVisible();
  await keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await keyboard.press('Escape');
  await expect(rowOf(page, 'newer.bin')).toBeFocused();

  await page.reload();
  await expect(rowOf(page, 'newer.bin')).toBeVisible();
  await keyboard.press('Delete');
  await expect(page.getByRole('dialog')).toContainText('newer.bin');
  await keyboard.press('Escape');
  await expect(rowOf(page, 'newer.bin')).toBeFocused();
});

test('the keyboard goes from the search to what was found, and Escape leads back to the list', async ({
  files,
  sluiceWindow: page,
}) => {
  const { keyboard } = page;
  const search = page.getByRole('searchbox');
  await addByPaste(page, ...['one.bin', 'two.bin'].map((name) => files.url('good', { name, size: 1000 })));
  await expect(rowOf(page, 'two.bin')).toContainText('Completed');
  await keyboard.press('Control+f');
  await keyboard.type('one');
  await expect(rowOf(page, 'two.bin')).toHaveCount(0);
  await keyboard.press('ArrowDown');
  await expect(rowOf(page, 'one.bin')).toBeFocused();
  await keyboard.press('Control+f');
  await keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await expect(search).toBeFocused();
  await keyboard.press('Escape');
  await expect(search).not.toBeFocused();
  await keyboard.press('Home');
  await expect(page.locator('[role="row"]:focus')).toHaveCount(1);
});

test('keys lead into a row’s buttons and back, and the sheet tells them all', async ({ files, sluiceWindow: page }) => {
  const { keyboard } = page;
  await keyboard.press('n');
  await keyboard.type(files.url('good', { name: 'file.bin', size: 1000 }));
  await keyboard.press('Control+Enter');
  const row = rowOf(page, 'file.bin');
  await expect(row).toContainText('Completed');
  await row.click();
  await keyboard.press('ArrowRight');
  await expect(row.getByRole('button', { name: 'Open' })).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(row).toBeFocused();
  await keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await keyboard.type('nothing like it');
  await expect(page.getByText('Nothing matches “nothing like it”.')).toBeVisible();
  await keyboard.press('Escape');
  await expect(row).toBeVisible();
  await page.getByRole('button', { name: /^All/u }).focus();
  await keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^All/u })).toBeFocused();
});

test('in a low window the sheet of keys begins at its title, and scrolls between title and buttons', async ({
  sluiceWindow: page,
}) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('button', { name: 'Close' })).toBeFocused();
  await expect(sheet.getByRole('heading')).toBeInViewport({ ratio: 1 });
  await expect(sheet.getByText('Add downloads')).toBeInViewport({ ratio: 1 });
  await sheet.getByText('Show this sheet').scrollIntoViewIfNeeded();
  await expect(sheet.getByRole('heading')).toBeInViewport({ ratio: 1 });
  await expect(sheet.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
});

test('columns, sidebar and details are arranged by keyboard alone', async ({ files, sluiceWindow: page }) => {
  const { keyboard } = page;
  const pane = page.getByRole('region', { name: 'Details' });
  // Of an empty list, too, and from within.
  await keyboard.press('Control+i');
  await expect(pane).toBeVisible();
  await pane.getByRole('tab', { name: 'Overview' }).focus();
  await keyboard.press('Control+i');
  await expect(pane).toHaveCount(0);

  await addByPaste(page, files.url('good', { name: 'file.bin', size: 1000 }));
  await expect(rowOf(page, 'file.bin')).toContainText('Completed');
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press('Tab');
      const isThere = await page.evaluate(
        (wanted) => document.activeElement?.matches(`[aria-label="${wanted}"]`),
        name,
      );
      if (isThere === true) return;
    }
    throw new Error(`Tab never reaches ${name}`);
  };

  await page.getByRole('searchbox').focus();
  await tabTo('Columns');
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitemcheckbox').first()).toBeFocused();
  await keyboard.press('h');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Host' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.locator('.head-host')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Columns' })).toBeFocused();

  await page.getByRole('navigation').getByRole('button', { name: /^All/u }).focus();
  await keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Servers' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Servers' })).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^127\.0\.0\.1/u })).toBeAttached();

  await keyboard.press('Control+i');
  await tabTo('Height of the details');
  const height = async (): Promise<number> => Math.round((await pane.boundingBox())?.height ?? 0);
  const before = await height();
  await keyboard.press('ArrowDown');
  await expect.poll(height).toBe(before - 24);
});
