import { thisPlatform } from '../../../main/app/data-folder.ts';
import { hasDisplay } from '../../../main/cli/open-page.ts';
import { downloadedElectron, type ElectronVerdict } from '../../../build/electron-probe.ts';

/** What the same specs run on: `sluice serve`, the desktop app on the fake Electron, the desktop app in Electron. */
export type HostName = 'page' | 'preload' | 'electron';

/** Specs that make sense on some hosts only, by their tag. All others run on every host. */
export const ONLY_ON: Readonly<Record<`@${string}`, { readonly hosts: readonly HostName[]; readonly reason: string }>> =
  {
    '@separate-window': {
      hosts: ['page'],
      reason: 'only there the window is a program of its own that outlives Sluice',
    },
    '@access': {
      hosts: ['page'],
      reason: 'looks at the same screens on every host, and each look at each of them costs a second',
    },
  };

/** Whether Electron can run here. Nothing is downloaded for that: `npm start` does it. */
export function electronHere(): ElectronVerdict {
  if (!hasDisplay(thisPlatform())) return { ok: false, reason: 'there is no display' };
  return downloadedElectron(process.env);
}
