import assert from 'node:assert/strict';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { createApp, type CreateAppInput } from '../../main/app/create-app.ts';
import type { SluiceApp, WindowSession } from '../../main/app/app-interface.ts';
import type { SystemProxy } from '../../main/app/proxy-policy.ts';
import { systemClock } from '../../main/app/system-clock.ts';
import { systemNetwork } from '../../main/app/system-network.ts';
import type { SecretBox } from '../../main/store/sealed-secrets.ts';
import type { CallInput, CallName, CallOutput, ViewSpec } from '../../shared/contract.ts';
import type { Frame } from '../../shared/window-frame.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import { makeTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

/** The whole core with its real engine, in a temporary folder, for tests; can be closed and started again. */
export class AppBench implements AsyncDisposable {
  readonly #folder = makeTempFolder();
  readonly dataFolder: string;
  readonly downloadFolder = path.join(this.#folder.path, 'files');
  /** What the shell port was asked to open or show. */
  readonly opened: string[] = [];
  /** What seals logins from the next start on. */
  secrets: SecretBox | null = null;
  /** What the system says of proxies from the next start on. */
  proxy: SystemProxy = null;
  #app: SluiceApp | null = null;
  #session: WindowSession | null = null;

  readonly #mayComplain: boolean;

  private constructor(dataFolder: string | undefined, mayComplain: boolean) {
    this.#mayComplain = mayComplain;
    this.dataFolder = dataFolder ?? path.join(this.#folder.path, 'data');
  }

  /** @param options whether the core may log that its database does not take a change; otherwise that fails the test. */
  static async start(
    settings: CreateAppInput['settings'] = {},
    dataFolder?: string,
    options: { readonly mayComplain?: boolean } = {},
  ): Promise<AppBench> {
    const bench = new AppBench(dataFolder, options.mayComplain === true);
    await bench.restart(settings);
    return bench;
  }

  get app(): SluiceApp {
    assert.ok(this.#app !== null);
    return this.#app;
  }

  input(settings: CreateAppInput['settings'] = {}): CreateAppInput {
    const open = (file: string): Promise<void> => {
      this.opened.push(file);
      return Promise.resolve();
    };
    return {
      dataFolder: this.dataFolder,
      ports: {
        clock: systemClock,
        random: () => 0.1,
        network: systemNetwork,
        proxy: this.proxy,
        shell: {
          openFile: open,
          showInFolder: open,
          chooseFolder: null,
          chooseSaveFile: null,
          answerCountdown: null,
          moveToTrash: null,
        },
        secrets: this.secrets,
        defaultDownloadFolder: this.downloadFolder,
      },
      settings,
      log: (message) => assert.ok(this.#mayComplain, message),
    };
  }

  async restart(settings: CreateAppInput['settings'] = {}): Promise<void> {
    await this.#app?.close();
    const started = await createApp(this.input(settings));
    assert.ok(started.ok, started.ok ? '' : started.refusal.message);
    this.#app = started.app;
    this.#session = started.app.openSession(() => {});
  }

  /** Watches the list as a window does; disposing closes it. */
  watch(onFrame: (frame: Frame) => void, sorted: Partial<ViewSpec> = {}): Disposable {
    const session = this.app.openSession((message) => {
      if (message.type !== 'frame') return;
      onFrame(message.frame);
      session.receive({ type: 'acknowledge', revision: message.frame.revision });
    });
    const view = { filter: 'all', search: '', sort: 'added', descending: true, ...sorted };
    session.receive({ type: 'call', callId: 0, name: 'view.watch', input: { view, ranges: [{ start: 0, end: 10 }] } });
    return { [Symbol.dispose]: () => session.close() };
  }

  /** Makes a call that has to work. */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    assert.ok(this.#session !== null);
    const reply = await this.#session.call(name, input);
    assert.ok(reply.ok, reply.ok ? '' : `${name}: ${reply.code} ${reply.detail}`);
    return reply.value;
  }

  /** Makes a call that has to be refused, and gives the code. */
  async refused<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<string> {
    assert.ok(this.#session !== null);
    const reply = await this.#session.call(name, input);
    assert.ok(!reply.ok, `${name} should have been refused`);
    return reply.code;
  }

  /** Spoils one saved setting in the closed app's database. */
  damageSetting(name: string): void {
    const database = new SqliteDatabase(path.join(this.dataFolder, 'sluice.db'));
    database.prepare('UPDATE settings SET value = ? WHERE name = ?').run('{"not": "a number', name);
    database.close();
  }

  async add(url: string): Promise<DownloadId> {
    const { ids } = await this.call('downloads.add', { downloads: [{ url }] });
    const [id] = ids;
    assert.ok(id !== null && id !== undefined);
    return id;
  }

  /** Waits for the commit that brings the download into the state. */
  async reaches(id: DownloadId, kind: DownloadStateKind): Promise<void> {
    if (this.app.queue.get(id)?.state.kind === kind) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    using _listener = this.app.onDownloadEvent((event) => {
      if (event.id === id && event.to === kind) resolve();
    });
    const bound = setTimeout(
      () => reject(new Error(`${id} is ${JSON.stringify(this.app.queue.get(id)?.state)}, not ${kind}`)),
      20_000,
    );
    await promise.finally(() => clearTimeout(bound));
  }

  /** Waits until a complete file is not on its way to another name or folder any more, wherever it is then. */
  async moveEnds(id: DownloadId): Promise<void> {
    await until(() => {
      const relocation = this.app.queue.get(id)?.relocation ?? null;
      return relocation === null || relocation.kind === 'failed';
    }, 'the move to end');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.close();
    this.#folder[Symbol.dispose]();
  }
}
