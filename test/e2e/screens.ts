/**
 * `npm run screens`: takes the pictures in `docs/screens` from a real Sluice with a real list, in light and dark, the main
 * ones in Arabic, too. `npm run screens -- ja tr` takes the main ones in other languages, for those who look at them.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import type { LoopbackServer } from '../../main/server/loopback-server.ts';
import { LANGUAGES, type Language } from '../../shared/language.ts';
import { takeDesktopScreens } from '../desktop/desktop-screens.ts';
import { launchChromium } from '../support/browser.ts';
import { FaultServer } from '../support/fault-server.ts';
import { serveCore } from '../support/served-core.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { takeAddScreens, takeSettingsScreens } from './dialog-screens.ts';
import { takeLanguageScreens } from './language-screens.ts';

const SCREENS = path.resolve(import.meta.dirname, '../../docs/screens');
const MIB = 2 ** 20;

async function takeScreens(browser: Browser, server: LoopbackServer, scheme: 'light' | 'dark'): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, colorScheme: scheme });
  const shoot = (name: string): Promise<unknown> =>
    page.screenshot({ path: path.join(SCREENS, `${name}-${scheme}.png`) });
  await page.goto(server.openAddress());
  await page.getByText('missing-report.pdf').waitFor();
  await page
    .getByText(/Downloading \d+%/u)
    .first()
    .waitFor();
  await page.getByText('Completed').first().waitFor();
  await shoot('window');
  await takeAddScreens(page, files, shoot);
  await takeDetails(page, shoot);
  await takeSettingsScreens(page, shoot);
  await page.setViewportSize({ width: 640, height: 400 });
  await shoot('small');
  await page.close();
}

/** The details of a running download, one picture for each part that has something to show of it. */
async function takeDetails(page: Page, shoot: (name: string) => Promise<unknown>): Promise<void> {
  await page.getByRole('gridcell', { name: 'dataset-europe.parquet', exact: true }).click();
  await page.keyboard.press('Control+i');
  const pane = page.getByRole('region', { name: 'Details' });
  const show = (name: string): Promise<void> => pane.getByRole('tab', { name }).click();
  await pane.getByText(/pieces have arrived · \d+ connections/u).waitFor();
  await shoot('details');
  await show('Speed');
  await pane.locator('.graph-area').waitFor();
  await shoot('details-speed');
  await show('Connections');
  await pane.getByRole('row').nth(1).waitFor();
  await shoot('details-connections');
  await page.getByRole('gridcell', { name: 'holiday-photos.zip', exact: true }).click();
  await show('What happened');
  await pane.getByText('Copy as text').waitFor();
  await shoot('details-timeline');
  await page.getByRole('gridcell', { name: 'photo-archive-2026.zip', exact: true }).click();
  await show('File');
  await pane.getByRole('button', { name: 'Compute' }).click();
  await pane.locator('.checksum-result').waitFor();
  await shoot('details-file');
  await show('Overview');
  await pane.getByRole('button', { name: 'Hide details' }).click();
}

await mkdir(SCREENS, { recursive: true });
await using files = await FaultServer.start();
await using folder = await createTempFolder();
await using core = await serveCore(folder.path, { maxActiveDownloads: 5, connectionsPerDownload: 2 });
const slow = (name: string, size: number, everyMs: number): { url: string } => ({
  url: files.url('drip', { name, size, pieceBytes: 64_000, everyMs }),
});
await core.session.call('downloads.add', {
  downloads: [
    { url: files.url('good', { name: 'release-notes.txt', size: 4200 }) },
    { url: files.url('good', { name: 'photo-archive-2026.zip', size: 12 * MIB }) },
    { url: files.url('status', { name: 'missing-report.pdf', status: 404, size: 1000 }) },
    { url: files.url('page', { name: 'holiday-photos.zip' }) },
    slow('debian-14.0.0-amd64-DVD-1.iso', 240 * MIB, 10),
    slow('Lisbon – summer evening.mov', 64 * MIB, 12),
    slow('sources.tar.xz', 31 * MIB, 15),
    slow('dataset-europe.parquet', 480 * MIB, 10),
  ],
});
await core.session.call('downloads.add', {
  paused: true,
  downloads: [slow('lecture-07.mp4', 90 * MIB, 10), slow('backup-images.tar', 900 * MIB, 10)],
});

const asked = process.argv.slice(2);
const languages: readonly Language[] = asked.length === 0 ? ['ar'] : LANGUAGES.filter((tag) => asked.includes(tag));
const browser = await launchChromium();
for (const scheme of ['light', 'dark'] as const) {
  if (asked.length === 0) {
    await takeDesktopScreens(SCREENS, scheme);
    await takeScreens(browser, core.server, scheme);
  }
  for (const language of languages) {
    const shoot = (page: Page, name: string): Promise<unknown> =>
      page.screenshot({ path: path.join(SCREENS, `${name}-${language}-${scheme}.png`) });
    await takeLanguageScreens(browser, core.server, { language, scheme, shoot });
  }
}
await browser.close();
