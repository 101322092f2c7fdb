import { Notification, app, clipboard, nativeImage, nativeTheme, powerSaveBlocker } from 'electron';
import type { Settings } from '../../shared/settings.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { systemClock } from '../app/system-clock.ts';
import { watchClipboard } from './clipboard-watch.ts';
import { createLinkNotice } from './link-notice.ts';
import { watchSummary, type Summary } from './core-summary.ts';
import type { DoneHost } from './done-host.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';
import { keepAwake } from './keep-awake.ts';
import type { MainWindow } from './main-window.ts';
import { linkFilesAmong } from './link-file.ts';
import type { LinkIntake } from './link-intake.ts';
import { notifyOfEvents } from './notifier.ts';
import { showInTaskbar } from './taskbar.ts';
import { openTray, type TrayHost } from './tray.ts';
import type { TrayActions } from './tray-menu.ts';
import type { UpdateHost } from './update-host.ts';
import { updateText, type UpdateState } from './update-state.ts';
import { showOnWindowsTaskbar } from './windows-taskbar.ts';

/** What is around the window needs. */
type SurroundingsInput = {
  readonly core: Pick<SluiceApp, 'queue' | 'openSession' | 'onDownloadEvent' | 'onFailedMove'>;
  readonly spoken: SettingsSource;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly window: MainWindow;
  readonly intake: Pick<LinkIntake, 'offer' | 'offerText'>;
  readonly actions: TrayActions;
  readonly done: DoneHost;
  readonly updates: Pick<UpdateHost, 'state'>;
  readonly iconFolder: string;
  readonly log: (message: string) => void;
  /** For work that a click starts and nobody waits for. */
  readonly inBackground: (work: Promise<unknown>) => void;
};

/** What is around the window. Disposing takes it away. */
type Surroundings = Disposable & {
  /** Whether there is an icon in the tray, as far as Electron knows. */
  readonly hasTray: boolean;
  /** Something that the tray shows and the core does not know has changed. */
  readonly refreshTray: () => void;
};

/**
 * Everything the system shows of Sluice apart from its window: tray, taskbar, notifications; and that the computer stays
 * awake. All of it only shows the core's state and passes clicks on. Disposing takes it away.
 */
export function openSurroundings(input: SurroundingsInput): Surroundings {
  const { core, commands, window, inBackground } = input;
  using undo = new DisposableStack();
  const settings = (): Settings => core.queue.settings();
  const tray = undo.use(openTrayIfPossible(input));
  if (tray !== null) undo.use(followSettings(input.spoken, tray.refresh));
  const awake = undo.use(keepAwake(powerSaveBlocker, () => settings().keepAwake));
  const showTaskbar = showInTaskbar(app, window.current);
  const showOnWindows = process.platform === 'win32' ? windowsTaskbar(input) : (): void => {};
  undo.use(
    watchSummary(core, (summary) => {
      tray?.update(summary);
      showTaskbar(summary);
      showOnWindows(summary);
      awake.update(summary);
      input.done.update(summary);
    }),
  );
  const take = (links: readonly string[]): void => inBackground(input.intake.offer({ links, files: [] }));
  const notice = undo.use(createLinkNotice({ Notification, take, showWindow: window.show }));
  const add = async (links: readonly string[]): Promise<void> => {
    const reply = await commands.call('downloads.add', { downloads: links.map((url) => ({ url })) });
    if (reply.ok) notice.tellAdded(links);
    else notice.ask(links);
  };
  undo.use(
    watchClipboard({
      clipboard,
      clock: systemClock,
      settings: core.queue,
      isKnown: (link) => [...core.queue.maybeWithLink([link])].some((download) => download.url === link),
      offer: (links) => (settings().addCopiedLinks ? inBackground(add(links)) : notice.ask(links)),
      inBackground,
    }),
  );
  undo.use(
    notifyOfEvents({
      core,
      commands,
      clock: systemClock,
      Notification,
      isWanted: () => settings().notifications && window.current()?.isFocused() !== true,
      showWindow: window.show,
      inBackground,
    }),
  );
  const owned = undo.move();
  return { hasTray: tray !== null, refreshTray: () => tray?.refresh(), [Symbol.dispose]: () => owned.dispose() };
}

/** Of what is known about updates, what waits for the user. */
function waitingUpdate(state: UpdateState | null): string | null {
  return state?.kind === 'ready' || state?.kind === 'available' ? updateText(state) : null;
}

function windowsTaskbar({ window, iconFolder, actions }: SurroundingsInput): (summary: Summary) => void {
  return showOnWindowsTaskbar({
    window: window.current,
    iconFolder,
    hasDarkBar: () => nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
    imageOf: (path) => nativeImage.createFromPath(path),
    pauseAll: actions.pauseAll,
    resumeAll: actions.resumeAll,
  });
}

/** Some Linux desktops have no place for a tray: the app works without. */
function openTrayIfPossible(input: SurroundingsInput): TrayHost | null {
  try {
    return openTray({
      iconFolder: input.iconFolder,
      toggle: input.window.toggle,
      doneAction: input.done.action,
      updateText: () => waitingUpdate(input.updates.state()),
      settings: () => input.core.queue.settings(),
      onText: (text) => input.inBackground(input.intake.offerText(text)),
      onFiles: (files) => input.inBackground(input.intake.offer({ links: [], files: linkFilesAmong(files, '/') })),
      actions: input.actions,
      platform: process.platform,
      locale: app.getLocale(),
    });
  } catch (error) {
    input.log(`no tray: ${String(error)}`);
    return null;
  }
}
