import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Page } from 'playwright';
import { DRAG_CHANNEL, MESSAGE_CHANNEL, OFFER_CHANNEL } from '../../main/desktop/ipc-channel.ts';
import { DROP_PAGE_URL, PAGE_URL } from '../../main/desktop/page-address.ts';
import { createEvent } from '../fakes/electron/fake-event.ts';
import type { FakeElectron } from '../fakes/electron/fake-electron.ts';
import type { FakeWindow } from '../fakes/electron/fake-window.ts';
import { showInChromium } from './chromium-host.ts';
import {
  boot,
  buildForDesktop,
  eventually,
  openedWindow,
  pageClient,
  statesByName,
  trayOf,
} from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

async function dropTargetOf(electron: FakeElectron): Promise<FakeWindow> {
  return await eventually(
    () => [...electron.windows].find((window) => window.webContents.getURL() === DROP_PAGE_URL),
    'the drop target with its page',
  );
}

test('a finished file is dragged out of the list, by its download’s number and never by a path', async () => {
  await using files = await serveFile(1000);
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const client = pageClient(window);
  await client.call('downloads.add', { downloads: [{ url: files.link('done.bin') }] });
  await client.call('downloads.add', { downloads: [{ url: files.link('waits.bin') }], paused: true });
  await eventually(async () => (await statesByName(client))['done.bin'] === 'completed', 'the download to finish');
  client.stop();

  await using shown = await showInChromium(app.electron, window);
  const { page } = shown;
  await page.getByRole('row', { name: /done\.bin.*Completed/u }).waitFor();
  assert.equal(await page.getByRole('row', { name: /waits\.bin/u }).getAttribute('draggable'), 'false');
  assert.equal(await startDragging(page, 'done.bin'), false, 'the system drags, not the browser');
  const drag = await eventually(() => window.webContents.drags[0], 'the drag');
  assert.equal(drag.file, join(app.downloadFolder, 'done.bin'));

  // Back over the same window, it is not a file to read links from.
  await dropFile(page, 'done.bin', 'http://127.0.0.1:9/inside.bin');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.deepEqual(shown.complaints, []);
});

test('what is not finished, not a number or not from the list’s page is not dragged', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  const client = pageClient(window);
  const added = await client.call('downloads.add', { downloads: [{ url: 'http://127.0.0.1:9/x' }], paused: true });
  assert.ok(added.ok);
  const { webContents } = window;
  for (const message of [added.value.ids, ['/etc/passwd'], '/etc/passwd', [], [1e9], [-1], null]) {
    electron.sendAs(webContents, webContents.mainFrame, DRAG_CHANNEL, message);
  }
  electron.sendAs(webContents, { url: 'https://example.org/', parent: null }, DRAG_CHANNEL, added.value.ids);
  electron.sendAs(webContents, { url: PAGE_URL, parent: webContents.mainFrame }, DRAG_CHANNEL, added.value.ids);
  electron.sendAs(webContents, null, DRAG_CHANNEL, added.value.ids);
  assert.deepEqual(webContents.drags, []);
});

test('the drop target takes a dropped link and hands it to the add dialog', async () => {
  await using app = await boot();
  const { electron } = app;
  const main = pageClient(await openedWindow(electron));
  await statesByName(main);
  const tray = await trayOf(electron);
  tray.menu.click('dropTarget');
  const target = await dropTargetOf(electron);
  assert.equal(target.options.alwaysOnTop, true);
  await using shown = await showInChromium(electron, target);
  const { page } = shown;
  await page.getByText('Drop links here').waitFor();

  await drop(page, { 'text/plain': 'no link in this' });
  await page.getByText('There is no link in that').waitFor();
  assert.deepEqual(main.requests, []);
  await drop(page, { 'text/uri-list': 'http://127.0.0.1:9/a.bin', 'text/plain': 'http://127.0.0.1:9/a.bin' });
  await eventually(() => main.requests.length > 0, 'the request to the page');
  assert.deepEqual(main.requests, [{ kind: 'addLinks', links: ['http://127.0.0.1:9/a.bin'] }]);
  await page.getByText('Look at the Sluice window').waitFor();
  await dropFile(page, 'list.txt', 'http://127.0.0.1:9/b.bin\nhttp://127.0.0.1:9/c.bin\n');
  await eventually(() => main.requests.length > 1, 'the second request');
  assert.deepEqual(main.requests[1], {
    kind: 'addLinks',
    links: ['http://127.0.0.1:9/b.bin', 'http://127.0.0.1:9/c.bin'],
  });
  assert.deepEqual(await statesByName(main), {}, 'nothing is added unasked');
  assert.deepEqual(shown.complaints, []);
});

test('the drop target comes back at the next start, and closing it is remembered', async () => {
  await using app = await boot();
  const { electron } = app;
  const main = pageClient(await openedWindow(electron));
  electron.state.applicationMenu?.click('dropTarget');
  (await dropTargetOf(electron)).close();
  await eventually(async () => {
    const settings = await main.call('settings.get', {});
    return settings.ok && !settings.value.showDropTarget;
  }, 'the setting');
  await main.call('settings.change', { showDropTarget: true });
  const target = await dropTargetOf(electron);
  const item = electron.state.applicationMenu?.find('dropTarget');
  assert.equal(item?.checked, true);
  await main.call('settings.change', { showDropTarget: false });
  assert.equal(target.isDestroyed(), true);
  assert.equal(electron.state.applicationMenu?.find('dropTarget')?.checked, false);
});

test('the drop target’s page is as shut in as the window’s, and reaches nothing of the core', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  const main = pageClient(window);
  await main.call('settings.change', { showDropTarget: true });
  const target = await dropTargetOf(electron);
  assert.deepEqual(target.options.webPreferences, window.options.webPreferences);
  assert.equal(target.webContents.navigate('https://example.org/'), false);
  assert.equal(target.webContents.openWindow('https://example.org/'), false);
  const policy = (await electron.fetchPage(DROP_PAGE_URL)).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/u);

  const call = {
    type: 'call',
    callId: 1,
    name: 'downloads.add',
    input: { downloads: [{ url: 'http://127.0.0.1:9/x' }] },
  };
  electron.sendAs(target.webContents, target.webContents.mainFrame, MESSAGE_CHANNEL, call);
  electron.sendAs(target.webContents, target.webContents.mainFrame, DRAG_CHANNEL, [1]);
  assert.deepEqual(await statesByName(main), {});
  assert.deepEqual(target.webContents.drags, []);

  const link = 'http://127.0.0.1:9/stranger.bin';
  electron.sendAs(window.webContents, window.webContents.mainFrame, OFFER_CHANNEL, link);
  electron.sendAs(target.webContents, { url: 'https://example.org/', parent: null }, OFFER_CHANNEL, link);
  electron.sendAs(
    target.webContents,
    { url: DROP_PAGE_URL, parent: target.webContents.mainFrame },
    OFFER_CHANNEL,
    link,
  );
  electron.sendAs(target.webContents, null, OFFER_CHANNEL, link);
  for (const nonsense of [null, 7, '', { text: link }, 'file:///etc/passwd', 'javascript:1']) {
    electron.sendAs(target.webContents, target.webContents.mainFrame, OFFER_CHANNEL, nonsense);
  }
  await statesByName(main);
  assert.deepEqual(main.requests, []);
});

test('text and files dropped on the tray of macOS are offered', async () => {
  await using app = await boot();
  const main = pageClient(await openedWindow(app.electron));
  await statesByName(main);
  const tray = await trayOf(app.electron);
  tray.emit('drop-text', createEvent({}), 'see http://127.0.0.1:9/text.bin.');
  await eventually(() => main.requests.length === 1, 'the text');
  const file = join(app.downloadFolder, 'list.txt');
  await writeFile(file, 'http://127.0.0.1:9/file.bin\n');
  tray.emit('drop-files', createEvent({}), [file, '/etc/passwd']);
  await eventually(() => main.requests.length === 2, 'the file');
  const metalink = join(app.downloadFolder, 'a.meta4');
  const text = `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a"><url>https://a.test/1</url></file></metalink>`;
  await writeFile(metalink, text);
  tray.emit('drop-files', createEvent({}), [metalink]);
  await eventually(() => main.requests.length === 3, 'the Metalink');
  assert.deepEqual(main.requests, [
    { kind: 'addLinks', links: ['http://127.0.0.1:9/text.bin'] },
    { kind: 'addLinks', links: ['http://127.0.0.1:9/file.bin'] },
    { kind: 'addLinks', links: [], metalinks: [{ name: 'a.meta4', text }] },
  ]);
});

/** Whether the browser's own drag went on. A text, since tests have no DOM types. */
async function startDragging(page: Page, name: string): Promise<unknown> {
  return await page.evaluate(`[...document.querySelectorAll('[data-id]')]
    .find((row) => row.textContent.includes(${JSON.stringify(name)}))
    .dispatchEvent(new DragEvent('dragstart', { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }))`);
}

async function drop(page: Page, data: Readonly<Record<string, string>>): Promise<void> {
  await dropWith(page, `for (const [type, text] of Object.entries(${JSON.stringify(data)})) data.setData(type, text);`);
}

async function dropFile(page: Page, name: string, text: string): Promise<void> {
  await dropWith(page, `data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));`);
}

async function dropWith(page: Page, fill: string): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    ${fill}
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }`);
}
