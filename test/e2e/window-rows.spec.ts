import type { Locator, Page } from 'playwright/test';
import { addByPaste, boxOf, expect, rowOf, speak, test } from './window-fixture.ts';

/** A row's sentence: as much of it as is shown. */
function sentenceOf(page: Page, name: string): Locator {
  return rowOf(page, name).locator('.row-note');
}

test('the sentence of a row has its whole second line, for one that only waits as well', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('status', { name: 'busy.bin', status: 503, retryAfter: 3600 }));
  await expect(sentenceOf(page, 'busy.bin')).toContainText('The server is busy (503).');
  const line = rowOf(page, 'busy.bin').locator('.row-under');
  const isWhole = await line.evaluate((element) => element.scrollWidth <= element.clientWidth);
  expect(isWhole).toBe(true);
});

test('a compact row that waits for a place says so in a few words, and all of it in its tip and to screen readers', async ({
  files,
  sluiceWindow: page,
}) => {
  const hold = (name: string): string => files.url('hold', { name, size: 500_000, after: 1000 });
  await addByPaste(page, ...['1', '2', '3', '4', '5', '6'].map((number) => hold(`held-${number}.bin`)));
  const waiting = page.getByRole('row', { name: /Waits for a place/u });
  await expect(waiting).toHaveCount(1);
  const brief = waiting.locator('.row-state-brief');
  await expect(brief).toBeHidden();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Rows' }).selectOption('compact');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await page.keyboard.press('Escape');
  await expect(brief).toHaveText('Waiting for a place');
  await expect(brief).toBeVisible();
  await expect(waiting.locator('.row-state')).toHaveAttribute(
    'title',
    /^Waits for a place \(downloads at a time: 5\)/u,
  );
  // Still found by its whole sentence: the tree of screen readers has it.
  await expect(waiting).toHaveCount(1);
});

test('where nothing hovers, the way to all actions stands in the row, beside the answer to its question', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(
    page,
    files.url('page', { name: 'asks.zip' }),
    files.url('good', { name: 'complete.zip', size: 1000 }),
  );
  await expect(rowOf(page, 'asks.zip')).toContainText('web page');
  await expect(rowOf(page, 'complete.zip')).toContainText('Completed');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await cdp.send('Emulation.setDeviceMetricsOverride', { width: 900, height: 600, deviceScaleFactor: 1, mobile: true });
  await expect.poll(() => page.evaluate("matchMedia('(hover: none)').matches")).toBe(true);
  for (const name of ['asks.zip', 'complete.zip']) {
    const more = rowOf(page, name).getByRole('button', { name: 'More actions' });
    await expect(rowOf(page, name).locator('.row-quick')).toHaveCSS('opacity', '1');
    const [button, row] = [await boxOf(more), await boxOf(rowOf(page, name))];
    expect(button.x + button.width, name).toBeLessThanOrEqual(row.x + row.width);
    const last = await boxOf(rowOf(page, name).locator('.row-cell.is-last'));
    expect(button.x, name).toBeGreaterThanOrEqual(last.x + last.width);
  }
  const answer = await boxOf(rowOf(page, 'asks.zip').locator('.row-answer'));
  const more = await boxOf(rowOf(page, 'asks.zip').getByRole('button', { name: 'More actions' }));
  expect(answer.x + answer.width).toBeLessThanOrEqual(more.x);
});

test('in high contrast nothing shines through behind the answer to a question', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('page', { name: 'asks.zip' }));
  const row = rowOf(page, 'asks.zip');
  await expect(row).toContainText('web page');
  await page.emulateMedia({ forcedColors: 'active' });
  await expect(row.locator('.row-cell.is-last')).toHaveCSS('opacity', '0');
});

test('in high contrast a line stands between rows, and what has arrived of one with a sentence is as long as it is', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('cappedThen', { name: 'cut.zip', size: 100_000, cap: 60_000, status: 503 }));
  const row = rowOf(page, 'cut.zip');
  await expect(row).toContainText('Trying again');
  await page.emulateMedia({ forcedColors: 'active' });
  const look = await row.evaluate((element) => {
    const line = getComputedStyle(element, '::after').backgroundColor;
    const ground = getComputedStyle(document.body).backgroundColor;
    const bar = element.querySelector('.bar');
    return { line, ground, barBorder: bar === null ? null : getComputedStyle(bar).borderTopWidth };
  });
  // Without how much shines through: a colour of the page's own becomes one of the system and keeps that.
  const [line, ground] = [look.line, look.ground].map((colour) => /\d+, \d+, \d+/u.exec(colour)?.[0]);
  expect(line).not.toBe(ground);
  expect(look.barBorder).toBe('0px');
});

for (const language of ['de', 'ru', 'ar'] as const) {
  test(`in the smallest window a long sentence (${language}) ends before its button`, async ({
    files,
    sluiceWindow: page,
  }) => {
    await addByPaste(
      page,
      files.url('page', { name: 'asks.zip' }),
      files.url('status', { name: 'gone.pdf', status: 404, size: 9 }),
    );
    await expect(rowOf(page, 'gone.pdf')).toContainText('404');
    await expect(rowOf(page, 'asks.zip')).toContainText('web page');
    await speak(page, language);
    await page.setViewportSize({ width: 640, height: 400 });
    for (const file of ['asks.zip', 'gone.pdf']) {
      const note = await boxOf(sentenceOf(page, file));
      const answer = await boxOf(rowOf(page, file).locator('.row-answer'));
      const isClear = language === 'ar' ? answer.x + answer.width <= note.x : note.x + note.width <= answer.x;
      expect(isClear, file).toBe(true);
      // Far more than the column of the names, in any font.
      expect(note.width).toBeGreaterThan(300);
    }
  });
}
