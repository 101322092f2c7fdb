import { app } from 'electron';
import type { SettingsSource } from './follow-settings.ts';
import { jumpList } from './jump-list.ts';
import { configFolder, followLoginSetting, setStartAtLogin } from './login-item.ts';

/** What the system knows of an installed Sluice: whether it starts at login, and on Windows the tasks of its button. */
export function followInstallation(
  queue: SettingsSource,
  platform: string,
  inBackground: (work: Promise<unknown>) => void,
): void {
  // An AppImage is mounted anew each time.
  const programPath = process.env['APPIMAGE'] ?? process.execPath;
  const login = { app, platform, programPath, configFolder: configFolder() };
  if (platform === 'win32') app.setJumpList(jumpList(programPath));
  followLoginSetting(queue, (isWanted) => inBackground(setStartAtLogin(isWanted, login)));
}
