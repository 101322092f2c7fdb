import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createEvent } from '../fakes/electron/fake-event.ts';
import { connectToRunning } from '../../main/cli/running-instance.ts';
import {
  boot,
  buildForDesktop,
  eventually,
  openedWindow,
  pageClient,
  sha256Of,
  statesByName,
  trayOf,
} from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

test('a link dropped on the page arrives as a file with the same bytes', async () => {
  await using files = await serveFile(3_000_000);
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  await page.call('view.watch', { view: {}, ranges: [{ start: 0, end: 50 }] });
  const reply = await page.call('downloads.add', { downloads: [{ url: files.link('dropped.bin') }] });
  assert.ok(reply.ok);
  const path = join(app.downloadFolder, 'dropped.bin');
  await eventually(async () => (await statesByName(page))['dropped.bin'] === 'completed', 'the download to complete');
  assert.equal(await sha256Of(path), files.sha256);
  await eventually(() => (page.frames.at(-1)?.counts.completed ?? 0) === 1, 'the frame that tells it');
});

test('the emitted entry, which Electron runs, downloads too', async () => {
  await using files = await serveFile(3_000_000);
  await using app = await boot({ entry: 'emitted' });
  const page = pageClient(await openedWindow(app.electron));
  await page.call('downloads.add', { downloads: [{ url: files.link('emitted.bin') }] });
  await eventually(async () => (await statesByName(page))['emitted.bin'] === 'completed', 'the download to complete');
  assert.equal(await sha256Of(join(app.downloadFolder, 'emitted.bin')), files.sha256);
});

test('links of the launch wait in the add dialog, and nothing is asked of their server', async () => {
  await using files = await serveFile(1000);
  await using app = await boot({ args: ['--some-switch', files.link('launched.bin')] });
  const page = pageClient(await openedWindow(app.electron));
  assert.deepEqual(await statesByName(page), {});
  await eventually(() => page.requests.length > 0, 'the request to the page');
  assert.deepEqual(page.requests, [{ kind: 'addLinks', links: [files.link('launched.bin')] }]);
});

test('a second launch offers its links and brings the window to the front', async () => {
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const page = pageClient(window);
  await statesByName(page);
  window.minimize();
  app.electron.app.emit('second-instance', createEvent({}), ['sluice', '--x'], '/', {
    links: ['http://127.0.0.1:9/second.bin', 'file:///etc/passwd'],
    files: ['/etc/passwd'],
  });
  await eventually(() => page.requests.length > 0, 'the request to the page');
  assert.deepEqual(page.requests, [{ kind: 'addLinks', links: ['http://127.0.0.1:9/second.bin'] }]);
  assert.equal(window.isMinimized(), false);
  assert.ok(window.focusCount > 0);
});

test('a second launch ends before it opens anything, and sends its links', async () => {
  await using app = await boot({ isSecondInstance: true, args: ['http://127.0.0.1:9/a.bin'] });
  assert.equal(await app.electron.app.exited, 0);
  assert.deepEqual(app.electron.app.lockData, { links: ['http://127.0.0.1:9/a.bin'], files: [] });
  assert.equal(existsSync(join(app.dataFolder, 'sluice.db')), false);
});

test('links that macOS hands over through open-url are offered', async () => {
  await using app = await boot();
  const event = createEvent({});
  app.electron.app.emit('open-url', event, 'http://127.0.0.1:9/opened.bin');
  assert.equal(event.defaultPrevented, true);
  const page = pageClient(await openedWindow(app.electron));
  await statesByName(page);
  await eventually(() => page.requests.length > 0, 'the request to the page');
});

test('the tray offers the link on the clipboard, pauses and resumes everything', async () => {
  await using files = await serveFile(400_000);
  files.hold();
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  const tray = await trayOf(electron);
  await statesByName(page);
  electron.state.clipboardText = `see ${files.link('copied.bin')}.`;
  tray.menu.click('addFromClipboard');
  await eventually(() => page.requests.length > 0, 'the request to the page');
  assert.deepEqual(page.requests, [{ kind: 'addLinks', links: [files.link('copied.bin')] }]);

  await page.call('downloads.add', { downloads: [{ url: files.link('copied.bin') }] });
  await eventually(async () => (await statesByName(page))['copied.bin'] === 'downloading', 'the download to run');
  await eventually(() => /1 active/u.test(tray.toolTip), 'the tray to count it');
  assert.match(tray.image, /tray-active/u);

  tray.menu.click('pauseAll');
  await eventually(async () => (await statesByName(page))['copied.bin'] === 'paused', 'the pause');
  await eventually(() => tray.menu.template.find(({ id }) => id === 'pauseAll')?.enabled === false, 'nothing to pause');
  assert.equal(tray.toolTip, 'Sluice');
  assert.match(tray.image, /tray-paused/u);

  files.release();
  tray.menu.click('resumeAll');
  await eventually(async () => (await statesByName(page))['copied.bin'] === 'completed', 'the download to complete');
  assert.equal(await sha256Of(join(app.downloadFolder, 'copied.bin')), files.sha256);
});

test('the tray and the menus speak another language as soon as it is chosen', async () => {
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  const tray = await trayOf(app.electron);
  const labels = async (): Promise<string> => JSON.stringify((await trayOf(app.electron)).menu.template);
  assert.equal(tray.menu.find('pauseAll')?.label, 'Pause All');
  await page.call('settings.change', { language: 'ja' });
  await eventually(async () => (await labels()).includes('すべて一時停止'), 'the tray in Japanese');
  await page.call('settings.change', { language: 'en' });
  await eventually(async () => (await labels()).includes('Pause All'), 'the tray in English');
});

test('the tray pauses one running download, sets the limit and opens its folder', async () => {
  await using files = await serveFile(400_000);
  files.hold();
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  const tray = await trayOf(app.electron);
  const added = await page.call('downloads.add', { downloads: [{ url: files.link('one.bin') }] });
  assert.ok(added.ok);
  const id = added.value.ids[0] ?? assert.fail();
  await eventually(() => tray.menu.template.some((item) => item.id === `download-${id}`), 'the download in the menu');
  tray.menu.click(`pause-${id}`);
  await eventually(async () => (await statesByName(page))['one.bin'] === 'paused', 'the pause');
  await eventually(() => tray.menu.find(`resume-${id}`), 'the paused download in the menu');
  assert.match(tray.menu.find(`download-${id}`)?.label ?? '', /^one\.bin {2}\d+ %, Paused$/u);
  tray.menu.click(`folder-${id}`);
  tray.menu.click(`resume-${id}`);
  await eventually(async () => (await statesByName(page))['one.bin'] === 'downloading', 'it to go on');
  tray.menu.click('limit-500000');
  await eventually(async () => {
    const settings = await page.call('settings.get', {});
    return settings.ok && settings.value.limitBytesPerSecond === 500_000;
  }, 'the limit');
  tray.menu.click('openDownloadFolder');
  assert.deepEqual(app.electron.opened, [app.downloadFolder]);
  tray.menu.click('settings');
  await eventually(() => page.requests.some((request) => request.kind === 'openSettings'), 'the request');
});

test('a click on the tray hides the window and shows it again', async () => {
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const tray = await trayOf(app.electron);
  tray.emit('click');
  assert.equal(window.isVisible(), false);
  tray.emit('click');
  assert.equal(window.isVisible(), true);
});

test('the tray says so when the clipboard has no link', async () => {
  await using app = await boot();
  const tray = await trayOf(app.electron);
  app.electron.state.clipboardText = 'no link here';
  tray.menu.click('addFromClipboard');
  const box = await eventually(() => app.electron.messageBoxes[0], 'the message');
  assert.match(box, /No link on the clipboard/u);
});

test('the tray shows the window again after it was closed while a download ran', async () => {
  await using files = await serveFile(400_000);
  files.hold();
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const page = pageClient(window);
  await page.call('downloads.add', { downloads: [{ url: files.link('long.bin') }] });
  app.electron.state.messageBoxAnswer = { response: 0, checkboxChecked: true };
  window.close();
  await eventually(() => !window.isVisible(), 'the window to hide');
  assert.equal(window.isDestroyed(), false);
  assert.equal(app.electron.messageBoxes.length, 1);
  assert.match(app.electron.messageBoxes[0] ?? '', /"checkboxChecked":true/u);
  window.show();
  window.close();
  assert.equal(window.isVisible(), false, 'asked once');
  assert.equal(app.electron.messageBoxes.length, 1);
  const tray = await trayOf(app.electron);
  tray.menu.click('show');
  assert.equal(window.isVisible(), true);
});

test('closing the window with nothing to do ends the app', { skip: process.platform === 'darwin' }, async () => {
  await using app = await boot();
  (await openedWindow(app.electron)).close();
  assert.equal(await app.electron.app.exited, 0);
});

test('quitting waits for the checkpoint, and the next start continues from it', async () => {
  await using files = await serveFile(400_000);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-desktop-'));
  try {
    files.hold();
    {
      await using app = await boot({ folder });
      const page = pageClient(await openedWindow(app.electron));
      await page.call('downloads.add', { downloads: [{ url: files.link('kept.bin') }] });
      await eventually(async () => (await statesByName(page))['kept.bin'] === 'downloading', 'the download to run');
      const tray = await trayOf(app.electron);
      tray.menu.click('quit');
      assert.equal(app.electron.app.hasExited, false, 'the core closes first');
      app.electron.app.quit();
      assert.equal(await app.electron.app.exited, 0);
      assert.equal(existsSync(join(app.dataFolder, 'sluice.db-wal')), false, 'the database was closed');
      assert.equal(tray.isDestroyed(), true);
      assert.equal(app.electron.windows.size, 0);
    }
    files.release();
    await using app = await boot({ folder });
    const page = pageClient(await openedWindow(app.electron));
    await eventually(async () => (await statesByName(page))['kept.bin'] === 'completed', 'the download to complete');
    assert.equal(await sha256Of(join(app.downloadFolder, 'kept.bin')), files.sha256);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends the app as quitting does`, async () => {
    await using app = await boot();
    await openedWindow(app.electron);
    process.emit(signal);
    assert.equal(await app.electron.app.exited, 0);
    assert.equal(existsSync(join(app.dataFolder, 'sluice.db-wal')), false);
  });
}

test('the shutdown of the system waits for the checkpoint', async () => {
  await using app = await boot();
  await openedWindow(app.electron);
  const event = createEvent({});
  app.electron.modules.powerMonitor.emit('shutdown', event);
  assert.equal(event.defaultPrevented, true);
  assert.equal(await app.electron.app.exited, 0);
  assert.equal(existsSync(join(app.dataFolder, 'sluice.db-wal')), false);
});

test('a quit asked for before the app is up still closes the core', async () => {
  await using app = await boot();
  app.electron.app.quit();
  assert.equal(await app.electron.app.exited, 0);
  assert.equal(existsSync(join(app.dataFolder, 'sluice.db-wal')), false);
});

test('a data folder that another Sluice uses is refused with words', async () => {
  await using first = await boot();
  await openedWindow(first.electron);
  await using second = await boot({ folder: join(first.dataFolder, '..') });
  assert.equal(await second.electron.app.exited, 1);
  assert.match(second.electron.errorBoxes[0]?.content ?? '', /already running/u);
});

test('the page may ask the core to end the app', async () => {
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  // Its reply may or may not come before the window has gone.
  void page.call('app.shutdown', {});
  assert.equal(await app.electron.app.exited, 0);
});

test('the command line finds the running app through its data folder, and no longer once it ended', async () => {
  await using app = await boot();
  await openedWindow(app.electron);
  const found = await connectToRunning(app.dataFolder);
  assert.ok(found.ok);
  using client = found.client;
  const info = await client.call('app.info', {});
  assert.ok(info.ok);
  assert.equal(info.value.dataFolder, app.dataFolder);
  app.electron.app.quit();
  await app.electron.app.exited;
  assert.equal((await connectToRunning(app.dataFolder)).ok, false);
});

test('with the setting a start opens the tray only, but links that come with it the window', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-desktop-'));
  try {
    {
      await using app = await boot({ folder });
      await pageClient(await openedWindow(app.electron)).call('settings.change', { startInTray: true });
    }
    {
      await using app = await boot({ folder });
      await trayOf(app.electron);
      assert.equal(app.electron.windows.size, 0);
    }
    await using app = await boot({ folder, args: ['http://127.0.0.1:9/a.bin'] });
    await openedWindow(app.electron);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a start at login opens the tray and no window', async () => {
  await using app = await boot({ args: ['--hidden'] });
  const tray = await trayOf(app.electron);
  assert.equal(app.electron.windows.size, 0);
  tray.menu.click('show');
  await openedWindow(app.electron);
});
