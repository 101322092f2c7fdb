import type { Page } from 'playwright';
import { createEvent } from '../fakes/electron/fake-event.ts';
import type { Language } from '../../shared/language.ts';
import { loadLocale } from '../../shared/load-locale.ts';
import { DROP_PAGE_URL } from '../../main/desktop/page-address.ts';
import { showInChromium } from './chromium-host.ts';
import { boot, eventually, openedWindow, pageClient } from './desktop-harness.ts';

const LINKS = ['https://example.org/holiday-photos.zip', 'https://mirror.example.net/debian-14.iso'];

/** Takes pictures of what only the desktop app shows, on the fake Electron: a link from outside, its settings, the drop target. */
export async function takeDesktopScreens(
  { colorScheme, language }: { readonly colorScheme: 'light' | 'dark'; readonly language: Language },
  shoot: (page: Page, name: string) => Promise<unknown>,
): Promise<void> {
  await using app = await boot({ entry: 'emitted' });
  const { electron } = app;
  const words = await loadLocale(language);
  // What the system speaks; the setting is not touched.
  const look = { colorScheme, locale: language };
  const window = await openedWindow(electron);
  {
    const client = pageClient(window);
    await client.call('settings.change', { showDropTarget: true });
    client.stop();
  }
  const target = await eventually(
    () => [...electron.windows].find(({ webContents }) => webContents.getURL() === DROP_PAGE_URL),
    'the drop target',
  );
  {
    await using shown = await showInChromium(electron, window, look);
    const { page } = shown;
    await page.getByRole('grid').waitFor();
    electron.app.emit('second-instance', createEvent({}), ['sluice'], '/', { links: LINKS, files: [] });
    await page.getByRole('dialog').getByText('debian-14.iso').last().waitFor();
    await page.locator('button[type=submit]:enabled').waitFor();
    await shoot(page, 'link-from-outside');
    await page.keyboard.press('Escape');
    electron.state.applicationMenu?.click('settings');
    await page.getByRole('dialog').getByRole('button', { name: words.SETTINGS_WORDS.section.computer }).click();
    await page.getByText(words.SETTING_TEXTS.pauseOnMetered.label).waitFor();
    await shoot(page, 'settings');
  }
  await using shown = await showInChromium(electron, target, look);
  await shown.page.getByText(words.DROP_TARGET_WORDS.idle).waitFor();
  await shoot(shown.page, 'drop-target');
}
