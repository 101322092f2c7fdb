import { diskErrorCode } from '../../shared/disk-error.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { makeUserFolder } from '../app/make-folder.ts';

/**
 * Makes a folder and its parents, as aria2 does with the one it is given.
 * @param option the option that names it, for the words.
 * @returns its real path, so that the same folder by another way is the same; or why it cannot be had.
 */
export async function makeFolder(
  folder: string,
  option: '-d' | '--dir' | '--data-dir',
): Promise<{ readonly ok: true; readonly folder: string } | { readonly ok: false; readonly message: string }> {
  const made = await makeUserFolder(folder);
  if (made.ok) return made;
  const { errno } = made;
  const isFile = errno === 'EEXIST' || errno === 'ENOTDIR';
  const what = isFile ? 'This is not a folder.' : ERROR_WORDS[diskErrorCode(errno, 'disk.folderMissing')].what;
  return { ok: false, message: `${folder}: ${what} Choose another one with ${option}. (${errno})` };
}
