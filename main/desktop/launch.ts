import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { linksInArguments } from './launch-links.ts';

/** What a start of the app asks for. */
export type Launch = {
  /** Absolute: the database, the lock, the window's own files. */
  readonly dataFolder: string;
  readonly links: readonly string[];
};

/** Reads the command line: `[--data-dir DIR] [LINK…]`. What it does not know is Chromium's, and left alone. */
export function readLaunch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): Launch {
  const folder = optionValue(args, '--data-dir');
  return {
    dataFolder: folder === undefined ? defaultDataFolder(env, platform) : resolve(folder),
    links: linksInArguments(args),
  };
}

/** Where the command line and the server keep their data too, so that all of them are one Sluice. */
function defaultDataFolder(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Sluice');
    case 'win32':
      return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Sluice');
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'sluice');
  }
}

function optionValue(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const arg = args[at];
  if (arg === undefined) return undefined;
  const value = arg === name ? args[at + 1] : arg.slice(name.length + 1);
  return value === undefined || value === '' || value.startsWith('-') ? undefined : value;
}
