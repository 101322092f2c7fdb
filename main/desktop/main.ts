import { app, dialog, powerMonitor, protocol } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fillText } from '../../shared/fill-text.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { thisPlatform } from '../app/data-folder.ts';
import { closeBeforeQuit } from './app-life.ts';
import { type Desktop, openDesktop } from './desktop-app.ts';
import { CLIPBOARD_ARGUMENT } from './jump-list.ts';
import { commandArguments } from './command-arguments.ts';
import { runCommand } from './command-mode.ts';
import { type Launch, offerOfSecondLaunch, readLaunch } from './launch.ts';
import { linksAmong } from './launch-links.ts';
import { linkFilesAmong } from './link-file.ts';
import { openLogFile } from './log-file.ts';
import { registerPageScheme } from './page-protocol.ts';

/*
 * Where Electron starts. The app's lock, its folders and the page's scheme must be settled before `ready`, which Electron
 * holds back only until this module has been evaluated: no `await` up here
 * (https://www.electronjs.org/docs/latest/tutorial/esm).
 */

let hasFailed = false;
const command = commandArguments(process.argv);
if (command === null) startApp(readLaunch(process.argv.slice(1), thisPlatform(), process.cwd()));
else runCommand(command);

function startApp(launch: Launch): void {
  // Chromium's own files (caches, the lock) stay apart from ours. The folder must exist, and the lock goes by it.
  const chromiumFolder = join(launch.dataFolder, 'window');
  const folderTrouble = makeFolder(chromiumFolder);
  if (folderTrouble === null) app.setPath('userData', chromiumFolder);
  registerPageScheme(protocol);
  // The same as `appId` in build/electron-builder.yml: Windows shows notifications of known apps only, and groups by it.
  if (process.platform === 'win32') app.setAppUserModelId('org.sluice.Sluice');
  // https://www.electronjs.org/docs/latest/api/app#apprequestsingleinstancelockadditionaldata
  if (folderTrouble !== null) void app.whenReady().then(() => failToStart(folderTrouble));
  else if (app.requestSingleInstanceLock({ links: launch.links, files: launch.files })) startFirstInstance(launch);
  else app.exit(0);
}

/** `null` when it is there, else why not, in words. */
function makeFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return null;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fillText(DESKTOP_WORDS.cannotUseFolder, { folder, reason });
  }
}

/** Nobody looks at stderr of a program that was started from a menu: it is told in a window, too. */
function failToStart(detail: string): void {
  dialog.showErrorBox(DESKTOP_WORDS.cannotStart, detail);
  app.exit(1);
}

/** An app that comes up, or does not. */
type Starting = { readonly desktop: Promise<Desktop | null>; readonly dataFolder: string };

function startFirstInstance(launch: Launch): void {
  let life: ReturnType<typeof closeBeforeQuit> | null = null;
  const desktop = app.whenReady().then(() => openDesktop(launch, () => life?.isQuitting() ?? false));
  const starting: Starting = { desktop, dataFolder: launch.dataFolder };
  life = closeBeforeQuit({
    app,
    close: async () => {
      const opened = await desktop;
      return (await opened?.close()) ?? 'ended';
    },
  });

  withDesktop(starting, (desktop) => {
    desktop.begin();
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
  // Log-out and shutdown on Linux and macOS; Windows ends the session through the window's own events. The system waits for
  // the end of an app that prevents the event, which Electron's declarations do not give to the listener
  // (https://www.electronjs.org/docs/latest/api/power-monitor#event-shutdown-linux-macos).
  withDesktop(starting, () => {
    powerMonitor.on('shutdown', (...args: readonly unknown[]) => {
      holdBack(args[0]);
      app.quit();
    });
  });
}

function holdBack(event: unknown): void {
  if (typeof event !== 'object' || event === null || !('preventDefault' in event)) return;
  if (typeof event.preventDefault === 'function') Reflect.apply(event.preventDefault, event, []);
}

/** Does something once the app is up. When it never comes up, the process ends: told in words, with a code, and not twice. */
function withDesktop(starting: Starting, use: (desktop: Desktop) => void): void {
  const run = async (): Promise<void> => {
    const desktop = await starting.desktop;
    if (desktop === null) app.exit(1);
    else use(desktop);
  };
  run().catch((error: unknown) => {
    if (!hasFailed) void reportFailure(error, starting.dataFolder);
    hasFailed = true;
  });
}

async function reportFailure(error: unknown, dataFolder: string): Promise<void> {
  await using logFile = openLogFile(dataFolder);
  logFile.log(`cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  await logFile.flush();
  const reason = error instanceof Error ? error.message : String(error);
  failToStart(fillText(DESKTOP_WORDS.cannotStartDetail, { reason, folder: logFile.folder }));
}
