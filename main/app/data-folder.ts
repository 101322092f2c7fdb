import { homedir } from 'node:os';
import path from 'node:path';

/** What the system's habits depend on; a value, so that every platform can be tested on one. */
export type PlatformFacts = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
};

/** The platform this process runs on. */
export function thisPlatform(): PlatformFacts {
  return { platform: process.platform, env: process.env, homeFolder: homedir() };
}

/**
 * Where Sluice keeps its list and its settings, absolute. `SLUICE_DATA_DIR` overrides; else the platform's place:
 * `$XDG_DATA_HOME/sluice` (XDG Base Directory Specification 0.8), `~/Library/Application Support/Sluice` or
 * `%APPDATA%\Sluice`.
 */
export function dataFolder({ platform, env, homeFolder }: PlatformFacts): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const override = env['SLUICE_DATA_DIR'];
  if (override !== undefined && override !== '') return paths.resolve(override);
  if (platform === 'win32') return paths.join(absoluteOr(env['APPDATA'], paths, 'AppData', 'Roaming'), 'Sluice');
  if (platform === 'darwin') return paths.join(homeFolder, 'Library', 'Application Support', 'Sluice');
  return paths.join(absoluteOr(env['XDG_DATA_HOME'], paths, '.local', 'share'), 'sluice');

  // The specification says that a relative path in these variables is to be ignored.
  function absoluteOr(value: string | undefined, paths: path.PlatformPath, ...fallback: string[]): string {
    return value !== undefined && paths.isAbsolute(value) ? value : paths.join(homeFolder, ...fallback);
  }
}
