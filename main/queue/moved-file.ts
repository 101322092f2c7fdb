import { link, readdir, realpath, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadErrorCode, DownloadFailure } from '../../shared/download-error.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { RelocationProblem } from '../../shared/relocation.ts';
import type { Download, MovingFile } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';
import { toDiskFailure } from './disk-failure.ts';
import { isForeignFile } from './foreign-file.ts';
import { createEmpty, deleteIfOurs, deletePlaceholder, fingerprint } from './target-files.ts';

/** The steps on disk of a file that gets another name or folder, and what they make of its row. `file-move.ts` says when. */

/** How the file got its new name: by a second one beside the old, or in its place. */
export type TakenPlace = 'linked' | 'renamed';

/** The complete file of a download, absolute; `null` when there is none, or none that Sluice may move. */
export function fileOf(download: Download): string | null {
  const { state, directory, reservation } = download;
  if (state.kind !== 'completed' || reservation === null || isForeignFile(download)) return null;
  return path.join(directory, reservation.target);
}

/**
 * Gives the file, or its proven copy, the name `target`. Never replaces anything.
 * @returns `otherDisk` when it has to be copied first. @throws Node's file errors
 */
export async function takePlace(moving: MovingFile): Promise<TakenPlace | 'taken' | 'otherDisk'> {
  const { directory, target, from } = moving;
  const place = path.join(directory, target);
  const there = await fingerprint(place);
  if (there.kind === 'file' && (await isOtherSpelling(moving, there.text))) {
    await rename(from, place);
    return 'renamed';
  }
  if (there.kind !== 'free') return 'taken';
  try {
    return await linkOrRename(fileToPlace(moving), place);
  } catch (error) {
    if (errnoOf(error) === 'EXDEV') return 'otherDisk';
    throw error;
  }
}

/** Whether something else has the name. @throws Node's file errors */
export async function isTaken(moving: MovingFile): Promise<boolean> {
  const there = await fingerprint(path.join(moving.directory, moving.target));
  if (there.kind === 'file') return !(await isOtherSpelling(moving, there.text));
  return there.kind !== 'free';
}

/** The file itself, or its copy once that is proved. */
function fileToPlace({ directory, from, draft }: MovingFile): string {
  return draft === null || draft.proven === null ? from : path.join(directory, draft.name);
}

/** Undoes `takePlace`. */
export async function takeBack(moving: MovingFile, how: TakenPlace): Promise<void> {
  const place = path.join(moving.directory, moving.target);
  if (how === 'linked') await unlink(place);
  // A name that was taken in that instant is someone else's: better a file with another name than none.
  else await linkOrRename(place, fileToPlace(moving));
}

/** What systems say whose disks have no hard links, or that do not let us make one here; EISDIR is what libuv makes of Windows' word on FAT. */
const NO_HARD_LINKS: ReadonlySet<string> = new Set([
  'EACCES', 'EISDIR', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'UNKNOWN',
]); // prettier-ignore

/**
 * Gives a file another name of the same file system, and never that of a file that exists: by a second link, which cannot
 * replace anything (link(2)), and is the old name's, too, until that is deleted; or, where there are none, by a rename over an
 * empty file that is made for it.
 * @returns `taken` when something has that name. @throws Node's file errors; EXDEV for another file system.
 */
async function linkOrRename(from: string, to: string): Promise<'linked' | 'renamed' | 'taken'> {
  try {
    await link(from, to);
    return 'linked';
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return 'taken';
    if (!NO_HARD_LINKS.has(errno)) throw error;
  }
  if (!(await createEmpty(to))) return 'taken';
  try {
    await rename(from, to);
    return 'renamed';
  } catch (error) {
    await deletePlaceholder(to);
    throw error;
  }
}

/**
 * Deletes the empty file that a process left which died between making it and the rename over it (`linkOrRename`): else it would hold
 * the name against its own download.
 */
export async function removeOwnEmpty(moving: MovingFile): Promise<void> {
  const { directory, target, from, draft, sinceMs } = moving;
  // While a copy is being made no name was taken yet; and a name that is the file's own in another spelling is the file.
  if (draft?.proven === null || isSameName(path.basename(from), target)) return;
  await deleteIfOurs(path.join(directory, target), sinceMs);
}

/** Whether a name is the file's own, in a folder that ignores case or by another path to the same folder. */
async function isOtherSpelling({ directory, target, from, source }: MovingFile, there: string): Promise<boolean> {
  if (sizeAndTime(there) !== sizeAndTime(source) || !isSameName(path.basename(from), target)) return false;
  const [one, other] = await Promise.all([realpath(path.dirname(from)), realpath(directory)]);
  if (one !== other || there === source) return one === other;
  // Some file systems number a file by the spelling that was asked for; a folder lists it once, as it is spelled.
  const names = await readdir(directory);
  return names.includes(path.basename(from)) && !names.includes(target);
}

function isSameName(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}

/**
 * Whether the file of a download had reached its new name when the last process ended, and whether it has the old one, too;
 * `null` when it had not.
 * @throws Node's file errors
 */
export async function arrivedFile(
  download: Download,
  moving: MovingFile,
): Promise<{ readonly leavesOld: boolean } | null> {
  const { directory, target, from, source, draft } = moving;
  // Started again meanwhile: what lies there is not the file of this download any more.
  if (fileOf(download) !== from) return null;
  const [old, place] = await Promise.all([fingerprint(from), fingerprint(path.join(directory, target))]);
  const isOldGone = old.kind === 'free';
  if (place.kind !== 'file' || (!isOldGone && (old.kind !== 'file' || old.text !== source))) return null;
  // Some file systems number a file anew when it is renamed.
  const isMoved = isOldGone && sizeAndTime(place.text) === sizeAndTime(source);
  if (place.text !== source && place.text !== draft?.proven && !isMoved) return null;
  if (isOldGone) return { leavesOld: false };
  // In a folder that ignores case the old name is the new one, which must not be deleted.
  if (!(await isOtherSpelling(moving, place.text))) return { leavesOld: true };
  const names = await readdir(path.dirname(from));
  return {
    leavesOld: path.dirname(from) === directory && names.includes(path.basename(from)) && names.includes(target),
  };
}

function sizeAndTime(text: string): string {
  return text.slice(text.indexOf(' '));
}

/** What the row of a file says that has arrived. */
export function relocated(download: Download, moving: MovingFile): Partial<Omit<Download, 'id'>> {
  const { directory, target, name, from } = moving;
  const isRenamed = name !== path.basename(from);
  return {
    directory,
    // It is what the user wishes for when the download is started again.
    ...(isRenamed ? { wishedName: name } : {}),
    reservation: {
      target,
      part: target + PART_SUFFIX,
      owned: true,
      sinceMs: download.reservation?.sinceMs ?? moving.sinceMs,
      hasPlaceholder: false,
      replaces: null,
    },
  };
}

const PROBLEMS: Readonly<Partial<Record<DownloadErrorCode, RelocationProblem>>> = {
  'disk.full': 'full',
  'disk.folderMissing': 'folderGone',
  'disk.notWritable': 'notWritable',
  'disk.partLost': 'fileGone',
};

/** Why a file could not be moved, in the words that windows have for it. @param error what was thrown, or a failure of the engine */
export function relocationProblem(error: unknown): RelocationProblem {
  return PROBLEMS[failureOf(error).code] ?? 'failed';
}

function failureOf(error: unknown): DownloadFailure {
  return isFailure(error) ? error : toDiskFailure(error);
}

function isFailure(error: unknown): error is DownloadFailure {
  return (
    typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'detail' in error
  );
}
