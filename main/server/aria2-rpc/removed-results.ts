import { ARIA2_REMOVED } from './aria2-errors.ts';
import type { Aria2Status } from './aria2-status.ts';

/**
 * What is left to tell of downloads that an RPC client removed while they were active. aria2 keeps such a result in
 * memory (and keeps none of a download that was only waiting); a removed download has no row in Sluice any more, so this
 * is all that answers for it. Lost when the server closes, as in aria2.
 */
export type RemovedResults = {
  readonly add: (last: Aria2Status) => void;
  readonly get: (gid: string) => Aria2Status | undefined;
  readonly all: () => readonly Aria2Status[];
  readonly delete: (gid: string) => boolean;
  readonly clear: () => void;
};

/** aria2's `max-download-result`. */
const MAX_RESULTS = 1000;

/** An empty list; above 1000 the oldest results are forgotten. */
export function createRemovedResults(): RemovedResults {
  const results = new Map<string, Aria2Status>();
  return {
    add(last) {
      results.set(last.gid, {
        ...last,
        status: 'removed',
        downloadSpeed: '0',
        connections: '0',
        errorCode: String(ARIA2_REMOVED),
        errorMessage: '',
      });
      const oldest = results.keys().next();
      if (results.size > MAX_RESULTS && oldest.done !== true) results.delete(oldest.value);
    },
    get: (gid) => results.get(gid),
    all: () => [...results.values()],
    delete: (gid) => results.delete(gid),
    clear: () => results.clear(),
  };
}
