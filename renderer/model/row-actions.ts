import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadState } from '../../shared/download-state.ts';

/** What a user can do to a download. */
export type RowAction = 'open' | 'pause' | 'resume' | 'retry' | 'showInFolder' | 'copyLink' | 'remove';

/** What makes sense in a state, the most likely first. The core has the last word. */
export function rowActions(state: DownloadState): readonly RowAction[] {
  switch (state.kind) {
    case 'queued':
    case 'probing':
    case 'downloading':
      return ['pause', 'copyLink', 'remove'];
    case 'pausing':
    case 'finishing':
      return ['copyLink', 'remove'];
    case 'paused':
      return ['resume', 'copyLink', 'remove'];
    case 'retrying':
      return ['retry', 'pause', 'copyLink', 'remove'];
    case 'blocked':
      return [blockedAction(state), 'copyLink', 'remove'];
    case 'failed':
      return ['retry', 'copyLink', 'remove'];
    case 'completed':
      return ['open', 'showInFolder', 'copyLink', 'remove'];
    default:
      return assertNever(state);
  }
}

/** The one thing a row that needs the user offers as a button; `null` for rows that need nothing. */
export function neededAction(state: DownloadState): RowAction | null {
  if (state.kind === 'failed') return 'retry';
  return state.kind === 'blocked' ? blockedAction(state) : null;
}

/** What Enter does in a row. */
export function enterAction(state: DownloadState): RowAction | null {
  return state.kind === 'completed' ? 'open' : neededAction(state);
}

/** What Space does in a row: it starts what stands and stops what moves. */
export function toggleAction(state: DownloadState): RowAction | null {
  return rowActions(state).find((action) => action === 'pause' || action === 'resume' || action === 'retry') ?? null;
}

/** A full disk is a matter of carrying on; a file that changed is fetched again from its beginning. */
function blockedAction(state: Extract<DownloadState, { kind: 'blocked' }>): RowAction {
  return state.failure.code === 'server.changed' ? 'retry' : 'resume';
}
