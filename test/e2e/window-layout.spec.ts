import type { Page } from 'playwright/test';
import { loadLocale } from '../../shared/load-locale.ts';
import { testBytesSha256 } from '../support/test-bytes.ts';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

/** A line of the sidebar. */
function line(page: Page, name: RegExp): ReturnType<Page['locator']> {
  return page.getByRole('navigation', { name: 'Show' }).getByRole('button', { name });
}

test('the sidebar divides the list by state, kind, folder and server, each with its number', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'film.mkv', size: 1000 }));
  await addByPaste(
    page,
    files.url('good', { name: 'paper.pdf', size: 1000 }),
    files.url('status', { name: 'gone.pdf', status: 404, size: 9 }),
  );
  await expect(rowOf(page, 'film.mkv')).toContainText('Completed');
  await expect(line(page, /^All 3$/u)).toHaveAttribute('aria-current', 'true');
  await expect(line(page, /^Finished 2$/u)).toBeVisible();
  await expect(line(page, /^Needs you 1$/u)).toBeVisible();

  await line(page, /^Documents 2$/u).click();
  await expect(rowOf(page, 'film.mkv')).toHaveCount(0);
  await expect(rowOf(page, 'paper.pdf')).toBeVisible();
  await expect(line(page, /^Documents/u)).toHaveAttribute('aria-current', 'true');
  await expect(line(page, /^All/u)).not.toHaveAttribute('aria-current');

  await line(page, /^Downloads 3$/u).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  await expect(line(page, /^127\.0\.0\.1/u)).toHaveCount(0);
  await line(page, /^Servers$/u).click();
  await line(page, /^127\.0\.0\.1:\d+ 3$/u).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
});

test('the sidebar is one Tab stop, and arrows move through it', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('good', { name: 'film.mkv', size: 1000 }));
  await line(page, /^All/u).focus();
  await page.keyboard.press('ArrowDown');
  await expect(line(page, /^Active/u)).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await expect(line(page, /^All/u)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Sidebar' })).toBeFocused();
});

test('the details follow the row with the keyboard, and their height and tab are remembered', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(
    page,
    files.url('good', { name: 'one.bin', size: 1000 }),
    files.url('good', { name: 'two.bin', size: 2000 }),
  );
  await expect(rowOf(page, 'two.bin')).toContainText('Completed');
  await rowOf(page, 'one.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await expect(pane.getByRole('heading', { name: 'one.bin' })).toBeVisible();
  await rowOf(page, 'two.bin').click();
  await expect(pane.getByRole('heading', { name: 'two.bin' })).toBeVisible();

  const edge = pane.getByRole('separator', { name: 'Height of the details' });
  const before = (await pane.boundingBox())?.height ?? 0;
  await edge.press('ArrowUp');
  await expect.poll(async () => (await pane.boundingBox())?.height).toBe(before + 24);
  await pane.getByRole('tab', { name: 'Overview' }).press('ArrowRight');
  await expect(pane.getByRole('tab', { name: 'Speed' })).toBeFocused();
  await expect(pane.getByRole('tab', { name: 'Speed' })).toHaveAttribute('aria-selected', 'true');

  await page.reload();
  await expect(pane).toContainText('Choose a download to see its details.');
  expect((await pane.boundingBox())?.height).toBe(before + 24);
  await expect(pane.getByRole('tab', { name: 'Speed' })).toHaveAttribute('aria-selected', 'true');
  await pane.getByRole('button', { name: 'Hide details' }).click();
  await expect(pane).toHaveCount(0);
});

test('the row with the keyboard stays in sight when the list gets smaller', async ({ files, sluiceWindow: page }) => {
  await addByPaste(
    page,
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => files.url('good', { name: `${name}.bin`, size: 9 })),
  );
  await page.setViewportSize({ width: 700, height: 480 });
  await rowOf(page, 'b.bin').click();
  await page.keyboard.press('Control+i');
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
  await expect(rowOf(page, 'b.bin')).toBeInViewport({ ratio: 0.9 });
  // What a person has scrolled away stays where it is.
  await page.getByRole('grid').hover();
  await page.mouse.wheel(0, -400);
  await expect(rowOf(page, 'f.bin')).toBeInViewport();
  await page.setViewportSize({ width: 700, height: 460 });
  await expect(rowOf(page, 'f.bin')).toBeInViewport();
  await page.mouse.move(0, 0);
});

test('in a small window the end of a long menu is reached', async ({ files, sluiceWindow: page }) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await addByPaste(page, files.url('page', { name: 'web-page.iso' }));
  await expect(rowOf(page, 'web-page.iso')).toContainText('web page');
  await rowOf(page, 'web-page.iso').click();
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitemradio', { name: 'Priority: Low' })).toBeInViewport({ ratio: 1 });
});

test('the edge of the details is dragged with the mouse', async ({ sluiceWindow: page }) => {
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  const pane = page.getByRole('region', { name: 'Details' });
  const box = await pane.boundingBox();
  if (box === null) throw new Error('the details have no box');
  await page.mouse.move(box.x + 200, box.y);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y - 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await pane.boundingBox())?.height ?? 0)).toBe(Math.round(box.height + 60));
});

test('a narrow window has the sidebar over the list, and everything within its width', async ({
  sluiceWindow: page,
}) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(line(page, /^Finished/u)).toBeHidden();
  await page.getByRole('button', { name: 'Sidebar' }).click();
  await line(page, /^Finished/u).click();
  await expect(line(page, /^Finished/u)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Sidebar' })).toContainText('Finished');
  await page.getByRole('button', { name: 'Sidebar' }).click();
  await line(page, /^Finished/u).press('Escape');
  await expect(line(page, /^Finished/u)).toBeHidden();
  // From where it was opened as well.
  await page.getByRole('button', { name: 'Sidebar' }).click();
  await expect(line(page, /^Finished/u)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(line(page, /^Finished/u)).toBeHidden();
  for (const width of [320, 640, 1100, 3840]) {
    await page.setViewportSize({ width, height: 400 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  }
});

test('the limit over all downloads is chosen in the toolbar and told in the status bar', async ({
  files,
  sluiceWindow: page,
}) => {
  await page.getByRole('button', { name: 'Speed limit: No limit' }).click();
  await page.getByRole('menuitem', { name: 'Another limit…' }).click();
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Speed limit', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Speed limit: No limit' }).click();
  await page.getByRole('menuitemradio', { name: '250 kB/s' }).click();
  await expect(page.getByRole('button', { name: 'Speed limit: 250 kB/s' })).toBeVisible();
  await addByPaste(page, files.url('good', { name: 'held.bin', size: 3_000_000 }));
  await expect(page.getByRole('contentinfo')).toContainText('limit 250 kB/s');
  await expect(page.getByRole('contentinfo')).toContainText(/GB free/u);
  await page.getByRole('button', { name: 'Speed limit: 250 kB/s' }).click();
  await expect(page.getByRole('menuitemradio', { name: '250 kB/s' })).toHaveAttribute('aria-checked', 'true');
  await page.getByRole('menuitemradio', { name: 'No limit' }).click();
  await expect(rowOf(page, 'held.bin')).toContainText('Completed');
});

test('what is set elsewhere shows at once: theme, density and limit', async ({ sluiceWindow: page }) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Colours' }).selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // The window is made anew for rows of another height; the dialog stays where it was.
  await dialog.getByRole('combobox', { name: 'Rows' }).selectOption('Compact');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(dialog.getByRole('combobox', { name: 'Colours' })).toHaveValue('dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('in Arabic the window is mirrored, and a name keeps its own direction and its beginning', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('good', { name: 'Summer (1).bin', size: 1000 }));
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Appearance and language' }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.keyboard.press('Escape');
  const name = page.getByRole('gridcell', { name: 'Summer (1).bin', exact: true });
  await expect(name).toHaveCSS('direction', 'ltr');
  await expect(name).toHaveCSS('text-align', 'right');
  await expect(rowOf(page, 'Summer (1).bin')).toContainText('مكتمل');
  const sidebar = await page.getByRole('navigation').first().boundingBox();
  const list = await page.getByRole('grid').boundingBox();
  expect(sidebar?.x).toBeGreaterThan(list?.x ?? Number.POSITIVE_INFINITY);
});

test('another language is spoken at once, in its direction, and the keyboard stays where it was', async ({
  sluiceWindow: page,
}) => {
  const arabic = await loadLocale('ar');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Appearance and language' }).click();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(dialog.getByRole('heading', { name: arabic.SETTINGS_WORDS.title })).toBeVisible();
  await expect(dialog.getByRole('combobox', { name: arabic.SETTING_TEXTS.language.label })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(arabic.WINDOW_WORDS.list.emptyTitle)).toBeVisible();

  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  // Its direction is remembered, and there before the window is.
  await expect(page.getByText(arabic.WINDOW_WORDS.list.emptyTitle)).toBeVisible();
  await page.keyboard.press('Control+,');
  await dialog.getByRole('button', { name: arabic.SETTINGS_WORDS.section.appearance }).click();
  await dialog.locator('select').filter({ hasText: 'English' }).selectOption('en');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(dialog.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('the speed of a download and of all together is drawn, and told in words', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('drip', { name: 'slow.bin', size: 12_000_000, pieceBytes: 8000, everyMs: 50 }));
  await rowOf(page, 'slow.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'Speed' }).click();
  await expect(pane).toContainText(/Now [\d.,]+ [kM]B\/s, mean [\d.,]+ [kM]B\/s, highest/u);
  await pane.getByText('All downloads').click();
  await pane.getByText('Whole time').click();
  await expect(pane).toContainText(/Now [\d.,]+ [kM]B\/s, mean/u);
  await expect(pane.locator('.graph .curve-area')).toHaveAttribute('d', /^M.*Z$/u);
});

test('the details show the segments, the connections, and take a limit at once', async ({
  files,
  sluiceWindow: page,
}) => {
  await addByPaste(page, files.url('drip', { name: 'map.bin', size: 24_000_000, pieceBytes: 8000, everyMs: 50 }));
  await rowOf(page, 'map.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await expect(pane).toContainText(/\d+ pieces? ha(?:s|ve) arrived · \d+ connections?/u);
  const painted = await pane.locator('.segment-canvas').evaluate((canvas) => {
    const context = (
      canvas as unknown as { getContext: (kind: '2d') => { getImageData: (...box: number[]) => { data: number[] } } }
    ).getContext('2d');
    const { data } = context.getImageData(0, 5, 1, 1);
    return (data[3] ?? 0) > 0;
  });
  expect(painted).toBe(true);

  const connections = pane.getByRole('textbox', { name: 'Connections' });
  await connections.fill('33');
  await connections.press('Enter');
  await expect(pane.getByRole('alert')).toContainText('A whole number from 1 to 32');
  await connections.fill('2');
  await connections.press('Enter');
  await expect(pane).toContainText('2 connections');
  await pane.getByRole('textbox', { name: 'Speed limit' }).fill('0.1');
  await pane.getByRole('textbox', { name: 'Speed limit' }).press('Enter');
  await pane.getByRole('tab', { name: 'Connections' }).click();
  await expect(pane.getByRole('row')).toHaveCount(3);
  await expect(pane.getByRole('row').nth(1)).toContainText('HTTP/1.1');
  const speed = rowOf(page, 'map.bin').getByRole('gridcell', { name: /^(?:[89]\d|1[01]\d)(?:\.\d)? kB\/s$/u });
  await expect(speed).toBeVisible();
});

test('a checksum is computed, and compared with one that is pasted', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('good', { name: 'sum.bin', seed: 8, size: 100_000 }));
  await expect(rowOf(page, 'sum.bin')).toContainText('Completed');
  await rowOf(page, 'sum.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  await pane.getByRole('tab', { name: 'File' }).click();
  await pane.getByRole('button', { name: 'Compute' }).click();
  await expect(pane).toContainText(testBytesSha256(8, 100_000));
  const expected = pane.getByRole('textbox', { name: 'Expected checksum' });
  await expected.fill(`${testBytesSha256(8, 100_000).toUpperCase()}  sum.bin`);
  await pane.getByRole('button', { name: 'Compare' }).click();
  await expect(pane).toContainText('The SHA-256 is the expected one.');
  await expected.fill('d41d8cd98f00b204e9800998ecf8427e');
  await expect(pane.getByRole('combobox', { name: 'Algorithm' })).toHaveValue('md5');
  await pane.getByRole('button', { name: 'Compare' }).click();
  await expect(pane).toContainText('The MD5 is not the expected one.');
});

test('nothing runs in the page when nothing changes', async ({ files, sluiceWindow: page }) => {
  await page.addInitScript(`{
    const live = { intervals: new Set(), timeouts: new Set(), frames: new Set() };
    window.liveTimers = () => live.intervals.size + live.timeouts.size + live.frames.size;
    const { setInterval, clearInterval, setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame } = window;
    const watch = (set, start, once) => (callback, ...rest) => {
      const id = start.call(window, (...args) => { if (once) set.delete(id); callback(...args); }, ...rest);
      set.add(id);
      return id;
    };
    const forget = (set, end) => (id) => { set.delete(id); end.call(window, id); };
    window.setInterval = watch(live.intervals, setInterval, false);
    window.setTimeout = watch(live.timeouts, setTimeout, true);
    window.requestAnimationFrame = watch(live.frames, requestAnimationFrame, true);
    window.clearInterval = forget(live.intervals, clearInterval);
    window.clearTimeout = forget(live.timeouts, clearTimeout);
    window.cancelAnimationFrame = forget(live.frames, cancelAnimationFrame);
  }`);
  await page.reload();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1');
  await addByPaste(page, files.url('drip', { name: 'last.bin', size: 3_000_000, pieceBytes: 8000, everyMs: 20 }));
  await rowOf(page, 'last.bin').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  for (const tab of ['Speed', 'Connections', 'What happened', 'Overview'])
    await pane.getByRole('tab', { name: tab }).click();
  await expect(pane.getByRole('button', { name: 'Open', exact: true })).toBeVisible();
  await expect.poll(() => page.evaluate('window.liveTimers()')).toBe(0);
  expect(await page.evaluate('document.getAnimations().length')).toBe(0);
});
