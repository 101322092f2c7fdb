import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright/test';
import { PROJECT_FOLDER } from '../../../build/build-steps.ts';
import { endProcess } from './end-process.ts';
import type { HostInput, SluiceHost } from './sluice-host.ts';

/** The page's own calls count from 1. */
const CALL_ID = 2 ** 40;

/** The desktop app in Electron. `executablePath` is its binary. */
export async function startElectronHost({ folder, watch }: HostInput, executablePath: string): Promise<SluiceHost> {
  const downloadFolder = path.join(folder, 'Downloads');
  await mkdir(downloadFolder);
  const launch = (): Promise<ElectronApplication> =>
    _electron.launch({
      executablePath,
      // As root Chromium's sandbox cannot start, as in `npm start`.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        PROJECT_FOLDER,
        '--data-dir',
        path.join(folder, 'data'),
      ],
    });
  let app = await launch();
  return {
    downloadFolder,
    openWindow: async () => {
      const page = await app.firstWindow();
      watch(page);
      await useFolder(page, downloadFolder);
      // Nobody sees the dialog that asks where to save.
      await app.evaluate(
        ({ dialog }, filePath) => {
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
        },
        path.join(downloadFolder, 'saved.json'),
      );
      return page;
    },
    readClipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    stop: (signal = 'SIGTERM') => endProcess(app.process(), signal),
    start: async () => {
      app = await launch();
    },
  };
}

/** Downloads go to the spec's folder: the platform's own cannot be chosen from outside everywhere. */
async function useFolder(page: Page, downloadFolder: string): Promise<void> {
  const call = { type: 'call', callId: CALL_ID, name: 'settings.change', input: { downloadFolder } };
  await page.evaluate(`new Promise((resolve) => {
    const stop = window.sluice.onMessage((message) => {
      if (message.type !== 'reply' || message.callId !== ${CALL_ID}) return;
      stop();
      resolve();
    });
    window.sluice.send(${JSON.stringify(call)});
  })`);
}
