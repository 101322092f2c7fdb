import type { Session } from 'electron';
import type { AppUpdater } from 'electron-updater';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What Sluice uses of electron-updater. */
export type Updater = Pick<
  AppUpdater,
  | 'on'
  | 'checkForUpdates'
  | 'channel'
  | 'allowPrerelease'
  | 'allowDowngrade'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'autoRunAppAfterInstall'
  | 'disableWebInstaller'
  | 'logger'
> & { readonly netSession: Pick<Session, 'setProxy' | 'closeAllConnections'> };

/** Loads the updater of this system, at the first check and not at the start: it takes tens of milliseconds. */
export async function loadUpdater(): Promise<Updater> {
  // It is a CommonJS package whose `autoUpdater` is a getter, which Node does not offer as a named import.
  const { default: library } = await import('electron-updater');
  return library.autoUpdater;
}

/**
 * What a build can do about updates. `none`: it was not made to be updated, which electron-builder says by leaving out
 * `app-update.yml` (see `build/package.ts`). `tell`: somebody else brings the next version (a package manager, whoever
 * carries the portable build), so it only says that there is one.
 */
export type UpdateAbility = 'none' | 'tell' | 'install';

/** @param facts `resourcesFolder`: Electron's `process.resourcesPath`; absent outside Electron. */
export function updateAbility(facts: {
  readonly isPackaged: boolean;
  readonly resourcesFolder: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}): UpdateAbility {
  const { resourcesFolder, env } = facts;
  if (!facts.isPackaged || resourcesFolder === undefined) return 'none';
  if (!existsSync(join(resourcesFolder, 'app-update.yml'))) return 'none';
  // On Linux nothing checks a signature before it would run, and packages belong to the system's manager.
  const isPortable = env['PORTABLE_EXECUTABLE_DIR'] !== undefined;
  return facts.platform === 'linux' || isPortable ? 'tell' : 'install';
}
