import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { showInChromium } from './chromium-host.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';
import type { BootedApp, PageClient } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

test('a folder is chosen in the system’s own dialog, which begins at the present one', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  await using shown = await showInChromium(electron, window);
  const { page } = shown;
  // Keys pressed before the page listens would reach nobody.
  await page.getByRole('button', { name: 'Add', exact: true }).first().waitFor();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  const field = dialog.getByRole('textbox', { name: 'Save downloads in' });
  electron.state.openDialogAnswer = { canceled: false, filePaths: [join(app.dataFolder, 'chosen')] };
  // The rules for folders have such a button, too.
  const choose = field.locator('xpath=..').getByRole('button', { name: 'Choose a folder' });
  await choose.click();
  await eventually(
    async () => (await field.inputValue()) === join(app.dataFolder, 'chosen'),
    'the folder in its field',
  );
  assert.equal(electron.openDialogs[0]?.defaultPath, app.downloadFolder);
  assert.ok(electron.openDialogs[0]?.properties?.includes('openDirectory'));

  electron.state.openDialogAnswer = { canceled: true, filePaths: [] };
  await choose.click();
  await eventually(() => electron.openDialogs.length === 2, 'the second dialog');
  assert.equal(electron.openDialogs[1]?.defaultPath, join(app.dataFolder, 'chosen'));
  assert.equal(await field.inputValue(), join(app.dataFolder, 'chosen'));
  assert.deepEqual(shown.complaints, []);
});

test('the add dialog takes the chosen folder', async () => {
  await using app = await boot();
  const { electron } = app;
  await using shown = await showInChromium(electron, await openedWindow(electron));
  const { page } = shown;
  await page.getByRole('button', { name: 'Add', exact: true }).first().click();
  electron.state.openDialogAnswer = { canceled: false, filePaths: ['/films'] };
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  const field = page.getByRole('dialog').getByRole('textbox', { name: /folder|save/iu });
  await eventually(async () => (await field.inputValue()) === '/films', 'the folder in its field');
});

test('the list is exported where it is chosen in the system’s own dialog, and nowhere when nothing is', async () => {
  await using app = await boot();
  const { electron } = app;
  await using shown = await showInChromium(electron, await openedWindow(electron));
  const { page } = shown;
  await page.getByRole('button', { name: 'Add', exact: true }).first().waitFor();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Backup and export' }).click();
  const button = dialog.getByRole('button', { name: 'Export', exact: true });
  electron.state.saveDialogAnswer = { canceled: true, filePath: '' };
  await button.click();
  await eventually(() => button.isEnabled(), 'the end of the dialog');
  const file = join(app.dataFolder, 'mine.json');
  await writeFile(file, 'the old one');
  electron.state.saveDialogAnswer = { canceled: false, filePath: file };
  await button.click();
  await dialog.getByText(`Wrote 0 downloads and the settings to ${file}`).waitFor();
  assert.match(await readFile(file, 'utf8'), /^\{"format":"sluice","version":1,/u);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  electron.state.saveDialogAnswer = { canceled: false, filePath: join(file, 'inside.json') };
  await button.click();
  await dialog.getByRole('alert').waitFor();
  assert.deepEqual(
    (await readdir(app.dataFolder)).filter((name) => name.startsWith('mine')),
    ['mine.json'],
  );
  assert.deepEqual(await readdir(app.downloadFolder), []);
  assert.deepEqual(shown.complaints, []);
});

async function finish(app: BootedApp, page: PageClient, link: string): Promise<{ id: number; file: string }> {
  const added = await page.call('downloads.add', { downloads: [{ url: link }] });
  assert.ok(added.ok);
  const name = link.split('/').at(-1) ?? '';
  await eventually(async () => (await statesByName(page))[name] === 'completed', 'the download to finish');
  return { id: added.value.ids[0] ?? assert.fail(), file: join(app.downloadFolder, name) };
}

test('a file that is deleted with its download goes to the trash; without one it is deleted', async () => {
  await using files = await serveFile(1000);
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  const info = await page.call('app.info', {});
  assert.ok(info.ok && info.value.usesTrash && info.value.canChooseFolder);

  const kept = await finish(app, page, files.link('kept.bin'));
  await page.call('downloads.remove', { ids: [kept.id], deleteFiles: false });
  const mistaken = await finish(app, page, files.link('mistaken.bin'));
  await page.call('downloads.remove', { ids: [mistaken.id], deleteFiles: true });
  await eventually(() => !existsSync(mistaken.file), 'the file to go');
  assert.ok(existsSync(`${mistaken.file}.trashed`));
  assert.ok(existsSync(kept.file));

  electron.state.hasTrash = false;
  const gone = await finish(app, page, files.link('gone.bin'));
  await page.call('downloads.remove', { ids: [gone.id], deleteFiles: true });
  await eventually(() => !existsSync(gone.file), 'the file to go');
  assert.deepEqual(electron.trashed, [mistaken.file]);
});

test('a file that an imported list names goes to the trash with its download, or both stay and it is told', async () => {
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  const file = join(app.downloadFolder, 'thesis.odt');
  await writeFile(file, 'the only copy');
  const url = 'https://example.org/thesis.odt';
  const listed = { url, directory: app.downloadFolder, file: 'thesis.odt', sizeBytes: 13, state: 'completed' } as const;
  const imported = await page.call('list.import', { downloads: [listed] });
  const other = await page.call('downloads.add', { downloads: [{ url: 'http://127.0.0.1:9/x' }], paused: true });
  assert.ok(imported.ok && other.ok);
  const ids = [...imported.value.ids, ...other.value.ids.filter((id) => id !== null)];
  electron.state.hasTrash = false;
  const refused = await page.call('downloads.remove', { ids, deleteFiles: true });
  assert.deepEqual(refused, { ok: false, code: 'call.notTrashed', detail: file });
  assert.ok(existsSync(file));
  const left = await page.call('downloads.list', {});
  assert.deepEqual(left.ok && left.value.rows.map(({ id }) => id), imported.value.ids);
  electron.state.hasTrash = true;
  const removed = await page.call('downloads.remove', { ids: [...imported.value.ids], deleteFiles: true });
  assert.deepEqual(removed, { ok: true, value: { changed: 1 } });
  assert.deepEqual(electron.trashed, [file]);
});
