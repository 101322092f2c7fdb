import type { Page } from 'playwright';
import type { FaultServer } from '../support/fault-server.ts';

type Shoot = (name: string) => Promise<unknown>;

/** A link that carries no key, so that its server tells everything. */
function plain(url: string): string {
  return url.replace(/\?.*$/u, '');
}

/** Pictures of the "Add" dialog: links with what their servers tell, a pattern with the options open, a curl command. */
export async function takeAddScreens(page: Page, files: FaultServer, shoot: Shoot): Promise<void> {
  const { origin } = files;
  const links = [
    files.url('good', { name: 'debian-14.0.0-amd64-DVD-1.iso', size: 3_971_973_120 }),
    plain(files.url('noRanges', { name: 'live-stream.mp4' })),
    files.url('page', { name: 'holiday-photos.zip' }),
    `${origin}/gone/1/old-manual.pdf`,
    'ftp://example.org/old.tar',
  ];
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const box = dialog.getByRole('textbox', { name: 'Links' });
  await box.fill(links.join('\n'));
  await dialog.getByText('The server has no such file (404).').waitFor();
  await dialog.getByText('3.97 GB', { exact: true }).waitFor();
  await atRest(page);
  await shoot('add');

  await box.fill(`${origin}/good/1/page-[001-120].jpg`);
  await dialog.getByText('120 files', { exact: true }).waitFor();
  await dialog.getByText('100 kB').first().waitFor();
  await dialog.getByText('More options').click();
  await atRest(page);
  await shoot('add-options');

  await box.fill(`curl '${origin}/good/1/report.pdf' -H 'Cookie: a=1' -k\ncurl '${origin}/x' --data-raw 'q=1'`);
  await dialog.getByText('This command sends data along.').waitFor();
  await dialog.getByText('More options').click();
  await atRest(page);
  await shoot('add-curl');
  await page.keyboard.press('Escape');
}

/** Pictures of the settings: the first group, keys, export and import, and a search. */
export async function takeSettingsScreens(page: Page, shoot: Shoot): Promise<void> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Save downloads in').waitFor();
  await shoot('settings');
  for (const [name, picture] of [
    ['Appearance and language', 'settings-appearance'],
    ['Keyboard shortcuts', 'settings-keys'],
    ['Integration', 'settings-integration'],
    ['Backup and export', 'settings-export'],
  ] as const) {
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.getByRole('region', { name, exact: true }).waitFor();
    await shoot(picture);
  }
  await dialog.getByRole('searchbox').fill('server');
  await dialog.getByRole('button', { name: 'Open “Servers”' }).waitFor();
  await shoot('settings-search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

/** Buttons fade in; a picture should show them as they stay. */
export async function atRest(page: Page): Promise<void> {
  await page.locator('button[type=submit]:enabled').waitFor();
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map((animation) => animation.finished)).then(() => null)',
  );
}
