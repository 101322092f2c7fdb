import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { journalPath } from '../../shared/part-journal.ts';
import { errnoOf } from '../store/make-folder.ts';

/** What has the name that a part file is to get; `placeholder`: the empty file that Sluice made with it. */
export type NameHolder = 'nothing' | 'placeholder' | 'other';

/**
 * Tells what has the final name of a part file that no list remembers. Anyone may make an empty file; ours is one that was
 * made after its part file, which comes first (`createFiles`), and before its journal, which comes with the first bytes. A
 * file system that does not know when files were made, or a copy of the folder, leaves it open, and then it is someone else's.
 * @throws Node's file errors
 */
export async function nameHolder(part: string, target: string): Promise<NameHolder> {
  const holder = await lstatIfThere(target);
  if (holder === null) return 'nothing';
  if (!holder.isFile() || holder.size > 0n) return 'other';
  const [partFile, journal] = await Promise.all([lstatIfThere(part), lstatIfThere(journalPath(part) ?? part)]);
  const earliestNs = partFile?.birthtimeNs ?? 0n;
  const isOurs =
    earliestNs > 0n && earliestNs <= holder.birthtimeNs && holder.birthtimeNs < (journal?.birthtimeNs ?? 0n);
  return isOurs ? 'placeholder' : 'other';
}

/** Links are not followed. */
async function lstatIfThere(file: string): Promise<BigIntStats | null> {
  try {
    return await lstat(file, { bigint: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
