import type { Stats } from 'node:fs';
import type { PartStamp } from './file-facts.ts';

/** The stamp of a file. Whole milliseconds: systems that keep finer times write another one at any rate. */
export function toStamp(stats: Pick<Stats, 'size' | 'mtimeMs'>): PartStamp {
  return { sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs) };
}

/** Whether a file is as it was left. */
export function isSameStamp(stamp: PartStamp | null, other: PartStamp): boolean {
  return stamp !== null && stamp.sizeBytes === other.sizeBytes && stamp.mtimeMs === other.mtimeMs;
}
