import { Menu } from 'electron';
import { appMenu, type AppMenuActions } from './app-menu.ts';
import type { DoneHost } from './done-host.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';
import type { UpdateState } from './update-state.ts';

/** The application menu that is shown. Disposing ends that it follows the settings. */
export type AppMenuHost = Disposable & {
  /** Something else than the settings changed. */
  readonly refresh: () => void;
};

/** Shows the application menu, and sets it anew when something that it marks changes. */
export function showAppMenu(input: {
  readonly queue: SettingsSource;
  readonly done: Pick<DoneHost, 'action' | 'onChoice'>;
  readonly platform: string;
  readonly locale: string;
  readonly developing: boolean;
  readonly update: () => UpdateState | null;
  readonly actions: AppMenuActions;
}): AppMenuHost {
  const { queue, done, locale } = input;
  let shown = '';
  const refresh = (): void => {
    const { showDropTarget: hasDropTarget, language, limitBytesPerSecond } = queue.settings();
    const choices = { limitBytesPerSecond, doneAction: done.action(), locale };
    const template = appMenu({ ...input, hasDropTarget, choices, update: input.update() });
    const menu = language + JSON.stringify(template); // Functions drop out: what is left is what a user sees.
    if (shown === menu) return;
    shown = menu;
    Menu.setApplicationMenu(Menu.buildFromTemplate([...template]));
  };
  done.onChoice(refresh);
  const following = followSettings(queue, refresh);
  return { refresh, [Symbol.dispose]: () => following[Symbol.dispose]() };
}
