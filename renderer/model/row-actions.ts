import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadState } from '../../shared/download-state.ts';

/** What a user can do to a download. */
export type RowAction = 'open' | 'pause' | 'resume' | 'retry' | 'showInFolder' | 'copyLink' | 'remove';

const ALWAYS: readonly RowAction[] = ['showInFolder', 'copyLink', 'remove'];

/** What makes sense in a state, the most likely first. The core has the last word. */
export function rowActions(state: DownloadState): readonly RowAction[] {
  switch (state.kind) {
    case 'queued':
    case 'probing':
    case 'downloading':
      return ['pause', ...ALWAYS];
    case 'finishing':
      return ALWAYS;
    case 'pausing':
    case 'paused':
      return ['resume', ...ALWAYS];
    case 'retrying':
      return ['retry', 'pause', ...ALWAYS];
    case 'blocked':
      return [blockedAction(state), 'pause', ...ALWAYS];
    case 'failed':
      return ['retry', ...ALWAYS];
    case 'completed':
      return ['open', ...ALWAYS];
    default:
      return assertNever(state);
  }
}

/** The one thing a row that needs the user offers as a button; `null` for rows that need nothing. */
export function neededAction(state: DownloadState): RowAction | null {
  if (state.kind === 'failed') return 'retry';
  return state.kind === 'blocked' ? blockedAction(state) : null;
}

/** What a row shows as buttons when it is pointed at; the rest is in its menu. */
export function quickActions(state: DownloadState): readonly RowAction[] {
  const hidden: ReadonlySet<RowAction | null> = new Set([
    neededAction(state),
    'copyLink',
    state.kind === 'completed' ? null : 'showInFolder',
    state.kind === 'blocked' ? 'pause' : null,
  ]);
  return rowActions(state).filter((action) => !hidden.has(action));
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
