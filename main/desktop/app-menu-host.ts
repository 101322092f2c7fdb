import { Menu } from 'electron';
import { appMenu, type AppMenuActions } from './app-menu.ts';
import type { DoneHost } from './done-host.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';

/** Shows the application menu, and sets it anew when something that it marks changes. Disposing ends that. */
export function showAppMenu(input: {
  readonly queue: SettingsSource;
  readonly done: Pick<DoneHost, 'action' | 'onChoice'>;
  readonly platform: string;
  readonly locale: string;
  readonly developing: boolean;
  readonly actions: AppMenuActions;
}): Disposable {
  const { queue, done, locale } = input;
  let shown = '';
  const show = (): void => {
    const { showDropTarget: hasDropTarget, language, limitBytesPerSecond } = queue.settings();
    const choices = { limitBytesPerSecond, doneAction: done.action(), locale };
    const marks = JSON.stringify([hasDropTarget, language, choices]);
    if (shown === marks) return;
    shown = marks;
    Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu({ ...input, hasDropTarget, choices })]));
  };
  done.onChoice(show);
  return followSettings(queue, show);
}
