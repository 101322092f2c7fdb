import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { endProcess } from './end-process.ts';
import { readBrowserClipboard, type HostInput, type SluiceHost } from './sluice-host.ts';

const COMMAND = path.resolve(import.meta.dirname, '../../../build/sluice.js');

/** `sluice serve`, with its page in the browser. The port stays over restarts. */
export async function startPageHost({ folder, context, watch }: HostInput): Promise<SluiceHost> {
  const downloadFolder = path.join(folder, 'Downloads');
  let child: ChildProcess | null = null;
  let address = '';
  let port = '0';
  let page: Page | null = null;

  const start = async (): Promise<void> => {
    const options = ['--no-open', '--port', port, '--data-dir', path.join(folder, 'data'), '--dir', downloadFolder];
    child = spawn(process.execPath, [COMMAND, 'serve', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    address = await readAddress(child);
    port = new URL(address).port;
  };

  await start();
  return {
    downloadFolder,
    openWindow: async () => {
      page = await context.newPage();
      watch(page);
      await page.goto(address);
      return page;
    },
    readClipboard: () => readBrowserClipboard(context, page),
    stop: async (signal = 'SIGTERM') => {
      await endProcess(child, signal);
      child = null;
    },
    start,
  };
}

/** The one-use address that it prints. */
async function readAddress(child: ChildProcess): Promise<string> {
  let output = '';
  return await new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /^Open\s+(\S+)$/mu.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`sluice serve ended with ${code}:\n${output}`)));
  });
}
