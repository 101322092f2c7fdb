import type { BackupKeeper } from './backup-keeper.ts';
import type { Handlers } from './handlers.ts';

/** The handlers of the list's backups. */
export function createBackupHandlers(
  backups: BackupKeeper,
  requestShutdown: () => void,
): Pick<Handlers, 'backups.list' | 'backups.create' | 'backups.restore'> {
  return {
    'backups.list': () => ({ backups: backups.list() }),
    'backups.create': () => backups.create(),
    'backups.restore': async ({ name }) => {
      await backups.restore(name);
      requestShutdown();
      return null;
    },
  };
}
