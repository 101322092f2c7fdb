import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { App } from 'electron';
import type { Settings } from '../../shared/settings.ts';

/** How the system starts the app at login: the installed program, with only the tray. */
export type LoginItemInput = {
  readonly app: Pick<App, 'setLoginItemSettings'>;
  readonly platform: string;
  /** The program to start: an AppImage is mounted anew each time, so its own path counts. */
  readonly programPath: string;
  /** `$XDG_CONFIG_HOME`, or `~/.config`. Linux only. */
  readonly configFolder: string;
};

/**
 * Starts the app at login, or no longer. Electron knows how on Windows and macOS
 * (https://www.electronjs.org/docs/latest/api/app#appsetloginitemsettingssettings-macos-windows); on Linux it is a file in
 * the autostart folder (https://specifications.freedesktop.org/autostart-spec/latest/).
 * @throws Node's file errors.
 */
export async function setStartAtLogin(isWanted: boolean, input: LoginItemInput): Promise<void> {
  if (input.platform !== 'linux') {
    input.app.setLoginItemSettings({ openAtLogin: isWanted, args: ['--hidden'] });
    return;
  }
  const folder = path.join(input.configFolder, 'autostart');
  const file = path.join(folder, 'sluice.desktop');
  if (!isWanted) {
    await rm(file, { force: true });
    return;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(file, autostartEntry(input.programPath));
}

/** The file's text. A quoted argument escapes what the specification reserves (Desktop Entry, "The Exec key"). */
function autostartEntry(programPath: string): string {
  const quoted = programPath.replaceAll('%', '%%').replace(/[\\"`$]/gu, String.raw`\\$&`);
  return `[Desktop Entry]\nType=Application\nName=Sluice\nExec="${quoted}" --hidden\nX-GNOME-Autostart-enabled=true\n`;
}

/** Where Linux desktops keep what belongs to the user (XDG Base Directory). */
export function configFolder(): string {
  return process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
}

/** Keeps the system in step with the setting: when it changes, and at once when the setting is on (the app may have moved). */
export function followLoginSetting(
  queue: { readonly settings: () => Settings; readonly onSettings: (listener: (settings: Settings) => void) => void },
  apply: (isWanted: boolean) => void,
): void {
  let applied = queue.settings().startAtLogin;
  if (applied) apply(true);
  queue.onSettings(({ startAtLogin }) => {
    if (startAtLogin !== applied) apply(startAtLogin);
    applied = startAtLogin;
  });
}
