import type { Locator } from 'playwright';
import { close, rowOf, type Tour } from './screen-tour.ts';

/** Pictures of the list: as it is, narrowed, with a menu, in high contrast; and of a download's details. */
export async function takeListScreens(tour: Tour): Promise<void> {
  const { page, words, shoot } = tour;
  await page.locator('.bar').first().waitFor();
  await shoot('window');
  await rowOf(page, 'holiday-photos.zip').click({ button: 'right' });
  await page.getByRole('menu').waitFor();
  await shoot('menu');
  await page.keyboard.press('Escape');

  const sidebar = page.getByRole('navigation', { name: words.WINDOW_WORDS.filters.label });
  // Beside a line stands the button that adds it to what is shown.
  const line = (word: string): Locator => sidebar.locator('.sidebar-line').filter({ hasText: word });
  await line(words.WINDOW_WORDS.filters.active).click();
  await line(words.WINDOW_WORDS.categories.video).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: words.WINDOW_WORDS.list.showAll }).waitFor();
  await shoot('window-filtered');
  await page.getByRole('button', { name: words.WINDOW_WORDS.list.showAll }).click();
  await page.emulateMedia({ forcedColors: 'active' });
  await shoot('window-high-contrast');
  await page.emulateMedia({ forcedColors: 'none' });
  await takeDetails(tour);
}

/** The parts of the details, each of a download that has something to show there. */
async function takeDetails({ page, words, shoot }: Tour): Promise<void> {
  const { tabs, title, hide, check } = words.DETAILS_WORDS;
  await rowOf(page, 'dataset-europe.parquet').click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: title, exact: true });
  const show = async (name: string): Promise<void> => await pane.getByRole('tab', { name, exact: true }).click();
  await pane.locator('.segment-canvas').waitFor();
  await shoot('details');
  await show(tabs.speed);
  await pane.getByText(words.DETAILS_WORDS.speed.life, { exact: true }).click();
  // Enough for a curve: one value a second.
  const values = async (): Promise<number> =>
    ((await pane.locator('.graph .curve-line').getAttribute('d')) ?? '').split('L').length;
  while ((await values()) < 10) await page.waitForTimeout(200);
  await shoot('details-speed');
  await show(tabs.connections);
  await pane.getByRole('row').nth(1).waitFor();
  await shoot('details-connections');
  await show(tabs.server);
  await pane.locator('.answer-line').waitFor();
  await shoot('details-server');
  await rowOf(page, 'holiday-photos.zip').click();
  await show(tabs.timeline);
  await pane.locator('.timeline-entry').first().waitFor();
  await shoot('details-timeline');
  await rowOf(page, 'photo-archive-2026.zip').click();
  await show(tabs.file);
  await pane.getByRole('button', { name: check.verify }).waitFor();
  await shoot('details-file');
  await show(tabs.overview);
  await pane.getByRole('button', { name: hide }).click();
}

/** Pictures of the smallest window: the list, the sidebar over it, the details, settings; then of compact rows. */
export async function takeSmallScreens({ page, words, list, shoot }: Tour): Promise<void> {
  await page.setViewportSize({ width: 640, height: 400 });
  await page.evaluate("document.querySelector('.list').scrollTo(0, 0)");
  await shoot('small');
  await page.getByRole('button', { name: words.WINDOW_WORDS.sidebar.toggle }).click();
  await shoot('small-sidebar');
  await page.keyboard.press('Escape');
  await rowOf(page, 'dataset-europe.parquet').click();
  await page.keyboard.press('Control+i');
  await page.locator('.segment-canvas').waitFor();
  await shoot('small-details');
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Control+,');
  await page.getByText(words.SETTING_TEXTS.downloadFolder.label).waitFor();
  await shoot('small-settings');
  await close(page);
  await list.core.session.call('settings.change', { density: 'compact' });
  await page.locator('html[data-density=compact]').waitFor();
  await shoot('small-compact');
  await page.setViewportSize({ width: 1100, height: 680 });
  await shoot('window-compact');
}
