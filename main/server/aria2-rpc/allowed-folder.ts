import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { makeUserFolder } from '../../app/make-folder.ts';
import { RpcFailure } from './rpc-error.ts';

/** Judges the folders that RPC clients name; remembers its verdicts, so one judge serves one request. */
export type FolderJudge = {
  /**
   * The folder in normal form; made if missing, as aria2 does, since clients sort downloads into folders of their own.
   * @throws RpcFailure when it does not lie in an allowed folder or cannot be made.
   */
  readonly judge: (folder: string) => Promise<string>;
};

/**
 * A judge for folders in `allowedFolders` (absolute paths; others are ignored). Symbolic links are followed as far as the path exists, so a
 * link inside an allowed folder does not lead out of it.
 */
export function createFolderJudge(allowedFolders: readonly string[]): FolderJudge {
  // A relative one would mean another folder with each working directory.
  const allowed = allowedFolders.filter((folder) => path.isAbsolute(folder));
  const verdicts = new Map<string, Promise<string>>();
  return {
    judge(folder) {
      const known = verdicts.get(folder);
      if (known !== undefined) return known;
      const verdict = judgeFolder(folder, allowed);
      verdicts.set(folder, verdict);
      return verdict;
    },
  };
}

async function judgeFolder(folder: string, allowedFolders: readonly string[]): Promise<string> {
  if (!path.isAbsolute(folder) || folder.includes('\0')) {
    throw new RpcFailure(`The option '--dir' must be an absolute path.`);
  }
  const normal = path.resolve(folder);
  const real = await realLocation(normal);
  for (const allowed of allowedFolders) {
    const realAllowed = await realLocation(path.resolve(allowed));
    if (real === null || realAllowed === null || !isInside(real, realAllowed)) continue;
    const made = await makeUserFolder(normal);
    if (made.ok) return normal;
    throw new RpcFailure(`The folder ${normal} cannot be made (${made.errno}).`);
  }
  throw new RpcFailure(
    `The folder ${normal} is not allowed. Use a folder inside the download folder, or allow it with: sluice settings allowedFolders=FOLDER`,
  );
}

/** Where a path really leads: its existing part without links, then the rest. `null` when that cannot be told. */
async function realLocation(folder: string): Promise<string | null> {
  try {
    return await realpath(folder);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const parent = path.dirname(folder);
    // A link that leads nowhere may lead anywhere tomorrow.
    if (!isMissing || parent === folder || (await exists(folder))) return null;
    const realParent = await realLocation(parent);
    return realParent === null ? null : path.join(realParent, path.basename(folder));
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch {
    return false; // Whatever the reason, `realpath` has already failed for it.
  }
}

function isInside(folder: string, outer: string): boolean {
  const relative = path.relative(outer, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
