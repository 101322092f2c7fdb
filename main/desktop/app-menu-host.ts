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
  let shown: boolean | null = null;
  return followSettings(input.queue, ({ showDropTarget: hasDropTarget }) => {
    if (shown === hasDropTarget) return;
    shown = hasDropTarget;
    Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu({ ...input, hasDropTarget })]));
  });
}
