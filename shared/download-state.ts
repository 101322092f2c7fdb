import type { DownloadErrorCode, DownloadFailure } from './download-error.ts';

/**
 * The states of a download. Each carries what only it knows.
 *
 * - `queued`: waits for a free place.
 * - `probing`: the first request runs; nothing is on disk yet.
 * - `downloading`: bytes arrive in the part file.
 * - `pausing`: pause was asked; sockets may still write until the engine confirms.
 * - `paused`: no socket writes. Only the user moves it on.
 * - `retrying`: failed in a way that may pass; tries again at `atMs` (wall clock). `attempt` counts failures in a row.
 * - `blocked`: needs one decision of the user, described by the failure's code.
 * - `finishing`: all bytes are on disk and checked; the rename to the final name is under way.
 * - `completed`: the file has its final name. Only a repair of damaged blocks and a new start move it on.
 * - `failed`: nothing more happens by itself; `retry` puts it back in the queue.
 */
export type DownloadState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'probing' }
  | { readonly kind: 'downloading' }
  | { readonly kind: 'pausing' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'retrying'; readonly atMs: number; readonly attempt: number; readonly code: DownloadErrorCode }
  | { readonly kind: 'blocked'; readonly failure: DownloadFailure }
  | { readonly kind: 'finishing' }
  | { readonly kind: 'completed'; readonly atMs: number }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure };

export type DownloadStateKind = DownloadState['kind'];

/**
 * Every legal move. Removal is not a move: a removed download has no row.
 * `queued` moves to `pausing` and `finishing` only while the engine still lets go of it: it was paused and resumed at once.
 * `queued` moves to `blocked` when its login cannot be read: then nothing is asked of any server.
 * `blocked` moves to `finishing` when what is on disk is accepted as it is.
 * `finishing` moves to `paused` when the rename did not work and a pause was asked before the last byte came.
 * `probing`, `downloading`, `pausing` and `finishing` also move to `queued` or `paused` at start-up, when the process
 * that ran them is gone.
 */
export const LEGAL_MOVES: Readonly<Record<DownloadStateKind, readonly DownloadStateKind[]>> = {
  queued: ['probing', 'downloading', 'paused', 'pausing', 'finishing', 'blocked'],
  probing: ['downloading', 'finishing', 'pausing', 'queued', 'retrying', 'blocked', 'failed'],
  downloading: ['finishing', 'pausing', 'queued', 'retrying', 'blocked', 'failed'],
  pausing: ['paused', 'queued', 'finishing', 'failed'],
  paused: ['queued'],
  retrying: ['queued', 'paused'],
  blocked: ['queued', 'paused', 'finishing'],
  finishing: ['completed', 'failed', 'blocked', 'retrying', 'queued', 'paused'],
  completed: ['queued'],
  failed: ['queued'],
};

/** All kinds, for parsers and counts. */
// The cast only gives back the key type that `Object.keys` widens to string.
export const DOWNLOAD_STATE_KINDS = Object.keys(LEGAL_MOVES) as readonly DownloadStateKind[];

/** Whether a download in state `from` may move to `to`. */
export function isLegalMove(from: DownloadStateKind, to: DownloadStateKind): boolean {
  return LEGAL_MOVES[from].includes(to);
}
