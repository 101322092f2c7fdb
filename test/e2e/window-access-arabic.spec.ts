import { loadLocale } from '../../shared/load-locale.ts';
import { auditScreens, DARK, LIGHT } from './axe-findings.ts';
import { fillList } from './filled-list.ts';
import { expect, rowOf, speak, test } from './window-fixture.ts';

const ON_ONE_HOST = { tag: '@access' };

test(
  'axe finds nothing in Arabic: list, details, menus, dialogs, settings',
  ON_ONE_HOST,
  async ({ files, sluiceWindow: page }) => {
    test.slow();
    const { look, findings } = await auditScreens(page, [LIGHT, DARK]);
    const { DETAILS_WORDS, SETTINGS_WORDS, WINDOW_WORDS: words } = await loadLocale('ar');
    await page.setViewportSize({ width: 1100, height: 1000 });
    await fillList(page, files);
    await speak(page, 'ar');
    const dialog = page.getByRole('dialog');
    const close = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    };

    await rowOf(page, 'running.mkv').click();
    await page.keyboard.press('Control+i');
    const pane = page.getByRole('region', { name: DETAILS_WORDS.title });
    for (const tab of Object.values(DETAILS_WORDS.tabs)) {
      const button = pane.getByRole('tab', { name: tab, exact: true });
      if ((await button.count()) === 0) continue;
      await button.click();
      await look(`details, ${tab}`);
    }
    await page.keyboard.press('Control+i');

    await page.getByRole('button', { name: words.actions.add, exact: true }).click();
    await dialog
      .getByRole('textbox', { name: words.add.links })
      .fill(`${files.origin}/good/page-[1-3].jpg\nftp://example.org/old.tar`);
    await expect(dialog.getByText('page-2.jpg').last()).toBeAttached();
    await dialog.getByText(words.add.options.title).click();
    await look('add, with preview and options');
    await close();

    for (const [row, action] of [
      ['halted.iso', words.actions.removeMore],
      ['web-page.iso', words.actions.newLink],
      ['complete.zip', words.actions.restart],
      ['complete.zip', words.actions.rename],
    ] as const) {
      await rowOf(page, row).click({ button: 'right' });
      await look(`menu of ${row}`);
      await page.getByRole('menuitem', { name: action }).click();
      await expect(dialog).toBeVisible();
      await look(`${action} of ${row}`);
      await close();
    }
    await page.keyboard.press('?');
    await look('shortcut sheet');
    await close();

    await page.keyboard.press('Control+,');
    // Axe takes a label that is scrolled out of sight for one that is not there: everything is in sight.
    await page.setViewportSize({ width: 1100, height: 2200 });
    await dialog.evaluate((element) => {
      element.style.blockSize = '2100px';
    });
    for (const section of Object.values(SETTINGS_WORDS.section)) {
      await dialog.getByRole('navigation').getByRole('button', { name: section, exact: true }).click();
      await look(`settings, ${section}`);
    }
    expect(findings).toEqual([]);
  },
);
