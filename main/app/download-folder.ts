import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlatformFacts } from './data-folder.ts';

/** Longer files are no `user-dirs.dirs`. */
const MAX_FILE_CHARACTERS = 64 * 1024;

/**
 * The platform's download folder, absolute; it need not exist. On Linux the one of `user-dirs.dirs`, which desktops
 * translate (`~/Téléchargements`); elsewhere, and without such a file, `~/Downloads`.
 */
export async function downloadFolder(facts: PlatformFacts): Promise<string> {
  const { platform, env, homeFolder } = facts;
  if (platform === 'win32') return path.win32.join(homeFolder, 'Downloads');
  const fallback = path.posix.join(homeFolder, 'Downloads');
  if (platform === 'darwin') return fallback;
  const configured = env['XDG_CONFIG_HOME'];
  const config =
    configured !== undefined && path.posix.isAbsolute(configured) ? configured : path.posix.join(homeFolder, '.config');
  try {
    const text = await readFile(path.posix.join(config, 'user-dirs.dirs'), 'utf8');
    return readDownloadDir(text.slice(0, MAX_FILE_CHARACTERS), homeFolder) ?? fallback;
  } catch (error) {
    // No such file, or not ours to read: the habit of every desktop is the best guess.
    if (error instanceof Error && 'code' in error) return fallback;
    throw error;
  }
}

/**
 * The value of `XDG_DOWNLOAD_DIR` in a `user-dirs.dirs` file: `"$HOME/…"` or an absolute path, in shell quotes
 * (user-dirs.dirs(5)). `null` when there is none, or when it is the home folder itself, which means switched off.
 */
export function readDownloadDir(text: string, homeFolder: string): string | null {
  for (const line of text.split('\n')) {
    const value = /^\s*XDG_DOWNLOAD_DIR\s*=\s*"(?<value>(?:[^"\\]|\\.)*)"\s*$/u.exec(line)?.groups?.['value'];
    if (value === undefined) continue;
    const plain = value.replace(/\\(.)/gu, '$1');
    const folder = plain.replace(/^\$HOME(?=\/|$)/u, homeFolder).replace(/(?<=.)\/+$/u, '');
    return path.posix.isAbsolute(folder) && folder !== homeFolder.replace(/(?<=.)\/+$/u, '') ? folder : null;
  }
  return null;
}
