import type { CleanerFiles } from '../../main/queue/leftover-cleaner.ts';

/** No download has a file, nothing is committed, and there is no trash. */
export const NOBODYS_FILES: CleanerFiles = {
  isBusy: () => false,
  claims: () => new Map(),
  commits: () => 0,
  afterCommit: () => {},
  moveToTrash: null,
};
