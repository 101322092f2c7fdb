import { countBytes } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import type { Download } from '../store/download-record.ts';

/**
 * The line that a change of a download leaves in its timeline; `null` when it tells nobody anything (what starts and is
 * let go of shows in its requests). `detail` is of the failure that was tried again.
 */
export function stateEntry(before: Download, after: Download, atMs: number, detail: string): TimelineEntry | null {
  const { state } = after;
  if (before.state.kind === state.kind) return null;
  switch (state.kind) {
    case 'paused':
    case 'retrying':
    case 'blocked':
    case 'completed':
    case 'failed':
      break;
    case 'queued':
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'finishing':
      return null;
  }
  const { durable } = state.kind === 'completed' ? before : after;
  const own = 'failure' in state ? state.failure.detail : detail;
  return {
    kind: 'state',
    atMs,
    state: state.kind,
    code: codeOf(state),
    detail: own,
    durableBytes: countBytes(durable),
  };
}

function codeOf(state: DownloadState): DownloadErrorCode | null {
  if (state.kind === 'retrying') return state.code;
  return 'failure' in state ? state.failure.code : null;
}
