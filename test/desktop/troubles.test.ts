import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { guardAgainstCrashes } from '../../main/desktop/crash-guard.ts';
import { createMessageBox } from '../../main/desktop/message-box.ts';
import { desktopNetwork } from '../../main/desktop/desktop-network.ts';
import { followLoginSetting, setStartAtLogin } from '../../main/desktop/login-item.ts';
import { textMenu } from '../../main/desktop/text-menu.ts';
import { openLogFile } from '../../main/desktop/log-file.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient } from './desktop-harness.ts';

before(buildForDesktop);

test('an error that reached nobody is logged, told, and Sluice starts again', async () => {
  const told: string[] = [];
  const did = new EventEmitter();
  const fakeProcess = new EventEmitter();
  const logged: string[] = [];
  using _guard = guardAgainstCrashes({
    app: { relaunch: () => did.emit('did', 'relaunch'), exit: (code) => did.emit('exit', code) },
    dialog: { showErrorBox: (title) => told.push(title) },
    log: (message) => logged.push(message),
    flush: async () => {},
    // Only its events are used.
    process: fakeProcess as unknown as NodeJS.Process,
  });
  const exited = once(did, 'exit');
  fakeProcess.emit('uncaughtException', new Error('first'));
  fakeProcess.emit('unhandledRejection', new Error('second'));
  assert.deepEqual(await exited, [1]);
  assert.deepEqual(told, ['Something unexpected happened']);
  assert.match(logged[0] ?? '', /uncaught: Error: first/u);
  assert.match(logged[1] ?? '', /second/u);
});

test('the log is turned over at a megabyte, and four files are the most', async () => {
  await using folder = await createTempFolder();
  const logs = folder.file('logs');
  await mkdir(logs);
  for (let round = 1; round <= 6; round += 1) {
    await writeFile(path.join(logs, 'sluice.log'), `${round}`.padEnd(1_000_001));
    const log = openLogFile(folder.path, () => new Date(0));
    log.log(`after ${round}`);
    await log.flush();
  }
  const files = await readdir(logs);
  assert.deepEqual(new Set(files), new Set(['sluice.log', 'sluice.log.1', 'sluice.log.2', 'sluice.log.3']));
  assert.equal(await readFile(path.join(logs, 'sluice.log'), 'utf8'), '1970-01-01T00:00:00.000Z after 6\n');
  assert.equal((await readFile(path.join(logs, 'sluice.log.3'), 'utf8')).trim(), '4');
});

test('a text field has a menu of its own, a plain place none', () => {
  const flags = { canUndo: false, canRedo: false, canCut: false, canCopy: false, canPaste: true, canSelectAll: true };
  const editFlags = { ...flags, canDelete: false, canEditRichly: false };
  assert.deepEqual(textMenu({ isEditable: false, selectionText: '', editFlags }), []);
  assert.deepEqual(textMenu({ isEditable: false, selectionText: 'x', editFlags }), [{ role: 'copy' }]);
  const enabled = textMenu({ isEditable: true, selectionText: '', editFlags }).filter((item) => item.enabled === true);
  assert.deepEqual(
    enabled.map((item) => item.role),
    ['paste', 'selectAll'],
  );
});

test('the menus open logs and settings, and copy diagnostics that name no download', async () => {
  await using app = await boot();
  const page = pageClient(await openedWindow(app.electron));
  await page.call('downloads.add', {
    downloads: [{ url: 'http://127.0.0.1:9/secret-name.bin?token=1' }],
    paused: true,
  });
  const menu = await eventually(() => app.electron.state.applicationMenu, 'the menu');
  menu.click('copyDiagnostics');
  assert.match(app.electron.state.clipboardText, /^Sluice \d.*\nSystem: .*\nVersions: .*\nDownloads: paused 1$/u);
  assert.doesNotMatch(app.electron.state.clipboardText, /secret|token/u);
  assert.match(app.electron.app.about?.credits ?? '', /^Electron \S+, Chromium \S+, Node \d/u);
  menu.click('openLogs');
  await eventually(() => app.electron.opened[0], 'the folder');
  assert.deepEqual(app.electron.opened, [path.join(app.dataFolder, 'logs')]);
  menu.click('settings');
  await eventually(() => page.requests.some((request) => request.kind === 'openSettings'), 'the settings');
});

test('the menu opens lists of links, says when there are none, and offers what the tray does', async () => {
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  await page.call('app.info', {});
  const menu = await eventually(() => electron.state.applicationMenu, 'the menu');
  const list = path.join(app.dataFolder, 'list.txt');
  await writeFile(list, 'http://127.0.0.1:9/listed.bin\n');
  electron.state.openDialogAnswer = { canceled: false, filePaths: [list] };
  menu.click('openLinkList');
  await eventually(() => page.requests.length > 0, 'the links');
  assert.deepEqual(page.requests[0], { kind: 'addLinks', links: ['http://127.0.0.1:9/listed.bin'] });
  await writeFile(list, 'nothing in here');
  menu.click('openLinkList');
  await eventually(() => electron.messageBoxes[0], 'the message');
  assert.match(electron.messageBoxes[0] ?? '', /no links in “list\.txt”/u);

  menu.click('limit-1000000');
  await eventually(() => electron.state.applicationMenu?.find('limit-1000000')?.checked, 'the mark');
  electron.state.applicationMenu?.click('done-quit');
  assert.equal(electron.state.applicationMenu?.find('done-quit')?.checked, true);
});

test('the addresses of the list are saved without passwords, and a disk that refuses is told', async () => {
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  const urls = ['http://user:password@127.0.0.1:9/a.bin', 'http://127.0.0.1:9/b.bin?x=1'];
  await page.call('downloads.add', { downloads: urls.map((url) => ({ url })), paused: true });
  const menu = await eventually(() => electron.state.applicationMenu, 'the menu');
  const file = path.join(app.dataFolder, 'links.txt');
  electron.state.saveDialogAnswer = { canceled: false, filePath: file };
  menu.click('saveLinkList');
  const text = await eventually(async () => (await readFile(file, 'utf8').catch(() => '')) || null, 'the file');
  assert.deepEqual(text.trimEnd().split('\n').toSorted(), ['http://127.0.0.1:9/a.bin', 'http://127.0.0.1:9/b.bin?x=1']);
  electron.state.saveDialogAnswer = { canceled: false, filePath: path.join(file, 'inside.txt') };
  menu.click('saveLinkList');
  const box = await eventually(() => electron.messageBoxes[0], 'the message');
  assert.match(box, /could not be saved/u);
});

test('a message belongs to the window that is seen; macOS shows it first, since it would stop otherwise', async () => {
  for (const [platform, isVisible, expected] of [
    ['linux', true, 'window'],
    ['linux', false, 'alone'],
    ['darwin', false, 'window'],
  ] as const) {
    const asked: string[] = [];
    let isShown: boolean = isVisible;
    const messageBox = createMessageBox({
      platform,
      dialog: {
        showMessageBox: (...args: readonly unknown[]) => {
          asked.push(args.length === 2 ? 'window' : 'alone');
          return Promise.resolve({ response: 0, checkboxChecked: false });
        },
      },
      window: {
        // Only whether it is seen is asked of it.
        current: () => ({ isVisible: () => isShown }) as Electron.BrowserWindow,
        show: () => (isShown = true),
      },
    });
    await messageBox({ message: 'x' });
    assert.deepEqual(asked, [expected], platform);
  }
});

test('a folder that is not there is told', async () => {
  await using app = await boot();
  app.electron.state.openPathReason = 'no such folder';
  const menu = await eventually(() => app.electron.state.applicationMenu, 'the menu');
  menu.click('openDownloadFolder');
  const box = await eventually(() => app.electron.messageBoxes[0], 'the message');
  assert.match(box, /cannot be opened.*no such folder/u);
});

test('start at login is a file on Linux, quoted as the specification wants, and gone when it is switched off', async () => {
  await using folder = await createTempFolder();
  const input = {
    app: { setLoginItemSettings: () => assert.fail('Linux has no such call') },
    platform: 'linux',
    programPath: '/opt/My "$Apps"/sluice 100%',
    configFolder: folder.path,
  };
  await setStartAtLogin(true, input);
  const file = path.join(folder.path, 'autostart', 'sluice.desktop');
  assert.match(await readFile(file, 'utf8'), /^Exec="\/opt\/My \\\\"\\\\\$Apps\\\\"\/sluice 100%%" --hidden$/mu);
  await setStartAtLogin(false, input);
  assert.deepEqual(await readdir(path.dirname(file)), []);
  await setStartAtLogin(false, input);
});

test('start at login follows the setting, and only its changes', () => {
  const applied: boolean[] = [];
  const told = new EventEmitter<{ settings: [Settings] }>();
  const queue = {
    settings: () => DEFAULT_SETTINGS,
    onSettings: (listener: (settings: Settings) => void) => void told.on('settings', listener),
  };
  followLoginSetting(queue, (isWanted) => applied.push(isWanted));
  for (const change of [{ maxAttempts: 3 }, { startAtLogin: true }, { startAtLogin: true }, {}]) {
    told.emit('settings', { ...DEFAULT_SETTINGS, ...change });
  }
  assert.deepEqual(applied, [true, false]);
});

test('the wake of the computer reaches who listens, and no longer once it ended', () => {
  const monitor = new EventEmitter();
  let wakes = 0;
  // Its two members are all that is used.
  const network = desktopNetwork(monitor as unknown as Electron.PowerMonitor);
  const listening = network.onWake(() => (wakes += 1));
  monitor.emit('resume');
  listening[Symbol.dispose]();
  monitor.emit('resume');
  assert.equal(wakes, 1);
});
