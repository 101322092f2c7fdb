import { Menu } from 'electron';
import { appMenu, type AppMenuActions } from './app-menu.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';

/** Shows the application menu, and sets it anew when a setting that it marks changes. Disposing ends that. */
export function showAppMenu(input: {
  readonly queue: SettingsSource;
  readonly platform: string;
  readonly developing: boolean;
  readonly actions: AppMenuActions;
}): Disposable {
  let shown = '';
  return followSettings(input.queue, ({ showDropTarget: hasDropTarget, language }) => {
    const marks = `${hasDropTarget} ${language}`;
    if (shown === marks) return;
    shown = marks;
    Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu({ ...input, hasDropTarget })]));
  });
}
