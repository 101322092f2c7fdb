import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

test('a setting applies at once, is refused in words, and goes back to its default', async ({ sluiceWindow: page }) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  const field = dialog.getByRole('textbox', { name: 'Downloads at the same time' });
  await dialog.getByRole('button', { name: 'Connections and limits' }).click();
  await expect(field).toHaveValue('5');
  await field.fill('1000');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('A number from 1 to 100.');
  await field.fill('2');
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('alert')).toBeHidden();
  await dialog.getByRole('button', { name: 'Names and conflicts' }).click();
  await dialog.getByRole('switch', { name: 'Keep the server’s file time' }).uncheck();
  await dialog.getByRole('combobox', { name: 'When a file changed on the server' }).selectOption('Start again');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'Settings' }).click();
  await dialog.getByRole('button', { name: 'Names and conflicts' }).click();
  await expect(dialog.getByRole('switch', { name: 'Keep the server’s file time' })).not.toBeChecked();
  await expect(dialog.getByRole('combobox', { name: 'When a file changed on the server' })).toHaveValue('restart');
  await dialog.getByRole('button', { name: 'Connections and limits' }).click();
  await expect(field).toHaveValue('2');
  await dialog.getByRole('button', { name: 'Reset “Downloads at the same time” to 5' }).click();
  await expect(field).toHaveValue('5');
});

test('what was learned about a server is listed and can be forgotten', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('status', { name: 'busy.bin', status: 503, retryAfter: 3600 }));
  await expect(rowOf(page, 'busy.bin')).toContainText('The server is busy (503).');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Servers' }).click();
  // A wait of minutes ends today: the day would say nothing.
  await expect(dialog.getByRole('listitem')).toContainText(/Asks Sluice to wait, until \d+:\d\d/u);
  await dialog.getByRole('button', { name: /^Forget what was learned about 127/u }).click();
  await expect(dialog).toContainText('Nothing has been noticed yet.');
});

test('a backup is made and listed; going back to it is asked first', async ({ sluiceWindow: page }) => {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Backup and export' }).click();
  await dialog.getByRole('button', { name: 'Make a backup now' }).click();
  await dialog
    .getByRole('button', { name: /^Restore the backup of/u })
    .first()
    .click();
  await expect(dialog.getByRole('alertdialog', { name: 'Go back to this backup?' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('alertdialog')).toBeHidden();
});
