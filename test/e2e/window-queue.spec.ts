import type { Page } from 'playwright/test';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

/** The names of the rows from top to bottom. */
function names(page: Page): Promise<readonly string[]> {
  return page
    .locator('[role="row"][data-id]')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))
        .map((row) => row.querySelector('.row-name')?.textContent ?? ''),
    );
}

test('the order in which downloads start is changed by dragging, by keys and by the menu', async ({
  files,
  sluiceWindow: page,
}) => {
  await page.keyboard.press('Control+,');
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('same time');
  const atOnce = page.getByRole('textbox', { name: 'Downloads at the same time' });
  await atOnce.fill('1');
  await atOnce.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const url = (name: string): string => files.url('hold', { name, size: 500_000, after: 100_000, times: 9 });
  await addByPaste(page, ...['a.bin', 'b.bin', 'c.bin', 'd.bin'].map(url));
  await expect(rowOf(page, 'a.bin')).toContainText('Downloading');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Priority' }).click();
  await rowOf(page, 'c.bin').click();
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('button', { name: 'Show the order' }).click();
  await expect.poll(() => names(page)).toEqual(['a.bin', 'c.bin', 'b.bin', 'd.bin']);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'In the order they start', checked: true }).click();
  await expect.poll(() => names(page)).toEqual(['d.bin', 'c.bin', 'b.bin', 'a.bin']);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'In the order they start' }).click();
  await rowOf(page, 'c.bin').click();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => names(page)).toEqual(['a.bin', 'b.bin', 'c.bin', 'd.bin']);

  await rowOf(page, 'd.bin').dragTo(rowOf(page, 'b.bin'), { targetPosition: { x: 80, y: 6 } });
  await expect.poll(() => names(page)).toEqual(['a.bin', 'd.bin', 'b.bin', 'c.bin']);

  await rowOf(page, 'c.bin').click();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => names(page)).toEqual(['a.bin', 'd.bin', 'c.bin', 'b.bin']);

  await rowOf(page, 'b.bin').click({ button: 'right' });
  await page.getByRole('menuitemradio', { name: 'Priority: High' }).click();
  await expect.poll(() => names(page)).toEqual(['b.bin', 'a.bin', 'd.bin', 'c.bin']);
  await expect(rowOf(page, 'b.bin')).toContainText('High');
  // A high priority takes the one place from what has a lower one.
  await expect(rowOf(page, 'b.bin')).toContainText('Downloading');
});
