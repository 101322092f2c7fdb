import { mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { diskErrorCode } from '../../shared/disk-error.ts';
import { ERROR_WORDS } from '../../shared/locales/en.ts';

/**
 * Makes a folder and its parents, as aria2 does with the one it is given.
 * @param option the option that names it, for the words.
 * @returns its real path, so that the same folder by another way is the same; or why it cannot be had.
 */
export async function makeFolder(
  folder: string,
  option: '-d' | '--dir' | '--data-dir',
): Promise<{ readonly ok: true; readonly folder: string } | { readonly ok: false; readonly message: string }> {
  try {
    await makeWithParents(folder);
    return { ok: true, folder: await realpath(folder) };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    const isFile = errno === 'EEXIST' || errno === 'ENOTDIR';
    const what = isFile ? 'This is not a folder.' : ERROR_WORDS[diskErrorCode(errno, 'disk.folderMissing')].what;
    return { ok: false, message: `${folder}: ${what} Choose another one with ${option}. (${errno})` };
  }
}

/**
 * Not Node's own `recursive`: where the system answers ENOENT although the parent is there (below /proc, or on an
 * automounter's folder), Node 24 makes the parent again and again and never comes back.
 */
async function makeWithParents(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    switch (errnoOf(error)) {
      case 'EEXIST':
        // A link counts as what it points to.
        if (!(await stat(folder)).isDirectory()) throw error;
        return;
      case 'ENOENT':
        if (path.dirname(folder) === folder) throw error;
        await makeWithParents(path.dirname(folder));
        await mkdir(folder);
        return;
      default:
        throw error;
    }
  }
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
