import type { Browser, Page } from 'playwright';
import type { LoopbackServer } from '../../main/server/loopback-server.ts';
import type { Language } from '../../shared/language.ts';
import { loadLocale } from '../../shared/load-locale.ts';
import type { Locale } from '../../shared/words.ts';
import { atRest } from './dialog-screens.ts';

type Shoot = (name: string) => Promise<unknown>;

/**
 * Pictures of the main screens in another language: the list, the "Add" dialog, the settings, the details, the smallest
 * window. Everything is found by the words of that language, so that a text that is not said fails here.
 * @param shoot gets the name without language and scheme.
 */
export async function takeLanguageScreens(
  browser: Browser,
  server: LoopbackServer,
  {
    language,
    scheme,
    shoot,
  }: {
    readonly language: Language;
    readonly scheme: 'light' | 'dark';
    readonly shoot: (page: Page, name: string) => Promise<unknown>;
  },
): Promise<void> {
  const words = await loadLocale(language);
  const page = await browser.newPage({
    viewport: { width: 1200, height: 720 },
    colorScheme: scheme,
    locale: language,
  });
  const take: Shoot = (name) => shoot(page, name);
  await page.goto(server.openAddress());
  await page.getByText('missing-report.pdf').waitFor();
  await page.getByText(words.STATE_WORDS.completed).first().waitFor();
  await take('window');
  await takeAdd(page, words, take);
  await takeDetails(page, words, take);
  await takeSettings(page, words, take);
  await page.setViewportSize({ width: 640, height: 400 });
  await take('small');
  await page.close();
}

async function takeAdd(page: Page, { WINDOW_WORDS }: Locale, take: Shoot): Promise<void> {
  const { actions, add } = WINDOW_WORDS;
  await page.getByRole('button', { name: actions.add, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: add.links })
    .fill(
      'https://example.org/holiday-photos.zip\nhttps://mirror.example.net/debian-14.iso\nftp://example.org/old.tar\n',
    );
  await dialog.getByText('debian-14.iso').last().waitFor();
  await atRest(page);
  await take('add');
  await page.keyboard.press('Escape');
}

async function takeDetails(page: Page, { DETAILS_WORDS }: Locale, take: Shoot): Promise<void> {
  await page.getByRole('gridcell', { name: 'dataset-europe.parquet', exact: true }).click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: DETAILS_WORDS.title });
  await pane.locator('.segment-canvas').waitFor();
  await take('details');
  await pane.getByRole('tab', { name: DETAILS_WORDS.tabs.connections }).click();
  await pane.getByRole('row').nth(1).waitFor();
  await take('details-connections');
  await pane.getByRole('tab', { name: DETAILS_WORDS.tabs.overview }).click();
  await pane.getByRole('button', { name: DETAILS_WORDS.hide }).click();
}

async function takeSettings(page: Page, { SETTING_TEXTS, SETTINGS_WORDS }: Locale, take: Shoot): Promise<void> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(SETTING_TEXTS.downloadFolder.label).waitFor();
  await take('settings');
  const { appearance } = SETTINGS_WORDS.section;
  await dialog.getByRole('button', { name: appearance, exact: true }).click();
  await dialog.getByRole('region', { name: appearance, exact: true }).waitFor();
  await take('settings-appearance');
  await page.keyboard.press('Escape');
}
