import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

test('a removal can be undone, and a finished download invites to open it', async ({ files, sluiceWindow: page }) => {
  await addByPaste(page, files.url('good', { name: 'photo.png', size: 1000 }));
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages.getByText('photo.png is finished')).toBeVisible();
  await expect(messages.getByRole('button', { name: 'Open' })).toBeVisible();
  await messages.getByRole('button', { name: 'Dismiss' }).click();

  await rowOf(page, 'photo.png').click();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(rowOf(page, 'photo.png')).toBeHidden();
  await messages.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'photo.png')).toContainText('Completed');
});
