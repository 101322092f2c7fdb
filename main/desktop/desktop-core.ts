import { BrowserWindow, app, dialog, powerMonitor, safeStorage, session, shell } from 'electron';
import { join } from 'node:path';
import { createApp, type StartResult } from '../app/create-app.ts';
import { systemClock } from '../app/system-clock.ts';
import { desktopNetwork } from './desktop-network.ts';
import { openSecretBox } from './secret-box.ts';
import { createShellPort } from './shell-port.ts';
import { systemProxy } from './system-proxy.ts';

/**
 * The core with what Electron knows of the system behind its ports. Its threads know nothing of Electron: none may import it
 * (https://www.electronjs.org/docs/latest/tutorial/multithreading).
 */
export async function openDesktopCore(
  dataFolder: string,
  input: { readonly log: (message: string) => void; readonly answerCountdown: (answer: 'cancel' | 'now') => void },
): Promise<StartResult> {
  const { platform } = process;
  const { log, answerCountdown } = input;
  return await createApp({
    dataFolder,
    ports: {
      clock: systemClock,
      random: Math.random,
      network: desktopNetwork(powerMonitor),
      proxy: systemProxy(session.defaultSession),
      shell: createShellPort({ shell, dialog, answerCountdown, window: () => BrowserWindow.getFocusedWindow() }),
      secrets: await openSecretBox({ safeStorage, platform, keyFile: join(dataFolder, 'login-keys'), log }),
      defaultDownloadFolder: app.getPath('downloads'),
    },
    log,
  });
}
