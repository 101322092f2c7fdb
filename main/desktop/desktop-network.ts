import type { PowerMonitor } from 'electron';
import type { Network } from '../app/ports.ts';
import { systemNetwork } from '../app/system-network.ts';

/**
 * The network as Node sees it, and what only Electron is told: that the computer woke up
 * (https://www.electronjs.org/docs/latest/api/power-monitor#event-resume), and what it runs on
 * (https://www.electronjs.org/docs/latest/api/power-monitor#event-on-ac).
 */
export function desktopNetwork(powerMonitor: Pick<PowerMonitor, 'on' | 'off' | 'isOnBatteryPower'>): Network {
  return {
    ...systemNetwork,
    isOnBattery: () => powerMonitor.isOnBatteryPower(),
    onPowerChange: (listener) => {
      powerMonitor.on('on-battery', listener);
      powerMonitor.on('on-ac', listener);
      return {
        [Symbol.dispose]: () => {
          powerMonitor.off('on-battery', listener);
          powerMonitor.off('on-ac', listener);
        },
      };
    },
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
