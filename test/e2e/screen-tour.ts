import type { Locator, Page } from 'playwright';
import type { Locale } from '../../shared/words.ts';
import type { FilledList } from './filled-core.ts';

/** Takes a picture of what is shown; the name gets language and scheme. */
export type Shoot = (name: string) => Promise<unknown>;

/**
 * A walk through the window in one language and scheme. Everything is found by the words of that language, so that a text
 * that is not said fails here.
 */
export type Tour = {
  readonly page: Page;
  readonly words: Locale;
  readonly list: FilledList;
  readonly shoot: Shoot;
};

/** The row of a download. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });
}

/** Closes the dialog or menu that is open, and what opened with it. */
export async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** The "Add" dialog has read its text, and what it asks of servers has come: it adds when it is told to. */
export async function addFormAtRest(page: Page): Promise<void> {
  await page.locator('button[type=submit]:enabled').waitFor();
  await page.locator('.preview').waitFor();
}
