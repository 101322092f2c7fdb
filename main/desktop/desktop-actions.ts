import { app, clipboard, dialog, shell } from 'electron';
import { mkdir } from 'node:fs/promises';
import { release } from 'node:os';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { LEGAL_MOVES, type DownloadStateKind } from '../../shared/download-state.ts';
import type { StateCounts } from '../../shared/window-frame.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { APP_VERSION } from '../app/app-version.ts';
import type { AppMenuActions } from './app-menu.ts';
import { diagnosticsText } from './diagnostics.ts';
import type { DoneHost } from './done-host.ts';
import { saveLinkList } from './link-list.ts';
import type { MessageBox } from './message-box.ts';
import type { LinkIntake } from './link-intake.ts';
import type { MainWindow } from './main-window.ts';
import type { UpdateHost } from './update-host.ts';
import type { TrayActions } from './tray-menu.ts';

/**
 * What the menus of the app and of the tray do. Each is one call of the core, or one of the system; errors are rare here
 * and nobody waits for an answer, so `inBackground` logs them.
 */
export function desktopActions(input: {
  readonly core: Pick<SluiceApp, 'queue'>;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly window: Pick<MainWindow, 'show' | 'request' | 'current'>;
  readonly messageBox: MessageBox;
  readonly intake: Pick<LinkIntake, 'offerClipboard' | 'chooseFile'>;
  readonly done: Pick<DoneHost, 'choose'>;
  readonly updates: Pick<UpdateHost, 'checkNow'>;
  readonly logFolder: string;
  readonly inBackground: (work: Promise<unknown>) => void;
}): TrayActions & AppMenuActions {
  const { core, commands, window, intake, messageBox, inBackground } = input;
  return {
    addFromClipboard: () => inBackground(intake.offerClipboard()),
    addLinks: () => window.request({ kind: 'addLinks', links: [] }),
    openLinkList: () => inBackground(intake.chooseFile()),
    saveLinkList: () => inBackground(saveLinkList({ queue: core.queue, dialog, window: window.current(), messageBox })),
    pause: (id) => inBackground(commands.call('downloads.pause', { ids: [id] })),
    resume: (id) => inBackground(commands.call('downloads.resume', { ids: [id] })),
    showInFolder: (id) => inBackground(commands.call('downloads.showInFolder', { id })),
    pauseAll: () => inBackground(commands.call('downloads.pauseAll', {})),
    resumeAll: () => inBackground(commands.call('downloads.resumeAll', {})),
    setLimit: (limitBytesPerSecond) => inBackground(commands.call('settings.change', { limitBytesPerSecond })),
    chooseDoneAction: input.done.choose,
    toggleDropTarget: () => {
      const showDropTarget = !core.queue.settings().showDropTarget;
      inBackground(commands.call('settings.change', { showDropTarget }));
    },
    openDownloadFolder: () => inBackground(openFolder(core.queue.downloadFolder(), messageBox)),
    show: window.show,
    openSettings: () => window.request({ kind: 'openSettings' }),
    openLogs: () => inBackground(openLogs(input.logFolder, messageBox)),
    checkForUpdates: input.updates.checkNow,
    copyDiagnostics: () => inBackground(clipboard.writeText(describeApp(core))),
    quit: () => app.quit(),
  };
}

/** `openPath` does not reject: it answers with the reason (https://www.electronjs.org/docs/latest/api/shell#shellopenpathpath). */
async function openFolder(folder: string, messageBox: MessageBox): Promise<void> {
  const reason = await shell.openPath(folder);
  if (reason === '') return;
  await messageBox({
    type: 'error',
    message: DESKTOP_WORDS.cannotOpenFolder,
    detail: `${folder}\n${reason}`,
  });
}

/** The folder is there with the first line of the log, and there may be none yet. */
async function openLogs(folder: string, messageBox: MessageBox): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await openFolder(folder, messageBox);
}

function describeApp({ queue }: Pick<SluiceApp, 'queue'>): string {
  // Every kind of state is a key of the table of moves.
  const kinds = Object.keys(LEGAL_MOVES) as DownloadStateKind[];
  return diagnosticsText({
    appVersion: APP_VERSION,
    versions: process.versions,
    system: `${process.platform} ${release()} ${process.arch}`,
    locale: app.getLocale(),
    isPackaged: app.isPackaged,
    counts: Object.fromEntries(kinds.map((kind) => [kind, queue.idsIn(kind).size])) as StateCounts,
  });
}
