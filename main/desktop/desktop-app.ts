import { DESKTOP_WORDS } from '../../shared/words.ts';
import { app, clipboard, dialog, ipcMain, nativeTheme, protocol, session } from 'electron';
import { join } from 'node:path';
import type { CloseVerdict } from '../engine/protocol.ts';
import { closeAround } from '../app/close-around.ts';
import { openDesktopCore } from './desktop-core.ts';
import { followInstallation } from './installation.ts';
import { openWindowHost } from './window-host.ts';
import { systemClock } from '../app/system-clock.ts';
import { APP_VERSION } from '../app/app-version.ts';
import { aboutPanel } from './about.ts';
import { showAppMenu } from './app-menu-host.ts';
import { guardAgainstCrashes } from './crash-guard.ts';
import { desktopActions } from './desktop-actions.ts';
import { createDoneHost } from './done-host.ts';
import { performDone } from './perform-done.ts';
import { openLogFile } from './log-file.ts';
import { openDrops } from './drops.ts';
import { followSettings } from './follow-settings.ts';
import { createIpcBridge } from './ipc-bridge.ts';
import type { Launch, Offer } from './launch.ts';
import { createLinkIntake } from './link-intake.ts';
import { openLocalServer } from './local-server.ts';
import { guardSession } from './page-guard.ts';
import { servePage } from './page-protocol.ts';
import { spokenSettings } from './spoken-settings.ts';
import { openSurroundings } from './surroundings.ts';
import { openUpdates } from './update-host.ts';
import { findResources } from './resources.ts';
import { askForTrayPlace, showWithoutTray } from './tray-place.ts';
import { opensWindow } from './window-policy.ts';

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
 * Opens core, window and tray, after the app is ready. `null` when the core refuses to start; the user has been told why.
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
  const result = await openDesktopCore(launch.dataFolder, { log, answerCountdown: (answer) => done.answer(answer) });
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
  const showAbout = (update: string | null): void => {
    const { versions } = process;
    app.setAboutPanelOptions(aboutPanel({ appVersion: APP_VERSION, versions, platform, iconPath, update }));
  };
  showAbout(null);
  // The graphics process and its like: Chromium starts them again by itself.
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log(`a process of Chromium ended: ${type}, ${reason} (${exitCode})`);
  });
  servePage(protocol, resources.pageFolder);

  const commands = core.openSession(() => {});
  undo.defer(() => commands.close());
  const bridge = undo.use(createIpcBridge(ipcMain, core));
  // Before the window: its background is that of the theme.
  undo.use(
    followSettings(core.queue, ({ theme }) => {
      nativeTheme.themeSource = theme;
    }),
  );
  const { window, messageBox } = openWindowHost({ core, commands, bridge, resources, isQuitting, log, inBackground });
  undo.defer(() => window.destroy());

  const intake = createLinkIntake({
    clipboard,
    dialog,
    window: window.current,
    messageBox,
    offer: (links, metalinks = []) =>
      window.request({ kind: 'addLinks', links, ...(metalinks.length === 0 ? {} : { metalinks }) }),
  });
  const done = undo.use(
    createDoneHost({
      show: (countdown) => window.request({ kind: 'countdown', ...countdown }),
      hide: () => window.tell({ kind: 'countdownOver' }),
      clock: systemClock,
      perform: (action) => performDone(action, { platform, quit: () => app.quit() }),
      inBackground,
    }),
  );
  const updates = undo.use(
    openUpdates({ settings: core.queue, commands, window, messageBox, showAbout, log, inBackground }),
  );
  const actions = desktopActions({
    core,
    commands,
    window,
    messageBox,
    intake,
    done,
    updates,
    logFolder: logFile.folder,
    inBackground,
  });
  const locale = app.getLocale();
  const menu = undo.use(
    showAppMenu({ queue: spoken, done, platform, locale, developing, update: updates.state, actions }),
  );
  const isList = bridge.isConnected;
  undo.use(openDrops({ core, commands, ipcMain, isList, intake, resources, developing, inBackground }));
  const { iconFolder } = resources;
  const around = undo.use(
    openSurroundings({ core, spoken, commands, window, intake, actions, done, updates, iconFolder, log, inBackground }),
  );
  updates.onChange(() => {
    menu.refresh();
    around.refreshTray();
  });
  // From source there is no program to start.
  if (app.isPackaged) followInstallation(core.queue, platform, inBackground);
  inBackground(core.shutdownRequested.then(() => app.quit()));

  const receive = (offer: Offer): void => {
    window.show();
    inBackground(intake.offer(offer));
  };
  const ending = new AbortController();
  undo.defer(() => ending.abort());
  const owned = undo.move();
  return {
    show: window.show,
    begin: () => {
      const { isHidden } = launch;
      const { wasOpenedAtLogin } = app.getLoginItemSettings();
      const { startInTray } = core.queue.settings();
      const hasOffer = launch.links.length + launch.files.length > 0;
      if (opensWindow({ isHidden, wasOpenedAtLogin, startInTray, hasOffer })) receive(launch);
      else {
        const { hasTray } = around;
        const { show } = window;
        const clock = systemClock;
        inBackground(showWithoutTray({ hasTray, platform, ask: askForTrayPlace, clock, signal: ending.signal, show }));
      }
    },
    receive,
    addFromClipboard: actions.addFromClipboard,
    close: () => closeAround(owned.disposeAsync(), core),
  };
}
