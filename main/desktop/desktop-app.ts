import { DESKTOP_WORDS } from '../../shared/words.ts';
import {
  BrowserWindow,
  app,
  clipboard,
  dialog,
  ipcMain,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron';
import { join } from 'node:path';
import type { CloseVerdict } from '../engine/protocol.ts';
import { closeAround } from '../app/close-around.ts';
import { createApp } from '../app/create-app.ts';
import { systemClock } from '../app/system-clock.ts';
import { APP_VERSION } from '../app/app-version.ts';
import { aboutPanel } from './about.ts';
import { showAppMenu } from './app-menu-host.ts';
import { askBeforeClose } from './ask-before-close.ts';
import { guardAgainstCrashes } from './crash-guard.ts';
import { desktopActions } from './desktop-actions.ts';
import { desktopNetwork } from './desktop-network.ts';
import { configFolder, followLoginSetting, setStartAtLogin } from './login-item.ts';
import { createDoneHost } from './done-host.ts';
import { performDone } from './perform-done.ts';
import { openLogFile } from './log-file.ts';
import { openDrops } from './drops.ts';
import { hasUnfinished } from './core-summary.ts';
import { jumpList } from './jump-list.ts';
import { createIpcBridge } from './ipc-bridge.ts';
import type { Launch, Offer } from './launch.ts';
import { createLinkIntake } from './link-intake.ts';
import { openLocalServer } from './local-server.ts';
import { createMessageBox } from './message-box.ts';
import { createMainWindow } from './main-window.ts';
import { guardSession } from './page-guard.ts';
import { servePage } from './page-protocol.ts';
import { recoverPage } from './page-recovery.ts';
import { spokenSettings } from './spoken-settings.ts';
import { openSurroundings } from './surroundings.ts';
import { findResources } from './resources.ts';
import { openSecretBox } from './secret-box.ts';
import { createShellPort } from './shell-port.ts';
import { systemProxy } from './system-proxy.ts';
import { decideClose, opensWindow } from './window-policy.ts';

/** The running desktop app. Disposing closes window, tray and core, in that order. */
export type Desktop = {
  /** Closes everything, the core last. */
  readonly close: () => Promise<CloseVerdict>;
  readonly show: () => void;
  /** Shows the window after the start, unless only the tray is wanted. */
  readonly begin: () => void;
  /** Shows the window, with what came from outside in its add dialog. */
  readonly receive: (offer: Offer) => void;
  /** Shows the window, with the links on the clipboard in its add dialog. */
  readonly addFromClipboard: () => void;
};

/**
 * Opens core, window and tray, after the app is ready. `null` when the core refuses to start; the user has been told why. The
 * core's threads know nothing of Electron: none may import it (https://www.electronjs.org/docs/latest/tutorial/multithreading).
 * @throws Error when something no one expected goes wrong.
 */
export async function openDesktop(launch: Launch, isQuitting: () => boolean): Promise<Desktop | null> {
  await using undo = new AsyncDisposableStack();
  const logFile = undo.use(openLogFile(launch.dataFolder));
  const { log } = logFile;
  undo.use(guardAgainstCrashes({ app, dialog, log, flush: logFile.flush }));
  const inBackground = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  };
  const result = await createApp({
    dataFolder: launch.dataFolder,
    ports: {
      clock: systemClock,
      random: Math.random,
      network: desktopNetwork(powerMonitor),
      proxy: systemProxy(session.defaultSession),
      shell: createShellPort({ shell, dialog, window: () => BrowserWindow.getFocusedWindow() }),
      secrets: await openSecretBox({
        safeStorage,
        platform: process.platform,
        keyFile: join(launch.dataFolder, 'login-keys'),
        log,
      }),
      defaultDownloadFolder: app.getPath('downloads'),
    },
    log,
  });
  if (!result.ok) {
    dialog.showErrorBox(DESKTOP_WORDS.cannotStart, result.refusal.message);
    return null;
  }
  const core = result.app;
  undo.defer(async () => {
    await core.close();
  });

  const preferred = app.getPreferredSystemLanguages();
  const spoken = await spokenSettings(core.queue, { preferred, inBackground });
  const resources = findResources(import.meta.dirname);
  undo.use(await openLocalServer(core, { pageFolder: resources.pageFolder, dataFolder: launch.dataFolder, log }));
  const { platform } = process;
  const developing = !app.isPackaged;
  guardSession(session.defaultSession);
  const iconPath = join(resources.iconFolder, '256x256.png');
  app.setAboutPanelOptions(aboutPanel({ appVersion: APP_VERSION, versions: process.versions, platform, iconPath }));
  // The graphics process and its like: Chromium starts them again by itself.
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log(`a process of Chromium ended: ${type}, ${reason} (${exitCode})`);
  });
  servePage(protocol, resources.pageFolder);

  const commands = core.openSession(() => {});
  undo.defer(() => commands.close());
  const bridge = undo.use(createIpcBridge(ipcMain, core));
  const window = createMainWindow({
    preloadPath: resources.preloadPath,
    iconPath,
    developing,
    connect: bridge.connect,
    recover: (contents) =>
      recoverPage({
        contents,
        messageBox: (options) => messageBox(options),
        nowMs: () => systemClock.monotonicMs(),
        log,
        quit: () => app.quit(),
        inBackground,
      }),
    onMissingPage: (reason) => {
      log(`the window's page did not load: ${reason}`);
      dialog.showErrorBox(DESKTOP_WORDS.pageMissingTitle, DESKTOP_WORDS.pageMissingDetail);
    },
    request: bridge.request,
    decideClose: () =>
      decideClose({
        isQuitting: isQuitting(),
        platform,
        hasUnfinished: hasUnfinished(core),
        policy: core.queue.settings().onWindowClose,
      }),
    onSessionEnd: () => app.quit(),
    askClose: (asking) => inBackground(askBeforeClose({ window: asking, dialog, commands, quit: () => app.quit() })),
  });
  undo.defer(() => window.destroy());

  const messageBox = createMessageBox({ dialog, platform, window });
  const offer = (links: readonly string[]): void => window.request({ kind: 'addLinks', links });
  const intake = createLinkIntake({ clipboard, dialog, window: window.current, messageBox, offer });
  const done = undo.use(
    createDoneHost({
      messageBox,
      clock: systemClock,
      perform: (action) => performDone(action, { platform, quit: () => app.quit() }),
      inBackground,
    }),
  );
  const actions = desktopActions({
    core,
    commands,
    window,
    messageBox,
    intake,
    done,
    logFolder: logFile.folder,
    inBackground,
  });
  undo.use(showAppMenu({ queue: spoken, done, platform, locale: app.getLocale(), developing, actions }));
  const isList = bridge.isConnected;
  undo.use(openDrops({ core, commands, ipcMain, isList, intake, resources, developing, inBackground }));
  const { iconFolder } = resources;
  undo.use(openSurroundings({ core, spoken, commands, window, intake, actions, done, iconFolder, log, inBackground }));
  const login = {
    app,
    platform,
    programPath: process.env['APPIMAGE'] ?? process.execPath,
    configFolder: configFolder(),
  };
  // From source there is no program to start.
  if (app.isPackaged && platform === 'win32') app.setJumpList(jumpList(login.programPath));
  if (app.isPackaged) followLoginSetting(core.queue, (isWanted) => inBackground(setStartAtLogin(isWanted, login)));
  inBackground(core.shutdownRequested.then(() => app.quit()));

  const receive = (offer: Offer): void => {
    window.show();
    inBackground(intake.offer(offer));
  };
  const owned = undo.move();
  return {
    show: window.show,
    begin: () => {
      const { isHidden } = launch;
      const { wasOpenedAtLogin } = app.getLoginItemSettings();
      const { startInTray } = core.queue.settings();
      const hasOffer = launch.links.length + launch.files.length > 0;
      if (opensWindow({ isHidden, wasOpenedAtLogin, startInTray, hasOffer })) receive(launch);
    },
    receive,
    addFromClipboard: actions.addFromClipboard,
    close: () => closeAround(owned.disposeAsync(), core),
  };
}
