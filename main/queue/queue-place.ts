import { PRIORITIES, type DownloadId, type Priority } from '../../shared/download.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import type { Download } from '../store/download-record.ts';

/** What decides who comes first: the priority, then the position, lower ones first. Positions may be any number. */
export type QueuePlace = Pick<Download, 'id' | 'priority' | 'position'>;

/** Of its state only the kind counts. */
type InState = { readonly state: Pick<DownloadState, 'kind'> };

const RANKS: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

/** Ranks in a list that is sorted by the queue: priorities from 0 on, and behind them what has ended. */
export function placeRank({ priority, state }: { readonly priority: Priority } & InState): number {
  return hasEnded({ state }) ? PRIORITIES.length : RANKS[priority];
}

/** Whether a download has no place in the queue any more. */
export function hasEnded({ state }: InState): boolean {
  return state.kind === 'completed' || state.kind === 'failed';
}

/** Negative when `a` comes before `b`. Two downloads are never equal. */
export function comparePlaces(a: QueuePlace, b: QueuePlace): number {
  return RANKS[a.priority] - RANKS[b.priority] || a.position - b.position || a.id - b.id;
}

/** Whether `a` is to be preferred so much that `b` gives its place up for it. */
export function outranks(a: Priority, b: Priority): boolean {
  return RANKS[a] < RANKS[b];
}

/** The place of a download, without the rest of it. */
export function placeOf({ id, priority, position }: QueuePlace): QueuePlace {
  return { id, priority, position };
}

/** The place before all of a priority, or behind all of it. */
export function edgeOf(priority: Priority, edge: 'first' | 'last'): QueuePlace {
  // No download has the id 0; with an infinite position it never decides.
  return { id: 0 as DownloadId, priority, position: edge === 'first' ? -Infinity : Infinity };
}
