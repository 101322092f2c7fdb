import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { showWindowIn, type AppBehindPage, type PageAnswer } from '../../desktop/preload-page.ts';
import type { AppSideMessage, PageSideMessage } from '../../desktop/preload-process.ts';
import { endProcess } from './end-process.ts';
import { readBrowserClipboard, type HostInput, type SluiceHost } from './sluice-host.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../desktop/preload-process.ts');

/** The desktop app on the fake Electron in a process of its own; its window's page in the browser, with the real preload. */
export async function startPreloadHost({ folder, context, watch }: HostInput): Promise<SluiceHost> {
  let running = await startApp(folder);
  let page: Page | null = null;
  return {
    downloadFolder: path.join(folder, 'Downloads'),
    openWindow: async () => {
      page = await context.newPage();
      watch(page);
      await showWindowIn(page, running.app);
      return page;
    },
    readClipboard: () => readBrowserClipboard(context, page),
    stop: async (signal = 'SIGTERM') => {
      await endProcess(running.child, signal);
      await page?.close();
      page = null;
    },
    start: async () => {
      running = await startApp(folder);
    },
  };
}

async function startApp(folder: string): Promise<{ readonly child: ChildProcess; readonly app: AppBehindPage }> {
  // As Electron's messages, these carry what a structured clone carries.
  const child = fork(PROGRAM, [folder], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const tell = (message: PageSideMessage): void => {
    // After the end of the app a page may still say something: Electron has no page then.
    if (child.connected) child.send(message);
  };
  const ready = Promise.withResolvers<Extract<AppSideMessage, { kind: 'ready' }>>();
  const fetches = new Map<number, (answer: PageAnswer) => void>();
  let deliver: ((channel: string, args: readonly unknown[]) => void) | null = null;
  child.on('message', (sent) => {
    // Only `preload-process.ts` writes to this channel.
    const message = sent as AppSideMessage;
    if (message.kind === 'ready') ready.resolve(message);
    else if (message.kind === 'fetched') fetches.get(message.id)?.(message.answer);
    else deliver?.(message.channel, message.args);
  });
  child.once('exit', (code) => ready.reject(new Error(`the app ended with ${code} before its window was open`)));
  const { url, preloadPath } = await ready.promise;
  const app: AppBehindPage = {
    url,
    preloadPath,
    fetch: async (address) => {
      const { promise, resolve } = Promise.withResolvers<PageAnswer>();
      const id = fetches.size;
      fetches.set(id, resolve);
      tell({ kind: 'fetch', id, url: address });
      return await promise;
    },
    begin: (receive) => {
      deliver = receive;
      tell({ kind: 'begin' });
    },
    send: (channel, args) => tell({ kind: 'send', channel, args }),
  };
  return { child, app };
}
