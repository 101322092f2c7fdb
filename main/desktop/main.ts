import { app, powerMonitor, protocol } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { thisPlatform } from '../app/data-folder.ts';
import { closeBeforeQuit } from './app-life.ts';
import { type Desktop, openDesktop } from './desktop-app.ts';
import { CLIPBOARD_ARGUMENT } from './jump-list.ts';
import { offerOfSecondLaunch, readLaunch } from './launch.ts';
import { linksAmong } from './launch-links.ts';
import { linkFilesAmong } from './link-file.ts';
import { registerPageScheme } from './page-protocol.ts';

/*
 * Where Electron starts. The app's lock, its folders and the page's scheme must be settled before `ready`, which Electron
 * holds back only until this module has been evaluated: no `await` up here
 * (https://www.electronjs.org/docs/latest/tutorial/esm).
 */

const launch = readLaunch(process.argv.slice(1), thisPlatform(), process.cwd());
// Chromium's own files (caches, the lock) stay apart from ours. The folder must exist, and the lock goes by it.
const chromiumFolder = join(launch.dataFolder, 'window');
mkdirSync(chromiumFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', chromiumFolder);
registerPageScheme(protocol);
// The same as `appId` in build/electron-builder.yml: Windows shows notifications of known apps only, and groups by it.
if (process.platform === 'win32') app.setAppUserModelId('org.sluice.Sluice');
// https://www.electronjs.org/docs/latest/api/app#apprequestsingleinstancelockadditionaldata
if (app.requestSingleInstanceLock({ links: launch.links, files: launch.files })) startFirstInstance();
else app.exit(0);

function startFirstInstance(): void {
  let life: ReturnType<typeof closeBeforeQuit> | null = null;
  const starting = app.whenReady().then(() => openDesktop(launch, () => life?.isQuitting() ?? false));
  life = closeBeforeQuit({
    app,
    close: async () => {
      const desktop = await starting;
      return (await desktop?.close()) ?? 'ended';
    },
  });

  withDesktop(starting, (desktop) => {
    if (!launch.isHidden) desktop.receive(launch);
    if (launch.wantsClipboard) desktop.addFromClipboard();
  });
  app.on('second-instance', (_event, args, folder, data) => {
    withDesktop(starting, (desktop) => {
      desktop.receive(offerOfSecondLaunch(args, folder, data));
      if (args.includes(CLIPBOARD_ARGUMENT)) desktop.addFromClipboard();
    });
  });
  // macOS hands over links here, possibly before `ready` (https://www.electronjs.org/docs/latest/api/app#event-open-url-macos).
  app.on('open-url', (event, url) => {
    event.preventDefault();
    withDesktop(starting, (desktop) => desktop.receive({ links: linksAmong([url]), files: [] }));
  });
  // The same for files (https://www.electronjs.org/docs/latest/api/app#event-open-file-macos).
  app.on('open-file', (event, path) => {
    event.preventDefault();
    withDesktop(starting, (desktop) => desktop.receive({ links: [], files: linkFilesAmong([path], '/') }));
  });
  app.on('activate', () => withDesktop(starting, (desktop) => desktop.show()));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Log-out and shutdown on Linux and macOS; Windows ends the session through the window's own events.
  withDesktop(starting, () => {
    powerMonitor.on('shutdown', () => app.quit());
  });
}

/** Does something once the app is up. When it never comes up, the process ends: with a code, and not twice. */
function withDesktop(starting: Promise<Desktop | null>, use: (desktop: Desktop) => void): void {
  const run = async (): Promise<void> => {
    const desktop = await starting;
    if (desktop === null) app.exit(1);
    else use(desktop);
  };
  run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    app.exit(1);
  });
}
