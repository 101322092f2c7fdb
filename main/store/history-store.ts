import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

/** The table `history`: what was finished, also of downloads that left the list. Functions throw StoreError. */
export type HistoryStore = {
  /** Forgets what was finished before a time; says how many that were. */
  readonly forgetBefore: (ms: number) => number;
};

/** The history store of an open database. */
export function createHistoryStore(database: Database): HistoryStore {
  const deleteBefore = database.prepare<[number]>('DELETE FROM history WHERE completed_at_ms < ?');
  return {
    forgetBefore: (ms) => {
      try {
        return deleteBefore.run(ms).changes;
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}
