import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildTree } from '../../build/build-steps.ts';
import type { SluiceBridge } from '../../main/desktop/preload.ts';
import type { CallInput, CallName, CallOutput, CoreMessage, Reply, WindowRequest } from '../../shared/contract.ts';
import type { Frame } from '../../shared/window-frame.ts';
import { bootDesktop } from '../fakes/electron/boot.ts';
import type { FakeElectron } from '../fakes/electron/fake-electron.ts';
import type { FakeMenu, FakeTray } from '../fakes/electron/fake-tray.ts';
import type { FakeWindow } from '../fakes/electron/fake-window.ts';

const ENTRIES = {
  source: new URL('../../main/desktop/main.ts', import.meta.url),
  emitted: new URL('../../dist/main/desktop/main.js', import.meta.url),
} as const;

/** Builds what a boot needs: the preload, the page and the icons for Chromium, and the emitted entry. */
export async function buildForDesktop(): Promise<void> {
  await buildTree({ log: () => undefined });
}

/** A booted app with a folder of its own. Disposing quits it, if it still runs, and removes the folder. */
export type BootedApp = AsyncDisposable & {
  readonly electron: FakeElectron;
  readonly dataFolder: string;
  readonly downloadFolder: string;
};

/** Boots the real entry. `folder` continues with the data of an app booted before. */
export async function boot(
  options: {
    readonly args?: readonly string[];
    readonly folder?: string;
    readonly isSecondInstance?: boolean;
    readonly isPackaged?: boolean;
    readonly entry?: keyof typeof ENTRIES;
    /** The system names no folder for downloads, which none lacks. */
    readonly failsAtStart?: boolean;
  } = {},
): Promise<BootedApp> {
  return bootAt(ENTRIES[options.entry ?? 'source'], options);
}

/** The same for an entry that lies elsewhere. */
export async function bootAt(
  entry: URL,
  options: {
    readonly args?: readonly string[];
    readonly folder?: string;
    readonly isSecondInstance?: boolean;
    readonly isPackaged?: boolean;
    readonly failsAtStart?: boolean;
  } = {},
): Promise<BootedApp> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sluice-desktop-')));
  const dataFolder = join(folder, 'data');
  const downloadFolder = join(folder, 'Downloads');
  await mkdir(downloadFolder, { recursive: true });
  const { electron } = await bootDesktop(
    entry,
    {
      folders: options.failsAtStart === true ? {} : { downloads: downloadFolder },
      isSecondInstance: options.isSecondInstance ?? false,
      isPackaged: options.isPackaged ?? false,
    },
    ['--data-dir', dataFolder, ...(options.args ?? [])],
  );
  return {
    electron,
    dataFolder,
    downloadFolder,
    [Symbol.asyncDispose]: async () => {
      electron.app.quit();
      await electron.app.exited;
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looks until it sees something; fails with the last look after 15 s. */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  wanted: string,
): Promise<NonNullable<Value>> {
  const until = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`waited for: ${wanted}`);
    await wait(20);
  }
}

/** The one window, once its page runs. */
export async function openedWindow(electron: FakeElectron): Promise<FakeWindow> {
  return await eventually(
    () => [...electron.windows].find((window) => window.webContents.page !== null),
    'the window with its page',
  );
}

/** The tray's menu as it is now. */
export async function trayOf(electron: FakeElectron): Promise<FakeTray & { menu: FakeMenu }> {
  return await eventually(() => {
    const tray = electron.trays[0];
    // The second half of the type is what was just checked.
    return tray?.menu === null || tray === undefined ? null : (tray as FakeTray & { menu: FakeMenu });
  }, 'the tray and its menu');
}

/** What the page can do, through the real preload. */
export type PageClient = {
  readonly frames: readonly Frame[];
  /** What the app asked of the page. */
  readonly requests: readonly WindowRequest[];
  readonly call: <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<Reply<CallOutput<Name>>>;
  readonly stop: () => void;
};

/** Speaks the contract from inside the page, over `window.sluice`. */
export function pageClient(window: FakeWindow): PageClient {
  // The preload was evaluated in a context of its own: the test names the type again.
  const bridge = window.webContents.page?.exposed['sluice'] as SluiceBridge | undefined;
  assert.ok(bridge, 'the preload exposed window.sluice');
  const frames: Frame[] = [];
  const requests: WindowRequest[] = [];
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  let calls = 0;
  const stop = bridge.onMessage((message: CoreMessage) => {
    if (message.type === 'reply') {
      waiting.get(message.callId)?.(message.reply);
      return;
    }
    if (message.type === 'request') {
      requests.push(message.request);
      return;
    }
    if (message.type === 'progress') return;
    frames.push(message.frame);
    bridge.send({ type: 'acknowledge', revision: message.frame.revision });
  });
  return {
    frames,
    requests,
    stop,
    call: async (name, input) => {
      calls += 1;
      const callId = calls;
      const { promise, resolve } = Promise.withResolvers<Reply<unknown>>();
      waiting.set(callId, resolve);
      bridge.send({ type: 'call', callId, name, input });
      // The contract says what each call answers.
      return (await promise) as never;
    },
  };
}

/** The state of every download, by name. */
export async function statesByName(page: PageClient): Promise<Record<string, string>> {
  const reply = await page.call('downloads.list', {});
  assert.ok(reply.ok);
  return Object.fromEntries(reply.value.rows.map((row) => [row.name, row.state.kind]));
}

/** A file's SHA-256 in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
