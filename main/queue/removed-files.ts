import path from 'node:path';
import type { Download } from '../store/download-record.ts';
import type { LeftoverFile } from '../store/download-store.ts';
import { fileTimeMs } from './target-files.ts';

export type RemovalFacts = {
  readonly deleteFiles: boolean;
  /** The target may be the finished file already. */
  readonly isRenaming: boolean;
};

/**
 * Which files go with a removed download. The file of a completed one stays unless `deleteFiles`; so does an unfinished
 * part that holds bytes. Placeholders always go.
 */
export function leftoversOf(download: Download, { deleteFiles, isRenaming }: RemovalFacts): LeftoverFile[] {
  return doomedFiles(download, deleteFiles, isRenaming).map((file) => ({ ...file, sinceMs: fileTimeMs() }));
}

function doomedFiles(
  download: Download,
  deleteFiles: boolean,
  isRenaming: boolean,
): Pick<LeftoverFile, 'path' | 'onlyIfEmpty'>[] {
  const { reservation, directory, durable, state } = download;
  if (reservation === null) return [];
  const target = path.join(directory, reservation.target);
  const part = path.join(directory, reservation.part);
  if (state.kind === 'completed') return deleteFiles ? [{ path: target, onlyIfEmpty: false }] : [];
  const holdsBytes = durable.length > 0;
  // The target is someone else's until the rename, and nobody can tell which of the two it is in that instant.
  if (reservation.replaces !== null) return [{ path: part, onlyIfEmpty: holdsBytes && !deleteFiles }];
  // They are being made, or were never: what is there is empty.
  if (!reservation.owned) return [part, target].map((file) => ({ path: file, onlyIfEmpty: true }));
  return [
    { path: part, onlyIfEmpty: holdsBytes && !deleteFiles },
    // Before the rename, a target that has content is not ours; from then on it may be the finished file.
    { path: target, onlyIfEmpty: !isRenaming || !deleteFiles },
  ];
}

/** Which of these paths are the files of downloads that are on the list. */
export function ownedFiles(downloads: Iterable<Download>, paths: ReadonlySet<string>): Set<string> {
  const owned = new Set<string>();
  // Names first: joining every path of a long list would take too long.
  const names = new Set(Array.from(paths, (file) => path.basename(file)));
  for (const { directory, reservation, state } of downloads) {
    if (reservation === null || !reservation.owned) continue;
    const ours = state.kind === 'completed' ? [reservation.target] : [reservation.target, reservation.part];
    for (const name of ours.filter((ownName) => names.has(ownName))) {
      const file = path.join(directory, name);
      if (paths.has(file)) owned.add(file);
    }
  }
  return owned;
}
