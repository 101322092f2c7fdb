import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

/** The table `history`: what was finished, also of downloads that left the list. Functions throw StoreError. */
export type HistoryStore = {
  /** Forgets at most so many of those that were finished before a time; says how many that were. */
  readonly forgetBefore: (ms: number, most: number) => number;
};

/** The history store of an open database. */
export function createHistoryStore(database: Database): HistoryStore {
  const deleteBefore = database.prepare<[number, number]>(
    'DELETE FROM history WHERE id IN (SELECT id FROM history WHERE completed_at_ms < ? LIMIT ?)',
  );
  return {
    forgetBefore: (ms, most) => {
      try {
        return deleteBefore.run(ms, most).changes;
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}
