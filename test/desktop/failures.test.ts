import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createTempFolder } from '../support/temp-folder.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';

before(buildForDesktop);

test('a data folder that cannot be made is told in a window, and the app ends', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('data'), 'a file where the folder should be');
  await using app = await boot({ folder: folder.path });
  assert.equal(await app.electron.app.exited, 1);
  assert.equal(app.electron.errorBoxes.length, 1);
  assert.match(app.electron.errorBoxes[0]?.content ?? '', /data.* cannot be used \(E\w+\)/u);
});

test('what no one expected at the start is told in a window once, and stands in the log', async () => {
  await using folder = await createTempFolder();
  await using app = await boot({ folder: folder.path, failsAtStart: true });
  assert.equal(await app.electron.app.exited, 1);
  assert.equal(app.electron.errorBoxes.length, 1);
  assert.match(
    app.electron.errorBoxes[0]?.content ?? '',
    /Failed to get 'downloads' path[^]*Nothing in the list is lost/u,
  );
  assert.match(await readFile(join(app.dataFolder, 'logs', 'sluice.log'), 'utf8'), /cannot start: Error: .*downloads/u);
});

test('a window whose page ended comes back by itself; one that keeps ending asks', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  await pageClient(window).call('downloads.add', { downloads: [{ url: 'http://127.0.0.1:9/a.bin' }], paused: true });
  for (let crash = 1; crash <= 3; crash += 1) {
    window.webContents.crash('oom');
    assert.deepEqual(await statesByName(pageClient(window)), { 'a.bin': 'paused' });
  }
  assert.deepEqual(electron.messageBoxes, []);
  window.webContents.crash('crashed');
  await eventually(() => electron.messageBoxes[0], 'the question');
  assert.match(electron.messageBoxes[0] ?? '', /keeps failing/u);
  await eventually(() => window.webContents.page, 'the page, shown again by the answer');
  window.webContents.crash('clean-exit');
  assert.equal(electron.messageBoxes.length, 1);
});
