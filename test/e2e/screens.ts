/**
 * `npm run screens`: takes the pictures in `docs/screens` from a real Sluice with a real list: every screen in English and in
 * Arabic, in light and dark. `npm run screens -- ja tr` takes them in other languages, for those who look at them.
 */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { ensureFonts } from '../../build/test-tools.ts';
import { LANGUAGES, type Language } from '../../shared/language.ts';
import { loadLocale } from '../../shared/load-locale.ts';
import { takeDesktopScreens } from '../desktop/desktop-screens.ts';
import { launchChromium } from '../support/browser.ts';
import { toPalettePng } from '../support/palette-png.ts';
import { takeDialogScreens } from './dialog-screens.ts';
import { serveFilledList, type FilledList } from './filled-core.ts';
import { takeListScreens, takeSmallScreens } from './list-screens.ts';
import type { Shoot, Tour } from './screen-tour.ts';
import { sleepCountdown, tellNextWindows } from './told-window.ts';

type Scheme = 'light' | 'dark';

const SCREENS = path.resolve(import.meta.dirname, '../../docs/screens');

async function save(page: Page, name: string): Promise<void> {
  // The lower corner: there nothing changes when it is pointed at.
  await page.mouse.move(0, (page.viewportSize()?.height ?? 1) - 1);
  const picture = await page.screenshot({ animations: 'disabled' });
  await writeFile(path.join(SCREENS, `${name}.png`), toPalettePng(picture));
}

/** All screens in one language and scheme. Each tour has a list of its own, so that what runs still runs. */
async function takeTour(browser: Browser, language: Language, colorScheme: Scheme): Promise<void> {
  await using list = await serveFilledList();
  const context = await browser.newContext({
    viewport: { width: 1100, height: 680 },
    colorScheme,
    locale: language,
    reducedMotion: 'reduce',
  });
  const tag = tagOf(language, colorScheme);
  const words = await loadLocale(language);
  await takeEmpty(list, await context.newPage(), (page, name) => save(page, `${name}-${tag}`));
  const page = await context.newPage();
  const tour: Tour = { page, words, list, shoot: (name) => save(page, `${name}-${tag}`) };
  await page.goto(list.core.server.openAddress());
  await page.getByText('missing-report.pdf').waitFor();
  await takeListScreens(tour);
  await takeDialogScreens(tour);
  await takeSmallScreens(tour);
  await page.close();
  await tellNextWindows(context, { kind: 'update', state: 'ready', version: '2.0.0' });
  await takeTold(list, context, (told) => save(told, `update-${tag}`), '.banner');
  await tellNextWindows(context, sleepCountdown());
  await takeTold(list, context, (told) => save(told, `countdown-${tag}`), 'dialog');
  await context.close();
}

/** English pictures carry no language in their names. */
function tagOf(language: Language, colorScheme: Scheme): string {
  return language === 'en' ? colorScheme : `${language}-${colorScheme}`;
}

async function takeEmpty(
  list: FilledList,
  page: Page,
  shoot: (page: Page, name: string) => ReturnType<Shoot>,
): Promise<void> {
  await page.goto(list.empty.server.openAddress());
  await page.locator('.empty-title').waitFor();
  await shoot(page, 'empty');
  await page.close();
}

/** What only the desktop app tells its window. @param shown what then appears. */
async function takeTold(
  list: FilledList,
  context: BrowserContext,
  shoot: (page: Page) => ReturnType<Shoot>,
  shown: string,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(list.core.server.openAddress());
  await page.locator(shown).first().waitFor();
  await page.getByText('missing-report.pdf').waitFor();
  await shoot(page);
  await page.close();
}

const asked = process.argv.slice(2);
const languages = asked.length === 0 ? (['en', 'ar'] as const) : LANGUAGES.filter((tag) => asked.includes(tag));
const problem = ensureFonts();
if (problem !== null) throw new Error(problem);
await mkdir(SCREENS, { recursive: true });
await using browser = await launchChromium();
for (const scheme of ['light', 'dark'] as const) {
  for (const language of languages) {
    const tag = tagOf(language, scheme);
    await takeDesktopScreens({ colorScheme: scheme, language }, (page, name) => save(page, `desktop-${name}-${tag}`));
    await takeTour(browser, language, scheme);
  }
}
const files = await readdir(SCREENS);
const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(SCREENS, file))).size));
console.log(`${files.length} pictures, ${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB`);
