import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { DIST_FOLDER, filesBelow, PROJECT_FOLDER } from '../../build/build-steps.ts';
import { DRAG_CHANNEL, MESSAGE_CHANNEL, OFFER_CHANNEL } from '../../main/desktop/ipc-channel.ts';
import { PAGE_URL } from '../../main/desktop/page-address.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';

before(buildForDesktop);

test('the window is sandboxed, isolated and without Node', async () => {
  await using app = await boot();
  const { options } = await openedWindow(app.electron);
  const preferences = options.webPreferences ?? {};
  assert.partialDeepStrictEqual(preferences, {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  });
  assert.match(preferences.preload ?? '', /dist[\\/]main[\\/]desktop[\\/]preload\.cjs$/u);
});

test('the preload gives the page five functions and no Electron', async () => {
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const exposed = window.webContents.page?.exposed ?? {};
  assert.deepEqual(Object.keys(exposed), ['sluice']);
  assert.deepEqual(Object.keys(Object(exposed['sluice'])).toSorted(), [
    'dragOut',
    'offerText',
    'onMessage',
    'platform',
    'send',
  ]);
});

test('the page comes from its own scheme with a strict policy, and nothing outside its folder does', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  assert.equal(window.webContents.getURL(), PAGE_URL);
  assert.deepEqual(electron.privileged, ['sluice-app']);
  const page = await electron.fetchPage(PAGE_URL);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/u);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  for (const path of ['/../main/desktop/preload.cjs', '/%2e%2e/main/desktop/preload.cjs', '/..%5cicons', '/no-such']) {
    assert.equal((await electron.fetchPage(`sluice-app://app${path}`)).status, 404, path);
  }
  assert.equal((await electron.fetchPage('sluice-app://other/index.html')).status, 404);
});

test('the window goes nowhere else and opens no other', async () => {
  await using app = await boot();
  const { webContents } = await openedWindow(app.electron);
  assert.equal(webContents.navigate('https://example.org/'), false);
  assert.equal(webContents.navigate('file:///etc/passwd'), false);
  assert.equal(webContents.navigate('sluice-app://other/'), false);
  assert.equal(webContents.navigate(PAGE_URL, false), false, 'no frames');
  assert.equal(webContents.navigate(PAGE_URL), true, 'reload');
  assert.equal(webContents.openWindow('https://example.org/'), false);
});

test('permissions are refused, but for putting text on the clipboard', async () => {
  await using app = await boot();
  const { electron } = app;
  const { webContents } = await openedWindow(electron);
  const granted: boolean[] = [];
  const ask = (permission: string, requestingUrl: string): void => {
    const args = [webContents, permission, (is: boolean) => granted.push(is), { requestingUrl }];
    Reflect.apply(electron.permissions.request ?? assert.fail, undefined, args);
  };
  ask('media', PAGE_URL);
  ask('clipboard-read', PAGE_URL);
  ask('clipboard-sanitized-write', 'https://example.org/');
  ask('clipboard-sanitized-write', PAGE_URL);
  assert.deepEqual(granted, [false, false, false, true]);
  assert.equal(Reflect.apply(electron.permissions.device ?? assert.fail, undefined, [{}]), false);
  assert.equal(
    Reflect.apply(electron.permissions.check ?? assert.fail, undefined, [
      webContents,
      'geolocation',
      'sluice-app://app',
    ]),
    false,
  );
});

test('messages from foreign pages, from frames and from nobody are dropped', async () => {
  await using app = await boot();
  const { electron } = app;
  const { webContents } = await openedWindow(electron);
  const page = pageClient([...electron.windows][0] ?? assert.fail());
  const message = {
    type: 'call',
    callId: 1,
    name: 'downloads.add',
    input: { downloads: [{ url: 'http://127.0.0.1:9/evil.bin' }], paused: true },
  };
  electron.sendAs(webContents, { url: 'https://example.org/', parent: null }, MESSAGE_CHANNEL, message);
  electron.sendAs(webContents, { url: PAGE_URL, parent: webContents.mainFrame }, MESSAGE_CHANNEL, message);
  electron.sendAs(webContents, null, MESSAGE_CHANNEL, message);
  const stranger = new electron.modules.BrowserWindow({ show: false });
  electron.sendAs(stranger.webContents, { url: PAGE_URL, parent: null }, MESSAGE_CHANNEL, message);
  await wait(50);
  assert.deepEqual(await statesByName(page), {});
});

test('nonsense from the page is answered or dropped, and the app goes on', async () => {
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const page = pageClient(window);
  const { webContents } = window;
  for (const nonsense of [
    null,
    7,
    'text',
    {},
    { type: 'call' },
    { type: 'call', callId: -1, name: 'x', input: null },
  ]) {
    app.electron.sendAs(webContents, webContents.mainFrame, MESSAGE_CHANNEL, nonsense);
  }
  const reply = await page.call('downloads.pause', { ids: [-1] });
  assert.equal(reply.ok, false);
  assert.ok((await page.call('app.info', {})).ok);
});

test('a reloaded page gets a session of its own, and no message of the old one', async () => {
  await using app = await boot();
  const window = await openedWindow(app.electron);
  const before = pageClient(window);
  await before.call('view.watch', { view: {}, ranges: [{ start: 0, end: 10 }] });
  window.webContents.open(PAGE_URL);
  const after = pageClient(window);
  await after.call('view.watch', { view: {}, ranges: [{ start: 0, end: 10 }] });
  const first = await eventually(() => after.frames[0], 'a frame');
  assert.equal(first.revision, 1);
});

test('closes what Electron leaves open: no Node mode, no foreign archive, no inspector', async () => {
  const configuration = await readFile(join(PROJECT_FOLDER, 'build', 'electron-builder.yml'), 'utf8');
  for (const line of [
    'runAsNode: false',
    'enableCookieEncryption: true',
    'enableNodeOptionsEnvironmentVariable: false',
    'enableNodeCliInspectArguments: false',
    'enableEmbeddedAsarIntegrityValidation: true',
    'onlyLoadAppFromAsar: true',
    'grantFileProtocolExtraPrivileges: false',
    'npmRebuild: false',
  ]) {
    // prettier-ignore
    assert.ok(configuration.includes(line), line);
  }
});

test('texts are opened with Sluice where that takes them from no editor', async () => {
  const text = await readFile(join(PROJECT_FOLDER, 'build', 'electron-builder.yml'), 'utf8');
  const [common = '', linux = '', windows = '', mac = ''] = ['^fileAssociations', '^linux', '^win', '^mac'].map(
    (name) => new RegExp(`${name}:[^]*?(?=^\\w|(?![^]))`, 'mu').exec(text)?.[0],
  );
  assert.match(common, /ext: meta4/u);
  assert.match(linux, /mimeTypes: \[text\/plain\]/u);
  assert.match(mac, /ext: txt.*rank: Alternate/u);
  for (const everywhere of [common, windows]) assert.doesNotMatch(everywhere, /ext: txt/u);
});

test('developer tools are there in development only', async () => {
  for (const isPackaged of [false, true]) {
    await using app = await boot({ isPackaged });
    const { options } = await openedWindow(app.electron);
    assert.equal(options.webPreferences?.devTools, !isPackaged);
    const menu = JSON.stringify(app.electron.state.applicationMenu?.template);
    assert.equal(/toggleDevTools/u.test(menu), !isPackaged);
  }
});

test('every channel is known here, and none answers to a stranger', async () => {
  await using app = await boot();
  const { electron } = app;
  const { webContents } = await openedWindow(electron);
  const channels = electron.modules.ipcMain.eventNames().map(String);
  // What each does with a stranger's message is tested above and in drops.test.ts: a new one belongs there, too.
  assert.deepEqual(new Set(channels), new Set([DRAG_CHANNEL, MESSAGE_CHANNEL, OFFER_CHANNEL]));
  for (const channel of channels) {
    for (const frame of [null, { url: 'https://example.org/', parent: null }]) {
      electron.sendAs(webContents, frame, channel, [1]);
    }
  }
  assert.deepEqual(webContents.drags, []);
});

test('no page of ours names anything on another server', async () => {
  const folder = join(DIST_FOLDER, 'renderer');
  const files = (await filesBelow(folder)).filter((file) => /\.(?:html|css)$/u.test(file));
  assert.ok(files.some((file) => file.endsWith('index.html')) && files.some((file) => file.endsWith('drop.html')));
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    assert.doesNotMatch(text, /(?:src|href)\s*=\s*["'](?:[a-z]+:)?\/\/|url\(\s*["']?(?:[a-z]+:)?\/\//iu, file);
    if (file.endsWith('.html')) assert.match(text, /Content-Security-Policy"\s+content="default-src 'none'/u, file);
  }
});
