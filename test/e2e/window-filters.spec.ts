import type { Locator, Page } from 'playwright/test';
import type { FaultServer } from '../support/fault-server.ts';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

/** A line of the sidebar. */
function line(page: Page, name: RegExp): Locator {
  return page.getByRole('navigation', { name: 'Show' }).getByRole('button', { name });
}

/** A film and a paper that are complete, and a paper that has failed. */
async function addMixed(page: Page, files: FaultServer): Promise<void> {
  await addByPaste(
    page,
    files.url('good', { name: 'film.mkv', size: 1000 }),
    files.url('good', { name: 'paper.pdf', size: 1000 }),
    files.url('status', { name: 'gone.pdf', status: 404, size: 9 }),
  );
  await expect(rowOf(page, 'gone.pdf')).toContainText('404');
  await expect(rowOf(page, 'film.mkv')).toContainText('Completed');
  await expect(rowOf(page, 'paper.pdf')).toContainText('Completed');
}

test('lines of the sidebar combine with Ctrl, and each is taken away again by its chip', async ({
  files,
  sluiceWindow: page,
}) => {
  await addMixed(page, files);
  const rows = page.getByRole('row').filter({ has: page.locator('.row-name') });
  const chips = page.getByRole('region', { name: 'Show' }).getByRole('listitem');

  await line(page, /^Documents/u).click();
  await expect(rows).toHaveCount(2);
  await expect(chips).toHaveCount(0);
  await line(page, /^Finished/u).click({ modifiers: ['ControlOrMeta'] });
  await expect(rows).toHaveCount(1);
  await expect(rowOf(page, 'paper.pdf')).toBeVisible();
  await expect(line(page, /^Documents/u)).toHaveAttribute('aria-current', 'true');
  await expect(line(page, /^Finished/u)).toHaveAttribute('aria-current', 'true');
  await expect(chips).toHaveText(['Finished', 'Documents']);
  await expect(page.getByRole('heading', { name: 'Finished · Documents' })).toBeAttached();

  await page.getByRole('button', { name: 'No longer only “Documents”' }).click();
  await expect(rows).toHaveCount(2);
  await expect(rowOf(page, 'film.mkv')).toBeVisible();
  await expect(chips).toHaveCount(0);

  // By keyboard: the line with the focus joins, and leaves again.
  await line(page, /^Video/u).focus();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(chips).toHaveText(['Finished', 'Video']);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(chips).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(rows).toHaveCount(3);
  await expect(line(page, /^All/u)).toHaveAttribute('aria-current', 'true');
});

test('without a modifier key a line joins by the button at its end, by touch and by arrow keys', async ({
  files,
  sluiceWindow: page,
}) => {
  await addMixed(page, files);
  const chips = page.getByRole('region', { name: 'Show' }).getByRole('listitem');
  const also = (name: string): Locator => page.getByRole('button', { name: `Also filter by “${name}”` });
  await expect(also('Documents')).toHaveCount(0);
  await line(page, /^Finished/u).click();
  // Another line of the same kind would take the place of this one.
  await expect(also('Active')).toHaveCount(0);

  await line(page, /^Documents/u).focus();
  await page.keyboard.press('ArrowRight');
  await expect(also('Documents')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(line(page, /^Documents/u)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await expect(line(page, /^Video/u)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(chips).toHaveText(['Finished', 'Video']);
  await expect(line(page, /^Video/u)).toBeFocused();

  // As on a tablet: nothing hovers.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await cdp.send('Emulation.setDeviceMetricsOverride', {
    width: 1280,
    height: 720,
    deviceScaleFactor: 1,
    mobile: true,
  });
  await expect.poll(() => page.evaluate("matchMedia('(hover: none)').matches")).toBe(true);
  await expect(also('Documents')).toHaveCSS('opacity', '1');
  await also('Documents').click();
  await expect(chips).toHaveText(['Finished', 'Documents']);
  await expect(rowOf(page, 'paper.pdf')).toBeVisible();
  await expect(rowOf(page, 'film.mkv')).toBeHidden();
});
