import { realpath } from 'node:fs/promises';
import { errnoOf, makeFolder } from '../store/make-folder.ts';

/** The folder's real path, or the errno name of why it cannot be had. */
export type FolderVerdict =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly errno: string };

/** Makes a folder that a user named, with its parents. The real path tells whether two ways lead to the same folder. */
export async function makeUserFolder(folder: string): Promise<FolderVerdict> {
  try {
    await makeFolder(folder);
    return { ok: true, folder: await realpath(folder) };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return { ok: false, errno };
  }
}
