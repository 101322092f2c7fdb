import { DESKTOP_WORDS } from '../../shared/locales/en-desktop.ts';
import { Menu, app, clipboard, dialog, ipcMain, protocol, session, shell } from 'electron';
import { join } from 'node:path';
import type { SluiceApp } from '../app/app-interface.ts';
import { createApp } from '../app/create-app.ts';
import { systemClock } from '../app/system-clock.ts';
import { systemNetwork } from '../app/system-network.ts';
import { appMenu } from './app-menu.ts';
import { hasUnfinished } from './core-summary.ts';
import { createIpcBridge } from './ipc-bridge.ts';
import type { Launch, Offer } from './launch.ts';
import { createLinkIntake } from './link-intake.ts';
import { openLocalServer } from './local-server.ts';
import { createMainWindow } from './main-window.ts';
import { guardSession } from './page-guard.ts';
import { servePage } from './page-protocol.ts';
import { openSurroundings } from './surroundings.ts';
import { findResources } from './resources.ts';
import { createShellPort } from './shell-port.ts';
import { decideClose } from './window-policy.ts';

/** The running desktop app. Disposing closes window, tray and core, in that order. */
export type Desktop = AsyncDisposable & {
  readonly show: () => void;
  /** Shows the window, with what came from outside in its add dialog. */
  readonly receive: (offer: Offer) => void;
};

/**
 * Opens core, window and tray, after the app is ready. `null` when the core refuses to start; the user has been told why.
 * @throws Error when something no one expected goes wrong.
 */
export async function openDesktop(launch: Launch, isQuitting: () => boolean): Promise<Desktop | null> {
  const result = await createApp({
    dataFolder: launch.dataFolder,
    ports: {
      clock: systemClock,
      random: Math.random,
      network: systemNetwork,
      shell: createShellPort(shell),
      defaultDownloadFolder: app.getPath('downloads'),
    },
    log,
  });
  if (!result.ok) {
    dialog.showErrorBox(DESKTOP_WORDS.cannotStart, result.refusal.message);
    return null;
  }
  const core = result.app;
  await using undo = new AsyncDisposableStack();
  undo.defer(() => core.close());

  const resources = findResources(import.meta.dirname);
  undo.use(await openLocalServer(core, { pageFolder: resources.pageFolder, dataFolder: launch.dataFolder, log }));
  const { platform } = process;
  const developing = !app.isPackaged;
  guardSession(session.defaultSession);
  servePage(protocol, resources.pageFolder);
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu({ platform, developing })]));

  const bridge = undo.use(createIpcBridge(ipcMain, core));
  const window = createMainWindow({
    preloadPath: resources.preloadPath,
    iconPath: join(resources.iconFolder, '256x256.png'),
    developing,
    connect: bridge.connect,
    request: bridge.request,
    decideClose: () => decideClose({ isQuitting: isQuitting(), platform, hasUnfinished: hasUnfinished(core) }),
  });
  undo.defer(() => window.destroy());

  const commands = core.openSession(() => {});
  undo.defer(() => commands.close());
  const intake = createLinkIntake({ clipboard, dialog, offer: (links) => window.request({ kind: 'addLinks', links }) });
  undo.use(openSurroundings({ core, commands, window, intake, iconFolder: resources.iconFolder, log, inBackground }));
  quitOnRequest(core);

  const owned = undo.move();
  return {
    show: window.show,
    receive: (offer) => {
      window.show();
      inBackground(intake.offer(offer));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** `sluice` on the command line may ask the running app to end. */
function quitOnRequest(core: SluiceApp): void {
  inBackground(core.shutdownRequested.then(() => app.quit()));
}

/** For work that a click starts and nobody waits for. */
function inBackground(work: Promise<unknown>): void {
  work.catch((error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}
