import type { Ports } from '../../main/app/ports.ts';
import { systemClock } from '../../main/app/system-clock.ts';
import { systemNetwork } from '../../main/app/system-network.ts';

/** The ports of a core that runs for real, apart from a desktop: nothing is opened, no secret is sealed. */
export function realPorts(defaultDownloadFolder: string): Ports {
  return {
    clock: systemClock,
    random: Math.random,
    network: systemNetwork,
    proxy: null,
    shell: {
      openFile: () => Promise.resolve(),
      showInFolder: () => Promise.resolve(),
      chooseFolder: null,
      chooseSaveFile: null,
      answerCountdown: null,
      moveToTrash: null,
    },
    secrets: null,
    defaultDownloadFolder,
  };
}
