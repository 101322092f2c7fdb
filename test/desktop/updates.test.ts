import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { ProxyConfig } from 'electron';
import updaterLibrary, { type AppUpdater } from 'electron-updater';
import executorLibrary from 'electron-updater/out/electronHttpExecutor.js';
import { updateText, type UpdateState } from '../../main/desktop/update-state.ts';
import { updateAbility } from '../../main/desktop/updater.ts';
import { createUpdates, type Updates } from '../../main/desktop/updates.ts';
import { DEFAULT_SETTINGS, type Settings, type SettingsChange } from '../../shared/settings.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, trayOf } from './desktop-harness.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const INSTALLER = Buffer.from('the next version '.repeat(20_000));

/** A release server: `latest.yml` and `beta.yml` beside the installer, as electron-builder publishes them. */
class ReleaseServer implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server = createServer((incoming, answer) => {
    // Windows asks for `latest.yml`; the others name themselves in it.
    const { pathname } = new URL(incoming.url ?? '', 'http://here');
    const name = pathname.slice(1).replace(/-(?:linux|mac)(?:-arm64)?\.yml$/u, '.yml');
    this.asked.push(name);
    if (name.endsWith('.exe')) answer.end(INSTALLER);
    else if (name.endsWith('.yml') && this.#versions[name] !== undefined) answer.end(this.#describe(name));
    else answer.writeHead(404).end();
  });
  readonly #versions: Record<string, string>;
  /** The part of all users that get it, in percent; `null` for all. */
  staged: number | null = null;
  /** What is told of the installer. */
  sha512 = createHash('sha512').update(INSTALLER).digest('base64');

  constructor(versions: Record<string, string>) {
    this.#versions = versions;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #describe(name: string): string {
    const version = this.#versions[name] ?? '';
    const file = `Sluice-${version}.exe`;
    return [
      `version: ${version}`,
      `files:\n  - url: ${file}\n    sha512: ${this.sha512}\n    size: ${INSTALLER.length}`,
      `path: ${file}`,
      `sha512: ${this.sha512}`,
      `releaseDate: '2026-11-01T00:00:00.000Z'`,
      ...(this.staged === null ? [] : [`stagingPercentage: ${this.staged}`]),
    ].join('\n');
  }
}

type ElectronRequest = ReturnType<(typeof executorLibrary)['ElectronHttpExecutor']['prototype']['createRequest']>;

/** The updater's own requests, made by Node instead of Chromium. */
class NodeExecutor extends executorLibrary.ElectronHttpExecutor {
  override createRequest(options: RequestOptions, callback: (response: unknown) => void): ElectronRequest {
    // What it uses of a request is the same in both.
    return request(options, callback) as unknown as ElectronRequest;
  }
}

/** The real updater of electron-updater in an app that is not Electron, and what Sluice makes of it. */
class Bench implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly states: UpdateState[] = [];
  readonly installs: string[] = [];
  readonly #quit: ((exitCode: number) => void)[] = [];
  readonly #listeners: ((settings: Settings) => void)[] = [];
  readonly #folder: string;
  #settings: Settings;
  readonly logged: string[] = [];
  readonly proxies: ProxyConfig[] = [];
  updater: AppUpdater | null = null;
  questions = 0;
  loads = 0;
  updates!: Updates;

  private constructor(folder: string, settings: Settings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  static async start(url: string, settings: SettingsChange = {}, canInstall = true): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-updates-'));
    await writeFile(join(folder, 'app-update.yml'), `provider: generic\nurl: ${url}\nupdaterCacheDirName: updates\n`);
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const bench = new Bench(folder, { ...DEFAULT_SETTINGS, ...Object.fromEntries(given) });
    bench.updates = createUpdates({
      load: () => {
        bench.loads += 1;
        bench.updater = bench.#updater();
        return Promise.resolve(bench.updater);
      },
      canInstall,
      settings: { settings: () => bench.#settings, onSettings: (listener) => bench.#listeners.push(listener) },
      clock: bench.clock,
      ask: () => {
        bench.questions += 1;
        return Promise.resolve();
      },
      onState: (state) => bench.states.push(state),
      log: (message) => bench.logged.push(message),
      inBackground: (work) => void work.catch(() => {}),
    });
    return bench;
  }

  change(change: SettingsChange): void {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(given) };
    for (const listener of this.#listeners) listener(this.#settings);
  }

  quit(exitCode = 0): void {
    for (const handler of this.#quit) handler(exitCode);
  }

  reaches(kind: UpdateState['kind']): Promise<UpdateState> {
    return eventually(
      () => this.states.find((state) => state.kind === kind),
      `${kind}, not ${JSON.stringify([this.states, this.logged])}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.updates[Symbol.dispose]();
    await rm(this.#folder, { recursive: true });
  }

  #updater(): AppUpdater {
    const { installs } = this;
    class RecordingUpdater extends updaterLibrary.NsisUpdater {
      // Instead of starting the installer, of which there is none.
      override doInstall(): boolean {
        installs.push(this.installerPath ?? '');
        return true;
      }
    }
    const updater = new RecordingUpdater(null, {
      version: '1.0.0',
      name: 'Sluice',
      isPackaged: true,
      appUpdateConfigPath: join(this.#folder, 'app-update.yml'),
      userDataPath: this.#folder,
      baseCachePath: this.#folder,
      whenReady: () => Promise.resolve(),
      relaunch: () => assert.fail('nothing restarts by itself'),
      quit: () => assert.fail('nothing quits by itself'),
      onQuit: (handler) => this.#quit.push(handler),
    });
    // Outside Electron there is no session.
    Object.defineProperty(updater, 'netSession', {
      value: {
        setProxy: async (config: ProxyConfig) => void this.proxies.push(config),
        closeAllConnections: () => Promise.resolve(),
      },
    });
    // Its declaration hides the field that every updater outside Electron has to be given.
    Object.assign(updater, { httpExecutor: new NodeExecutor() });
    return updater;
  }
}

describe('updates, with the real updater and a release server', () => {
  test('ask nobody before the user said so; then a version is fetched quietly and installed by quitting only', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.1.0' });
    await using bench = await Bench.start(await server.start());
    bench.clock.advance(MINUTE_MS - 1);
    assert.equal(bench.questions, 0);
    bench.clock.advance(30 * DAY_MS);
    assert.deepEqual([bench.questions, bench.loads, server.asked], [1, 0, []]);
    bench.change({ updateChecks: 'on' });
    bench.clock.advance(0);
    assert.deepEqual(await bench.reaches('ready'), { kind: 'ready', version: '1.1.0' });
    assert.deepEqual(bench.installs, []);
    bench.quit(1);
    assert.deepEqual(bench.installs, []);
    bench.quit();
    assert.equal(bench.installs.length, 1);
  });

  test('are looked for once a day, and no more when they are switched off', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.0.0' });
    await using bench = await Bench.start(await server.start(), { updateChecks: 'on' });
    bench.clock.advance(MINUTE_MS);
    await bench.reaches('current');
    assert.deepEqual(server.asked, ['latest.yml']);
    bench.states.length = 0;
    bench.clock.advance(DAY_MS);
    await bench.reaches('current');
    bench.change({ updateChecks: 'off' });
    bench.clock.advance(9 * DAY_MS);
    assert.equal(bench.clock.pendingTimers, 0);
    assert.deepEqual(server.asked, ['latest.yml', 'latest.yml']);
  });

  test('come from the channel that was chosen', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.0.0', 'beta.yml': '1.1.0-beta.1' });
    await using bench = await Bench.start(await server.start(), { updateChecks: 'off' });
    assert.equal((await bench.updates.checkNow()).kind, 'current');
    bench.change({ updateChannel: 'beta' });
    await bench.updates.checkNow();
    assert.deepEqual(await bench.reaches('ready'), { kind: 'ready', version: '1.1.0-beta.1' });
  });

  test('never go back to an older version', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '0.9.0' });
    await using bench = await Bench.start(await server.start());
    assert.equal((await bench.updates.checkNow()).kind, 'current');
  });

  test('are rolled out in stages', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.1.0' });
    await using bench = await Bench.start(await server.start());
    server.staged = 0;
    assert.equal((await bench.updates.checkNow()).kind, 'current');
    server.staged = 100;
    await bench.updates.checkNow();
    await bench.reaches('ready');
  });

  test('that are not what was announced are not kept', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.1.0' });
    server.sha512 = createHash('sha512').update('something else').digest('base64');
    await using bench = await Bench.start(await server.start());
    await bench.updates.checkNow();
    await bench.reaches('failed');
    bench.quit();
    assert.deepEqual(bench.installs, []);
  });

  test('are only told where somebody else brings them', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.1.0' });
    await using bench = await Bench.start(await server.start(), {}, false);
    assert.deepEqual(await bench.updates.checkNow(), { kind: 'available', version: '1.1.0' });
    bench.quit();
    assert.deepEqual([server.asked, bench.installs], [['latest.yml'], []]);
  });

  test('go through the proxy of the settings, with its login, and never past one that cannot be used', async () => {
    await using server = new ReleaseServer({ 'latest.yml': '1.0.0' });
    await using bench = await Bench.start(await server.start());
    await bench.updates.checkNow();
    bench.change({ proxyMode: 'none' });
    await bench.updates.checkNow();
    const noProxy = ['example.org', '.local.test', '*.a.test', '10.0.0.0/8', '<local>', '10.1.2.3', 'b.test:81'];
    bench.change({ proxyMode: 'manual', proxyAddress: 'https://me:pw@proxy.test:3129', noProxy });
    await bench.updates.checkNow();
    bench.change({ proxyAddress: 'socks5://[::1]:9050', noProxy: [] });
    await bench.updates.checkNow();
    const proxyBypassRules =
      'example.org;*.example.org;local.test;*.local.test;*.a.test;10.0.0.0/8;<local>;10.1.2.3;b.test:81;*.b.test:81';
    assert.deepEqual(bench.proxies, [
      { mode: 'system' },
      { mode: 'direct' },
      { mode: 'fixed_servers', proxyRules: 'https://proxy.test:3129', proxyBypassRules },
      { mode: 'fixed_servers', proxyRules: 'socks5://[::1]:9050', proxyBypassRules: '' },
    ]);
    const asked = server.asked.length;
    for (const proxyAddress of [null, 'socks5://me:pw@proxy.test']) {
      bench.change({ proxyAddress });
      assert.equal((await bench.updates.checkNow()).kind, 'failed');
    }
    assert.deepEqual([server.asked.length, bench.proxies.length], [asked, 4]);
    bench.change({ proxyAddress: 'http://me:pw@proxy.test:3129' });
    await bench.updates.checkNow();
    const answers: string[][] = [];
    for (const isProxy of [true, false]) {
      const about = { isProxy, scheme: 'basic', host: 'proxy.test', port: 3129, realm: '' };
      bench.updater?.emit('login', about, (...answer: string[]) => answers.push(answer));
    }
    assert.deepEqual(answers, [
      ['me', 'pw'],
      ['', ''],
    ]);
  });

  test('say when no server answers', async () => {
    await using bench = await Bench.start('http://127.0.0.1:1');
    const state = await bench.updates.checkNow();
    assert.equal(updateText(state), 'Sluice could not look for updates. The log says why.');
  });
});

describe('a build', () => {
  test('is updated when it was packed with app-update.yml, and by whom is the platform’s', async () => {
    const resourcesFolder = await mkdtemp(join(tmpdir(), 'sluice-resources-'));
    const facts = { isPackaged: true, resourcesFolder, platform: 'win32', env: {} } as const;
    assert.equal(updateAbility(facts), 'none');
    await writeFile(join(resourcesFolder, 'app-update.yml'), '');
    assert.equal(updateAbility(facts), 'install');
    assert.equal(updateAbility({ ...facts, platform: 'darwin' }), 'install');
    assert.equal(updateAbility({ ...facts, platform: 'linux' }), 'tell');
    assert.equal(updateAbility({ ...facts, env: { PORTABLE_EXECUTABLE_DIR: 'E:\\' } }), 'tell');
    assert.equal(updateAbility({ ...facts, isPackaged: false }), 'none');
    assert.equal(updateAbility({ ...facts, resourcesFolder: undefined }), 'none');
    await rm(resourcesFolder, { recursive: true });
  });
});

describe('around the window', { skip: process.platform === 'linux' ? false : 'what is told is told on Linux' }, () => {
  before(buildForDesktop);

  test('a build that is not updated has no word of updates, and loads nothing', async () => {
    await using app = await boot({ isPackaged: true });
    await openedWindow(app.electron);
    const { applicationMenu } = app.electron.state;
    assert.throws(() => applicationMenu?.click('updates'), /no item/u);
    assert.equal(app.electron.updater.loads, 0);
  });

  test('a user checks from the menu, and reads the answer in a box, the tray, the window and the about panel', async (t) => {
    const resources = await mkdtemp(join(tmpdir(), 'sluice-resources-'));
    await writeFile(join(resources, 'app-update.yml'), '');
    Object.assign(process, { resourcesPath: resources });
    t.after(async () => {
      Reflect.deleteProperty(process, 'resourcesPath');
      await rm(resources, { recursive: true });
    });
    await using app = await boot({ isPackaged: true });
    const { electron } = app;
    const page = pageClient(await openedWindow(electron));
    assert.equal(electron.updater.loads, 0);
    await page.call('app.info', {});
    electron.updater.newest = '9.1.0';
    electron.state.applicationMenu?.click('updates');
    await eventually(() => electron.messageBoxes.some((box) => box.includes('Sluice 9.1.0 is out')), 'the box');
    assert.deepEqual([electron.updater.loads, electron.updater.checks], [1, 1]);
    assert.equal(electron.updater.autoDownload, false);
    const tray = await trayOf(electron);
    await eventually(() => tray.menu.find('update')?.label?.includes('Sluice 9.1.0 is out'), 'the tray');
    await eventually(
      () => page.requests.some((asked) => asked.kind === 'update' && asked.version === '9.1.0'),
      'the page',
    );
    assert.match(electron.app.about?.credits ?? '', /Electron .*\nSluice 9\.1\.0 is out/u);
  });
});
