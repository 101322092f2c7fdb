import type { Locator, Page } from 'playwright/test';
import { expect, test } from './window-fixture.ts';

type Control = { readonly section: string; readonly role: 'switch' | 'combobox' | 'textbox'; readonly name: string };

/** One of another language would rename all others; the port of the RPC is what its window may have come through. */
const LEFT_ALONE = /^(?:Language|RPC port)$/u;

function settingsOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Settings' });
}

/** The settings of a section that have one control with a value: switches, choices, and fields with a number. */
async function controlsOf(page: Page, section: string): Promise<Control[]> {
  const controls: Control[] = [];
  const dialog = settingsOf(page);
  await dialog.getByRole('button', { name: section, exact: true }).click();
  for (const row of await dialog.locator('.setting').all()) {
    const name = await row.locator('.setting-name > span').innerText();
    if (LEFT_ALONE.test(name)) continue;
    for (const role of ['switch', 'combobox', 'textbox'] as const) {
      const control = row.getByRole(role, { name, exact: true });
      if ((await control.count()) !== 1) continue;
      const isOther = role === 'textbox' && !/^\d+$/u.test(await control.inputValue());
      if (!isOther) controls.push({ section, role, name });
    }
  }
  return controls;
}

function find(page: Page, { role, name }: Control): Locator {
  return settingsOf(page).getByRole(role, { name, exact: true });
}

async function change(page: Page, control: Control): Promise<string> {
  const field = find(page, control);
  if (control.role === 'switch') await field.setChecked(!(await field.isChecked()));
  else if (control.role === 'textbox') {
    await field.fill(String(Number(await field.inputValue()) + 1));
    await page.keyboard.press('Tab');
  } else {
    const before = await field.inputValue();
    const values = await field.locator('option').evaluateAll((all) => all.map((one) => one.getAttribute('value')));
    await field.selectOption(values.find((value) => value !== before) ?? '');
  }
  return await valueOf(page, control);
}

async function valueOf(page: Page, control: Control): Promise<string> {
  const field = find(page, control);
  return control.role === 'switch' ? String(await field.isChecked()) : await field.inputValue();
}

test('every switch, choice and number that was changed is as it was left when the window is loaded again', async ({
  sluiceWindow: page,
}) => {
  await page.keyboard.press('Control+,');
  const sections = await settingsOf(page).getByRole('navigation').getByRole('button').allInnerTexts();
  const changed: { readonly control: Control; readonly value: string }[] = [];
  for (const section of sections) {
    for (const control of await controlsOf(page, section))
      changed.push({ control, value: await change(page, control) });
  }
  expect(changed.length).toBeGreaterThan(30);
  await expect(settingsOf(page).getByRole('alert')).toBeHidden();

  await page.reload();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1');
  await page.keyboard.press('Control+,');
  for (const { control, value } of changed) {
    await settingsOf(page).getByRole('button', { name: control.section, exact: true }).click();
    const field = find(page, control);
    if (control.role === 'switch') await expect(field).toBeChecked({ checked: value === 'true' });
    else await expect(field).toHaveValue(value);
  }
});
