import path from 'node:path';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import { withProxyPassword } from '../../shared/proxy.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import { CallError } from './call-error.ts';
import type { Handlers } from './handlers.ts';
import { canListen } from './port-check.ts';
import { shownSettings } from './shown-settings.ts';

/** The handlers of the settings. Nobody gets a proxy's password back; who changes the rest of its address keeps it. */
export function createSettingsHandlers(
  queue: Pick<DownloadQueue, 'settings' | 'changeSettings'>,
): Pick<Handlers, 'settings.get' | 'settings.change'> {
  return {
    'settings.get': () => shownSettings(queue.settings()),
    'settings.change': async (change) => {
      const ruled = change.folderRules?.map((rule) => rule.folder) ?? [];
      for (const folder of [change.downloadFolder, ...(change.allowedFolders ?? []), ...ruled]) {
        if (folder !== undefined && folder !== null && !path.isAbsolute(folder)) {
          throw new CallError('call.folderNotAbsolute', folder);
        }
      }
      const { rpcPort = queue.settings().rpcPort } = change;
      // Before it is saved: a port that cannot be had would leave Sluice where nobody looks for it.
      if (rpcPort !== queue.settings().rpcPort && !(await canListen(rpcPort))) {
        throw new CallError('call.portTaken', String(rpcPort));
      }
      return shownSettings(queue.changeSettings(withKnownPassword(change, queue.settings())));
    },
  };
}

function withKnownPassword(change: SettingsChange, settings: Settings): SettingsChange {
  const { proxyAddress } = change;
  if (typeof proxyAddress !== 'string') return change;
  return { ...change, proxyAddress: withProxyPassword(proxyAddress, settings.proxyAddress) };
}
