import type { Locator } from 'playwright';
import { addFormAtRest, close, rowOf, type Tour } from './screen-tour.ts';

/** Pictures of everything that opens over the list. */
export async function takeDialogScreens(tour: Tour): Promise<void> {
  await takeAdd(tour);
  await takeQuestions(tour);
  await takeSettings(tour);
}

/** The "Add" dialog: links with what their servers tell, a pattern with the options open, curl commands, a Metalink. */
async function takeAdd({ page, words, list, shoot }: Tour): Promise<void> {
  const { actions, add } = words.WINDOW_WORDS;
  const { origin } = list.files;
  await page.getByRole('button', { name: actions.add, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const box = dialog.getByRole('textbox', { name: add.links });
  await box.fill(
    [
      list.files.url('good', { name: 'debian-14.0.0-amd64-DVD-1.iso', size: 3_971_973_120 }),
      // Without a query, which may be a key: its server tells everything.
      list.files.url('noRanges', { name: 'live-stream.mp4' }).replace(/\?.*$/u, ''),
      list.files.url('page', { name: 'holiday-photos.zip' }),
      `${origin}/gone/1/old-manual.pdf`,
      'ftp://example.org/old.tar',
    ].join('\n'),
  );
  await dialog.getByText(words.ERROR_WORDS['server.notFound'].what).waitFor();
  await addFormAtRest(page);
  await shoot('add');

  await box.fill(`${origin}/good/1/page-[001-120].jpg`);
  await dialog.getByText('page-002.jpg', { exact: true }).waitFor();
  await dialog.getByText(add.options.title).click();
  await addFormAtRest(page);
  await shoot('add-options');
  await dialog.getByText(add.options.title).click();

  await box.fill(`curl '${origin}/good/1/report.pdf' -H 'Cookie: a=1' -k\ncurl '${origin}/x' --data-raw 'q=1'`);
  await dialog.getByText(add.unusableReasons['curl.body']).waitFor();
  await addFormAtRest(page);
  await shoot('add-curl');

  await box.fill(
    `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="debian-14.iso"><hash type="sha-256">${'3b9f'.repeat(16)}</hash>` +
      `<url>${origin}/good/1/debian-14.iso</url><url>${origin}/good/2/debian-14.iso</url></file></metalink>`,
  );
  await dialog.locator('.preview-extras > summary').click();
  await addFormAtRest(page);
  await shoot('add-metalink');
  await close(page);
}

/** What is asked about a row, and the sheet of keys. */
async function takeQuestions({ page, words, shoot }: Tour): Promise<void> {
  const { actions } = words.WINDOW_WORDS;
  const trust = words.COMMON_ANSWER_WORDS.trust.label;
  for (const [name, row, action] of [
    ['remove', 'photo-archive-2026.zip', actions.removeMore],
    ['new-link', 'holiday-photos.zip', words.COMMON_ANSWER_WORDS.newLink.label],
    ['restart', 'photo-archive-2026.zip', actions.restart],
    ['place', 'photo-archive-2026.zip', actions.rename],
    ['trust', 'intranet-handbook.pdf', trust],
  ] as const) {
    await rowOf(page, row).click({ button: 'right' });
    await page.getByRole('menuitem', { name: action }).first().click();
    await page.getByRole('dialog').waitFor();
    await shoot(name);
    await close(page);
  }
  await rowOf(page, 'setup.exe').dblclick();
  await page.getByRole('dialog').waitFor();
  await shoot('program');
  await close(page);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await shoot('shortcuts');
  await close(page);
}

/** The settings: each section, and a search. */
async function takeSettings({ page, words, shoot }: Tour): Promise<void> {
  const { section, search } = words.SETTINGS_WORDS;
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  for (const [key, name] of Object.entries(section)) {
    await dialog.getByRole('navigation').getByRole('button', { name, exact: true }).click();
    await sectionShown(dialog, name);
    await shoot(`settings-${key}`);
  }
  const box = dialog.getByRole('searchbox', { name: search });
  await box.fill(section.servers.slice(0, 4));
  await sectionShown(dialog, search);
  await shoot('settings-search');
  await box.fill('');
  await close(page);
}

/** A section is shown with what it asked the core for. */
async function sectionShown(dialog: Locator, name: string): Promise<void> {
  const region = dialog.getByRole('region', { name, exact: true });
  await region.waitFor();
  await region.getByText(/\S/u).first().waitFor();
}
