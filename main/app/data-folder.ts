import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What the system's habits depend on; a value, so that every platform can be tested on one. */
export type PlatformFacts = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
  /** The packaged program that runs, absolute; absent when it is started from source or by a Node. */
  readonly programFile?: string;
};

/** The platform this process runs on. */
export function thisPlatform(): PlatformFacts {
  const facts = { platform: process.platform, env: process.env, homeFolder: homedir() };
  // `defaultApp`: Electron runs a folder of source (https://www.electronjs.org/docs/latest/api/process).
  const isPackaged = process.versions['electron'] !== undefined && !('defaultApp' in process);
  return isPackaged ? { ...facts, programFile: process.env['APPIMAGE'] ?? process.execPath } : facts;
}

/** Beside the program, it makes the program portable. */
const PORTABLE_NAME = 'sluice-data';

/**
 * Where Sluice keeps its list and its settings, absolute. `SLUICE_DATA_DIR` overrides; else the platform's place:
 * `$XDG_DATA_HOME/sluice` (XDG Base Directory Specification 0.8), `~/Library/Application Support/Sluice` or
 * `%APPDATA%\Sluice`. A portable program keeps it beside itself: Windows' portable build always (electron-builder's starter says
 * where that is), a program on Linux or Windows when the folder `sluice-data` is there.
 */
export function dataFolder(facts: PlatformFacts, isFolder: (path: string) => boolean = isFolderHere): string {
  const { platform, env, homeFolder, programFile } = facts;
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const override = env['SLUICE_DATA_DIR'];
  if (override !== undefined && override !== '') return paths.resolve(override);
  const portable = portableFolder();
  if (portable !== null) return portable;
  if (platform === 'win32') return paths.join(absoluteOr(env['APPDATA'], paths, 'AppData', 'Roaming'), 'Sluice');
  if (platform === 'darwin') return paths.join(homeFolder, 'Library', 'Application Support', 'Sluice');
  return paths.join(absoluteOr(env['XDG_DATA_HOME'], paths, '.local', 'share'), 'sluice');

  function portableFolder(): string | null {
    const extractedFrom = env['PORTABLE_EXECUTABLE_DIR'];
    if (platform === 'win32' && extractedFrom !== undefined) return paths.join(extractedFrom, PORTABLE_NAME);
    // macOS runs a program that was just downloaded from a place that it makes up.
    if (programFile === undefined || platform === 'darwin') return null;
    const beside = paths.join(paths.dirname(programFile), PORTABLE_NAME);
    return isFolder(beside) ? beside : null;
  }

  // The specification says that a relative path in these variables is to be ignored.
  function absoluteOr(value: string | undefined, paths: path.PlatformPath, ...fallback: string[]): string {
    return value !== undefined && paths.isAbsolute(value) ? value : paths.join(homeFolder, ...fallback);
  }
}

function isFolderHere(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
