import path from 'node:path';
import { journalPath } from '../../shared/part-journal.ts';
import type { Download, MovingFile, Relocation } from '../store/download-record.ts';
import type { LeftoverFile } from '../store/download-store.ts';
import { isForeignFile } from './foreign-file.ts';
import { isInPlace } from './in-place.ts';
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
  // What a user deletes can be taken out of the trash again; crumbs would only litter it.
  const hasBytes = download.state.kind === 'completed' || download.durable.length > 0 || isRenaming;
  const doomed = doomedFiles(download, deleteFiles, isRenaming).map((file) => ({
    ...file,
    toTrash: isForeignFile(download) ? ('only' as const) : deleteFiles && hasBytes && !file.onlyIfEmpty,
    sinceMs: fileTimeMs(),
    fingerprint: null,
  }));
  return [...doomed, ...draftOf(download.relocation)];
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
  if (state.kind === 'completed' || isInPlace(reservation))
    return deleteFiles ? [{ path: target, onlyIfEmpty: false }] : [];
  const holdsBytes = durable.length > 0;
  const keepsPart = holdsBytes && !deleteFiles;
  const journal = keepsPart ? [] : journalOf(part);
  // They are being made, or were never: what is there is empty.
  if (!reservation.owned) {
    return (reservation.hasPlaceholder ? [part, target] : [part]).map((file) => ({ path: file, onlyIfEmpty: true }));
  }
  // What has the name is someone else's until the file gets it, and nobody can tell which of the two it is in that instant.
  if (!reservation.hasPlaceholder) return [{ path: part, onlyIfEmpty: keepsPart }, ...journal];
  return [
    { path: part, onlyIfEmpty: keepsPart },
    ...journal,
    // Before the rename, a target that has content is not ours; from then on it may be the finished file.
    { path: target, onlyIfEmpty: !isRenaming || !deleteFiles },
  ];
}

/** The unfinished copy of a file that is being moved to another file system. */
export function draftOf(relocation: Relocation | null): LeftoverFile[] {
  if (relocation?.kind !== 'moving' || relocation.draft === null) return [];
  const { name, owned } = relocation.draft;
  const file = path.join(relocation.directory, name);
  return [{ path: file, onlyIfEmpty: !owned, toTrash: false, sinceMs: fileTimeMs(), fingerprint: null }];
}

/**
 * What goes when a file has its new place: the old name, and the copy that it came by.
 * @param leavesOld whether the old name is another one of the same file, and is there still
 */
export function leftByMove(moving: MovingFile, leavesOld: boolean): LeftoverFile[] {
  const { from, source, draft } = moving;
  const old = { path: from, onlyIfEmpty: false, toTrash: false, sinceMs: fileTimeMs(), fingerprint: source } as const;
  // A copy may have two names, too.
  const drafts = draftOf(moving).map((file) => ({ ...file, fingerprint: draft?.proven ?? null }));
  return leavesOld || draft !== null ? [old, ...drafts] : drafts;
}

/** What is beside a part file goes with it, and stays when it does: it can be taken up again with that. */
function journalOf(part: string): { path: string; onlyIfEmpty: boolean }[] {
  const file = journalPath(part);
  return file === null ? [] : [{ path: file, onlyIfEmpty: false }];
}

/** `file`: the path is a download's file. `wish`: a download is taking that name, and may have made its file or not. */
export type NameClaim = 'file' | 'wish';

/** Which of these paths downloads on the list claim. @param withFile those that may have a file of such a name. */
export function claimsOn(
  withFile: (names: ReadonlySet<string>) => Iterable<Download>,
  paths: ReadonlySet<string>,
): Map<string, NameClaim> {
  const claims = new Map<string, NameClaim>();
  // Names first: joining every path of a long list would take too long.
  const names = new Set(Array.from(paths, (file) => path.basename(file)));
  for (const { directory, reservation, state } of withFile(names)) {
    if (reservation === null) continue;
    const claim = reservation.owned || state.kind === 'completed' ? 'file' : 'wish';
    const { target, part } = reservation;
    const claimed = state.kind === 'completed' ? [target] : [target, part, journalPath(part) ?? part];
    for (const name of claimed.filter((ownName) => names.has(ownName))) {
      const file = path.join(directory, name);
      if (paths.has(file) && claims.get(file) !== 'file') claims.set(file, claim);
    }
  }
  return claims;
}
