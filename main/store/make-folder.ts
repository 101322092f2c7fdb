import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and its parents; one that is there is fine, also through a link.
 *
 * Not Node's own `recursive`: where the system answers ENOENT although the parent is there (below /proc, or on an
 * automounter's folder), Node 24 makes the parent again and again and never comes back.
 * @throws Node's file errors; EEXIST when something else has the name.
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(folder, mode);
  } catch (error) {
    switch (errnoOf(error)) {
      case 'EEXIST':
        if (!(await stat(folder)).isDirectory()) throw error;
        return;
      case 'ENOENT':
        if (path.dirname(folder) === folder) throw error;
        await makeFolder(path.dirname(folder), mode);
        await mkdir(folder, mode);
        return;
      default:
        throw error;
    }
  }
}

/** Node's errno name of an error, such as `ENOENT`; empty for other errors. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
