import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { App, MenuItemConstructorOptions } from 'electron';
import { closeBeforeQuit } from '../../main/desktop/app-life.ts';
import { appMenu } from '../../main/desktop/app-menu.ts';
import { EMPTY_SUMMARY } from '../../main/desktop/core-summary.ts';
import { linksAmong } from '../../main/desktop/launch-links.ts';
import { offerOfSecondLaunch, readLaunch } from '../../main/desktop/launch.ts';
import { linkFilesAmong, readLinkFile } from '../../main/desktop/link-file.ts';
import { createShellPort } from '../../main/desktop/shell-port.ts';
import { trayMenu, trayToolTip } from '../../main/desktop/tray-menu.ts';
import { trayIconName, trayState } from '../../main/desktop/tray-state.ts';
import { decideClose, opensWindow } from '../../main/desktop/window-policy.ts';
import { toDownloadId } from '../../shared/download.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { createEvent } from '../fakes/electron/fake-event.ts';

test('closing the window never stops a download by surprise', () => {
  const base = { isQuitting: false, platform: 'linux', hasUnfinished: false, policy: 'ask' } as const;
  assert.equal(decideClose(base), 'close');
  assert.equal(decideClose({ ...base, hasUnfinished: true }), 'ask');
  assert.equal(decideClose({ ...base, hasUnfinished: true, policy: 'hide' }), 'hide');
  assert.equal(decideClose({ ...base, hasUnfinished: true, policy: 'quit' }), 'close');
  assert.equal(decideClose({ ...base, platform: 'darwin' }), 'hide');
  assert.equal(decideClose({ ...base, isQuitting: true, platform: 'darwin', hasUnfinished: true }), 'close');
});

test('a start shows the window, unless only the tray is wanted and nothing came with it', () => {
  const usual = { isHidden: false, wasOpenedAtLogin: false, startInTray: false, hasOffer: false };
  assert.equal(opensWindow(usual), true);
  for (const reason of ['isHidden', 'wasOpenedAtLogin', 'startInTray'] as const) {
    assert.equal(opensWindow({ ...usual, [reason]: true }), false, reason);
    assert.equal(opensWindow({ ...usual, [reason]: true, hasOffer: true }), true, reason);
  }
});

test('only http links of a command line are taken, each once', () => {
  const args = ['/usr/bin/sluice', '--flag=http://no.test/', 'http://a.test/1', 'HTTPS://A.test/2', 'http://a.test/1'];
  assert.deepEqual(linksAmong([...args, 'file:///etc/passwd', 'javascript:1', 'a.test/3']), [
    'http://a.test/1',
    'https://a.test/2',
  ]);
});

test('our own scheme carries links and nothing else', () => {
  assert.deepEqual(
    linksAmong([
      'sluice:https://a.test/1',
      'SLUICE://add?url=https%3A%2F%2Fa.test%2F2%3Fx%3D1&url=http://a.test/3&directory=/etc&name=passwd',
      'sluice:file:///etc/passwd',
      'sluice://quit',
      'sluice://add?url=javascript:1',
    ]),
    ['https://a.test/1', 'https://a.test/2?x=1', 'http://a.test/3'],
  );
});

test('a second launch without data of its own is read from its arguments', () => {
  const none = { links: [], files: [] };
  assert.deepEqual(offerOfSecondLaunch(['http://a.test/1'], '/w', null), { ...none, links: ['http://a.test/1'] });
  assert.deepEqual(offerOfSecondLaunch(['http://a.test/1'], '/w', { links: 'x' }).links, ['http://a.test/1']);
  assert.deepEqual(offerOfSecondLaunch(['http://a.test/1'], '/w', none), none);
  assert.deepEqual(offerOfSecondLaunch([], '/w', { links: ['file:///x'], files: ['/etc/passwd', '/a/b.meta4'] }), {
    links: [],
    files: ['/a/b.meta4'],
  });
});

test('only files that may hold links are taken from a command line', () => {
  assert.deepEqual(
    linkFilesAmong(['list.txt', '/x/y.META4', '--flag=a.txt', 'http://a.test/b.txt', 'movie.mkv', '-o.url'], '/w'),
    ['/w/list.txt', '/x/y.META4'],
  );
});

test('a Metalink is handed to the window as it is, which says what is wrong with it', async () => {
  await using folder = await createTempFolder();
  const text = `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a"><url>https://a.test/1</url></file></metalink>`;
  const files = { 'a.meta4': text, 'b.metalink': text.slice(0, -5), 'c.meta4': text.replace('https:', 'ftp:') };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(folder.file(name), content);
    const metalink = { name, text: content };
    assert.deepEqual(await readLinkFile(folder.file(name)), { links: [], metalink, problem: null });
  }
});

test('of a file without links it is told why', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('a.meta4'), 'PK\u0003\u0004');
  await writeFile(folder.file('b.txt'), 'Dear diary');
  await writeFile(folder.file('c.txt'), 'x'.repeat(2_000_001));
  const problemOf = async (name: string): Promise<string | null> => (await readLinkFile(folder.file(name))).problem;
  assert.equal(await problemOf('a.meta4'), 'damagedMetalink');
  assert.equal(await problemOf('b.txt'), 'noLinks');
  assert.equal(await problemOf('c.txt'), 'tooLarge');
  assert.equal(await problemOf('gone.txt'), 'unreadable');
});

async function linksIn(file: string): Promise<readonly string[]> {
  return (await readLinkFile(file)).links;
}

test('a file that was opened with Sluice gives its links, and a wrong one gives none', async () => {
  await using folder = await createTempFolder();
  const links = Array.from({ length: 1500 }, (_, index) => `https://a.test/${index}`);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(folder.file(name), text);
    return folder.file(name);
  };
  assert.deepEqual(await linksIn(await write('a.url', '[InternetShortcut]\r\nURL=https://a.test/1\r\n')), [
    'https://a.test/1',
  ]);
  assert.deepEqual(await linksIn(await write('b.desktop', '[Desktop Entry]\nExec=rm\nURL=file:///etc\n')), []);
  assert.deepEqual(await linksIn(await write('c.txt', '# comment\nhttps://a.test/2\nsee http://a.test/3.')), [
    'https://a.test/2',
    'http://a.test/3',
  ]);
  assert.deepEqual(await linksIn(await write('long.txt', links.join('\n'))), links, 'none is left out');
  assert.deepEqual(await linksIn(folder.file('missing.txt')), []);
  assert.deepEqual(await linksIn(folder.path), []);
  assert.deepEqual(await linksIn(await write('huge.txt', 'https://a.test/4\n'.repeat(200_000))), []);
});

test('the data folder comes from the command line, else from the platform', () => {
  const platform = { platform: 'linux', env: { XDG_DATA_HOME: '/data' }, homeFolder: '/home/a' } as const;
  assert.equal(readLaunch([], platform, '/w').dataFolder, '/data/sluice');
  assert.equal(readLaunch(['--data-dir', '/x'], platform, '/w').dataFolder, '/x');
  assert.equal(readLaunch(['--data-dir=/x'], platform, '/w').dataFolder, '/x');
  assert.equal(readLaunch(['--data-dir', '--other'], platform, '/w').dataFolder, '/data/sluice');
});

test('the tray tells how many run and how fast', () => {
  assert.equal(trayToolTip(EMPTY_SUMMARY, 'en'), 'Sluice');
  const active = { ...EMPTY_SUMMARY, activeCount: 2, bytesPerSecond: 12_340_000 };
  assert.equal(trayToolTip(active, 'en'), 'Sluice: 2 active, 12.3 MB/s');
  assert.equal(trayToolTip({ ...active, bytesPerSecond: 999 }, 'en'), 'Sluice: 2 active, 999 byte/s');
  assert.equal(trayToolTip({ ...active, questionCount: 1 }, 'en'), 'Sluice: 1 waiting for you');
});

const TRAY = {
  summary: EMPTY_SUMMARY,
  choices: { limitBytesPerSecond: 0, doneAction: 'nothing', locale: 'en' },
  hasDropTarget: false,
  update: null,
  actions: {
    addFromClipboard: none, pause: none, resume: none, showInFolder: none, pauseAll: none, resumeAll: none, setLimit: none, chooseDoneAction: none,
    toggleDropTarget: none, openDownloadFolder: none, show: none, openSettings: none, quit: none,
  },
} as const; // prettier-ignore
const ALWAYS = [
  'show',
  'addFromClipboard',
  'limit',
  'whenDone',
  'dropTarget',
  'openDownloadFolder',
  'settings',
  'quit',
];

test('the tray offers what can be done', () => {
  assert.deepEqual(enabled(trayMenu(TRAY)), ALWAYS);
  const busy = { ...EMPTY_SUMMARY, unfinishedCount: 1, pausedCount: 1 };
  assert.deepEqual(enabled(trayMenu({ ...TRAY, summary: busy })), ALWAYS.toSpliced(2, 0, 'pauseAll', 'resumeAll'));
});

test('the tray lists what runs, cut to what a menu holds, with names that are no shortcuts', () => {
  const running = Array.from({ length: 10 }, (_, index) => ({
    id: toDownloadId(index + 1),
    name: index === 0 ? `A & B ${'x'.repeat(60)}.iso` : `${index}.zip`,
    percent: index === 1 ? null : 42,
  }));
  const labels = trayMenu({ ...TRAY, summary: { ...EMPTY_SUMMARY, running } }).map((item) => item.label);
  assert.ok(
    labels.some((label) => /^A && B x+…x+\.iso {2}42 %$/u.test(label ?? '')),
    labels.join('\n'),
  );
  assert.ok(labels.includes('1.zip'));
  assert.ok(labels.includes('2 More…'));
  assert.ok(!labels.some((label) => label?.startsWith('9.zip')));
});

function checkedLimits(limitBytesPerSecond: number): readonly unknown[] {
  const submenu = trayMenu({ ...TRAY, choices: { ...TRAY.choices, limitBytesPerSecond } }).find(
    ({ id }) => id === 'limit',
  )?.submenu;
  assert.ok(Array.isArray(submenu));
  return submenu.filter((item) => item.checked === true).map((item) => item.label);
}

test('the tray marks the limit that holds, also one that is not among the usual', () => {
  assert.deepEqual(checkedLimits(0), ['No Limit']);
  assert.deepEqual(checkedLimits(1_000_000), ['1 MB/s']);
  assert.deepEqual(checkedLimits(123_000), ['123 kB/s']);
});

test('the icon shows a question first, then work, then a pause', () => {
  assert.equal(trayState(EMPTY_SUMMARY), 'idle');
  assert.equal(trayState({ ...EMPTY_SUMMARY, pausedCount: 1 }), 'paused');
  assert.equal(trayState({ ...EMPTY_SUMMARY, pausedCount: 1, unfinishedCount: 1 }), 'idle');
  assert.equal(trayState({ ...EMPTY_SUMMARY, pausedCount: 1, unfinishedCount: 1, activeCount: 1 }), 'active');
  assert.equal(trayState({ ...EMPTY_SUMMARY, activeCount: 1, questionCount: 1 }), 'trouble');
});

test('every icon the tray may show exists, also for dense screens', () => {
  for (const state of ['idle', 'active', 'paused', 'trouble'] as const) {
    for (const platform of ['linux', 'win32', 'darwin']) {
      for (const hasDarkBar of [true, false]) {
        const name = trayIconName(state, { platform, hasDarkBar });
        for (const file of [name, name.replace('.png', '@2x.png')]) {
          assert.ok(existsSync(new URL(`../../build/icons/${file}`, import.meta.url)), file);
        }
      }
    }
  }
});

const MENU = {
  addLinks: none, openLinkList: none, saveLinkList: none, setLimit: none, chooseDoneAction: none, addFromClipboard: none, toggleDropTarget: none, openDownloadFolder: none, openSettings: none, pauseAll: none, resumeAll: none, openLogs: none,
  copyDiagnostics: none, checkForUpdates: none,
} as const; // prettier-ignore

test('developer tools are in the menu in development only', () => {
  assert.match(
    JSON.stringify(
      appMenu({
        platform: 'linux',
        developing: true,
        hasDropTarget: false,
        update: null,
        choices: TRAY.choices,
        actions: MENU,
      }),
    ),
    /toggleDevTools/u,
  );
  for (const platform of ['linux', 'darwin', 'win32']) {
    assert.doesNotMatch(
      JSON.stringify(
        appMenu({
          platform,
          developing: false,
          hasDropTarget: false,
          update: null,
          choices: TRAY.choices,
          actions: MENU,
        }),
      ),
      /toggleDevTools|reload/iu,
    );
  }
});

test('a file that cannot be opened tells the reason', async () => {
  const port = createShellPort({
    shell: {
      openPath: () => Promise.resolve('no program for it'),
      showItemInFolder: () => undefined,
      trashItem: () => Promise.resolve(),
    },
    dialog: {
      showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
      showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
    },
    answerCountdown: () => undefined,
    window: () => null,
  });
  await assert.rejects(port.openFile('/x'), /no program for it/u);
});

test('a core that does not close in time, says that a disk is stuck, or whose thread is late, does not keep the app', async () => {
  const late = [() => Promise.resolve('stuck' as const), () => Promise.resolve('late' as const)];
  for (const close of [() => new Promise<never>(() => {}), ...late]) {
    const ended = Promise.withResolvers<string>();
    const exit = (code: number | undefined): void => ended.resolve(`exit ${code}`);
    const app = Object.assign(new EventEmitter(), { exit, quit: () => undefined });
    const life = closeBeforeQuit({
      // The two members above are all it uses besides events.
      app: app as unknown as App,
      close,
      endNow: () => ended.resolve('killed'),
      boundMs: 20,
    });
    assert.equal(life.isQuitting(), false);
    const event = createEvent({});
    app.emit('before-quit', event);
    assert.equal(event.defaultPrevented, true);
    assert.equal(life.isQuitting(), true);
    // `exit` would wait for the thread that is stuck.
    assert.equal(await ended.promise, 'killed');
  }
});

function none(): void {}

function enabled(items: readonly MenuItemConstructorOptions[]): readonly unknown[] {
  return items.filter((item) => item.id !== undefined && item.enabled !== false).map((item) => item.id);
}
