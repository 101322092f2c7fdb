import type { ProxyConfig } from 'electron';
import type { UpdateCheckResult } from 'electron-updater';
import { EventEmitter } from 'node:events';
import type { Updater } from '../../../main/desktop/updater.ts';

/** electron-updater's `autoUpdater`: it finds what the test says. */
export class FakeUpdater extends EventEmitter implements Omit<Updater, 'on'> {
  /** How often the package was loaded. */
  loads = 0;
  checks = 0;
  /** The newest version; `null` for the running one. */
  newest: string | null = null;
  channel: string | null = null;
  allowPrerelease = false;
  allowDowngrade = false;
  autoDownload = true;
  autoInstallOnAppQuit = true;
  autoRunAppAfterInstall = true;
  disableWebInstaller = false;
  logger: Updater['logger'] = null;
  /** The proxies that its session was given, in turn. */
  readonly proxies: ProxyConfig[] = [];
  readonly netSession: Updater['netSession'] = {
    setProxy: (config) => {
      this.proxies.push(config);
      return Promise.resolve();
    },
    closeAllConnections: () => Promise.resolve(),
  };

  checkForUpdates(): Promise<UpdateCheckResult | null> {
    this.checks += 1;
    const version = this.newest ?? '0.0.0';
    const updateInfo = { version, files: [], path: '', sha512: '', releaseDate: '' };
    return Promise.resolve({ isUpdateAvailable: this.newest !== null, updateInfo, versionInfo: updateInfo });
  }
}
