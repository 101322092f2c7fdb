import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { NativeImage } from 'electron';
import { EMPTY_SUMMARY } from '../../main/desktop/core-summary.ts';
import { CLIPBOARD_ARGUMENT, jumpList } from '../../main/desktop/jump-list.ts';
import { showOnWindowsTaskbar, windowsTaskbarState, type TaskbarWindow } from '../../main/desktop/windows-taskbar.ts';
import { createEvent } from '../fakes/electron/fake-event.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

const ICONS = join(import.meta.dirname, '../../build/icons');

/** The taskbar of Windows as a test sees it. */
function setUp() {
  const calls: string[] = [];
  const state = { isDark: true, isThere: true, clicks: [] as (() => void)[], overlay: '' };
  const window: TaskbarWindow = {
    setOverlayIcon: (image, description) => {
      state.overlay = image === null ? 'none' : `${pathOf(image)} ${description}`;
      calls.push(state.overlay);
    },
    setThumbarButtons: (buttons) => {
      calls.push(buttons.map(({ icon, flags }) => `${pathOf(icon)} ${String(flags?.[0])}`).join(', '));
      state.clicks = buttons.map(({ click }) => click);
      return true;
    },
  };
  const pressed: string[] = [];
  const show = showOnWindowsTaskbar({
    window: () => (state.isThere ? window : null),
    iconFolder: ICONS,
    hasDarkBar: () => state.isDark,
    imageOf: (path) => {
      assert.ok(existsSync(path), path);
      assert.ok(existsSync(path.replace('.png', '@2x.png')), `${path} for dense screens`);
      return { path } as unknown as NativeImage; // Only its path is looked at.
    },
    pauseAll: () => pressed.push('pause'),
    resumeAll: () => pressed.push('resume'),
  });
  return { calls, state, show, pressed };
}

function pathOf(image: unknown): string {
  return String(Object(image)['path']).slice(ICONS.length + 1, -'.png'.length);
}

test('the overlay shows what needs the user, then a pause; what runs is the progress', () => {
  const paused = { ...EMPTY_SUMMARY, pausedCount: 1 };
  const running = { ...EMPTY_SUMMARY, activeCount: 1, unfinishedCount: 1 };
  assert.deepEqual(windowsTaskbarState(EMPTY_SUMMARY), { overlay: null, canPause: false, canResume: false });
  assert.deepEqual(windowsTaskbarState(running), { overlay: null, canPause: true, canResume: false });
  assert.deepEqual(windowsTaskbarState(paused), { overlay: 'paused', canPause: false, canResume: true });
  assert.equal(windowsTaskbarState({ ...running, questionCount: 1 }).overlay, 'trouble');
});

test('thumbnail buttons pause and resume, are set when something changed, and follow the bar’s colour', () => {
  const { calls, state, show, pressed } = setUp();
  show({ ...EMPTY_SUMMARY, pausedCount: 1 });
  assert.deepEqual(calls, ['overlay-paused Paused', 'thumb-pause-light disabled, thumb-resume-light enabled']);
  show({ ...EMPTY_SUMMARY, pausedCount: 1, bytesPerSecond: 5 });
  assert.equal(calls.length, 2);
  for (const click of state.clicks) click();
  assert.deepEqual(pressed, ['pause', 'resume']);
  state.isDark = false;
  show({ ...EMPTY_SUMMARY, questionCount: 1 });
  assert.equal(state.overlay, 'overlay-trouble Something needs you');
  assert.match(calls.at(-1) ?? '', /thumb-pause-dark disabled/u);
  state.isThere = false;
  show(EMPTY_SUMMARY);
  state.isThere = true;
  show(EMPTY_SUMMARY);
  assert.equal(state.overlay, 'none');
});

test('the jump list starts the program, and its clipboard task only offers', async () => {
  const [category] = jumpList(String.raw`C:\Program Files\Sluice\Sluice.exe`);
  assert.equal(category?.type, 'tasks');
  assert.deepEqual(
    category?.items?.map(({ args }) => args),
    [CLIPBOARD_ARGUMENT, ''],
  );
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  await statesByName(page);
  electron.state.clipboardText = 'http://127.0.0.1:9/jumped.bin';
  const none = { links: [], files: [] };
  electron.app.emit('second-instance', createEvent({}), ['sluice.exe', CLIPBOARD_ARGUMENT], '/', none);
  await eventually(() => page.requests.length > 0, 'the request to the page');
  assert.deepEqual(page.requests, [{ kind: 'addLinks', links: ['http://127.0.0.1:9/jumped.bin'] }]);
  assert.deepEqual(await statesByName(page), {});
});

for (const event of ['query-session-end', 'session-end'] as const) {
  test(`${event} closes the core at once, without a question`, async () => {
    await using files = await serveFile(400_000);
    files.hold();
    await using app = await boot();
    const window = await openedWindow(app.electron);
    const page = pageClient(window);
    await page.call('downloads.add', { downloads: [{ url: files.link('held.bin') }] });
    await eventually(async () => (await statesByName(page))['held.bin'] === 'downloading', 'the download to run');
    window.emit(event, createEvent({ reasons: ['logoff'] }));
    assert.equal(await app.electron.app.exited, 0);
    assert.equal(existsSync(join(app.dataFolder, 'sluice.db-wal')), false, 'the database was closed');
    assert.deepEqual(app.electron.messageBoxes, []);
  });
}
