import type { Shell as ElectronShell } from 'electron';
import type { Shell } from '../app/ports.ts';

/**
 * Opens files with the desktop's own programs. `openPath` does not reject: it resolves with the reason, or with an empty
 * string when it worked (https://www.electronjs.org/docs/latest/api/shell#shellopenpathpath). `showItemInFolder` tells
 * nothing at all.
 */
export function createShellPort(shell: Pick<ElectronShell, 'openPath' | 'showItemInFolder'>): Shell {
  return {
    openFile: async (path) => {
      const reason = await shell.openPath(path);
      if (reason !== '') throw new Error(reason);
    },
    showInFolder: (path) => {
      shell.showItemInFolder(path);
      return Promise.resolve();
    },
  };
}
