import assert from 'node:assert/strict';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { DownloadRow } from '../../shared/download.ts';
import { toDownloadId } from '../../shared/download.ts';
import { EMPTY_SUMMARY } from '../../main/desktop/core-summary.ts';
import { planNotices } from '../../main/desktop/notice-plan.ts';
import { taskbarState } from '../../main/desktop/taskbar.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, trayOf } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

function row(id: number, state: DownloadRow['state']): DownloadRow {
  return {
    id: toDownloadId(id),
    url: `https://example.org/${id}`,
    host: 'example.org',
    name: `${id}.zip`,
    directory: '/d',
    state,
    waitsFor: null,
    sizeBytes: 1,
    resumable: true,
    addedAtMs: 0,
    priority: 'normal',
    category: 'other',
    relocation: null,
    chosenCategory: null,
    segments: [],
  };
}

test('one finished download is told by name, many by their number, and what asks is told apart', () => {
  const done = { kind: 'completed', atMs: 1 } as const;
  const full = { kind: 'blocked', failure: { code: 'disk.full', detail: '' } } as const;
  const gone = { kind: 'failed', failure: { code: 'server.notFound', detail: '' } } as const;
  assert.deepEqual(planNotices([]), []);
  const [one] = planNotices([row(1, done)]);
  assert.deepEqual([one?.title, one?.body, one?.actions], ['Download finished', '1.zip', ['open', 'showInFolder']]);
  const both = planNotices([row(1, done), row(2, done), row(3, full)]);
  assert.deepEqual(
    both.map(({ title, body, actions }) => ({ title, body, actions })),
    [
      { title: '2 downloads finished', body: '1.zip, 2.zip', actions: [] },
      { title: '3.zip', body: 'The disk is full.', actions: [] },
    ],
  );
  assert.deepEqual(planNotices([row(4, gone)])[0]?.actions, ['retry']);
});

test('the taskbar shows a question before work, and work before a pause', () => {
  assert.deepEqual(taskbarState(EMPTY_SUMMARY), { progress: -1, mode: 'none', badgeCount: 0 });
  const active = { ...EMPTY_SUMMARY, activeCount: 2, unfinishedCount: 2 };
  assert.equal(taskbarState(active).mode, 'indeterminate');
  assert.deepEqual(taskbarState({ ...active, progress: 0.5 }), { progress: 0.5, mode: 'normal', badgeCount: 2 });
  assert.equal(taskbarState({ ...active, progress: 0.5, questionCount: 1 }).mode, 'error');
  assert.equal(taskbarState({ ...EMPTY_SUMMARY, pausedCount: 1 }).mode, 'paused');
});

test('a finished download is notified while nobody looks, and its button shows it in its folder', async () => {
  await using files = await serveFile(400_000);
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  await page.call('downloads.add', { downloads: [{ url: files.link('done.bin') }] });
  const notification = await eventually(() => app.electron.notifications[0], 'the notification');
  assert.equal(notification.options.body, 'done.bin');
  notification.press('Show in Folder');
  await eventually(() => app.electron.shown[0]?.endsWith('done.bin'), 'the folder');
});

test('a file that could not be moved is notified, and the tray says that something needs the user', async () => {
  await using files = await serveFile(1000);
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  const tray = await trayOf(app.electron);
  await page.call('downloads.add', { downloads: [{ url: files.link('film.mkv') }] });
  await eventually(() => app.electron.notifications[0], 'the notification that it is finished');
  const list = await page.call('downloads.list', { view: {} });
  const [row] = list.ok ? list.value.rows : [];
  assert.ok(row !== undefined);
  const shelf = join(app.dataFolder, '..', 'shelf');
  await mkdir(shelf);
  await rename(join(app.downloadFolder, 'film.mkv'), join(app.dataFolder, '..', 'elsewhere'));
  await page.call('downloads.moveTo', { ids: [row.id], directory: shelf });
  await eventually(() => /tray-trouble/u.test(tray.image), 'the tray to show it');
  assert.equal(tray.toolTip, 'Sluice: 1 waiting for you');
  const notification = await eventually(() => app.electron.notifications[1], 'the second notification');
  assert.equal(notification.options.title, 'film.mkv');
  assert.match(notification.options.body ?? '', /^Could not be moved to .*shelf\./u);
  await page.call('downloads.answer', { ids: [row.id], answer: 'leave' });
  await eventually(() => /tray-idle/u.test(tray.image), 'the tray at rest');
});

test('while the window has the focus, or when the setting is off, nothing is notified', async () => {
  await using files = await serveFile(1000);
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const page = pageClient(window);
  const finish = async (name: string): Promise<void> => {
    await page.call('downloads.add', { downloads: [{ url: files.link(name) }] });
    // Of the view, not of the row: the row shows what its commit is still to save and to tell.
    await eventually(async () => {
      const reply = await page.call('downloads.list', { view: { filter: 'finished' } });
      return reply.ok && reply.value.rows.some((row) => row.name === name);
    }, `${name} to finish`);
  };
  window.hasFocus = true;
  await finish('seen.bin');
  window.hasFocus = false;
  await page.call('settings.change', { notifications: false });
  await finish('off.bin');
  await page.call('settings.change', { notifications: true });
  await finish('told.bin');
  const notification = await eventually(() => app.electron.notifications[0], 'the notification');
  assert.equal(notification.options.body, 'told.bin', 'the two before are not in it');
});

test('taskbar, badge and keeping awake follow what runs', async () => {
  await using files = await serveFile(400_000);
  files.hold();
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const page = pageClient(window);
  await page.call('downloads.add', { downloads: [{ url: files.link('held.bin') }] });
  await eventually(() => window.progressBar.mode === 'normal', 'the progress on the taskbar');
  assert.equal(app.electron.app.badgeCount, 1);
  assert.equal(app.electron.blockers.size, 1);
  files.release();
  await eventually(() => window.progressBar.mode === 'none', 'the end of the progress');
  assert.equal(app.electron.app.badgeCount, 0);
  assert.equal(app.electron.blockers.size, 0);
});
