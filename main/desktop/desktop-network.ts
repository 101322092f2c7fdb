import type { PowerMonitor } from 'electron';
import type { Network } from '../app/ports.ts';
import { systemNetwork } from '../app/system-network.ts';

/**
 * The network as Node sees it, and what only Electron is told: that the computer woke up
 * (https://www.electronjs.org/docs/latest/api/power-monitor#event-resume).
 */
export function desktopNetwork(powerMonitor: Pick<PowerMonitor, 'on' | 'off'>): Network {
  return {
    ...systemNetwork,
    onWake: (listener) => {
      powerMonitor.on('resume', listener);
      return {
        [Symbol.dispose]: () => {
          powerMonitor.off('resume', listener);
        },
      };
    },
  };
}
