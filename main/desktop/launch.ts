import { resolve } from 'node:path';
import { dataFolder, type PlatformFacts } from '../app/data-folder.ts';
import { linksInArguments } from './launch-links.ts';

/** What a start of the app asks for. */
export type Launch = {
  /** Absolute: the database, the lock, the window's own files. */
  readonly dataFolder: string;
  readonly links: readonly string[];
};

/** Reads the command line: `[--data-dir DIR] [LINK…]`. What it does not know is Chromium's, and left alone. */
export function readLaunch(args: readonly string[], platform: PlatformFacts): Launch {
  const folder = optionValue(args, '--data-dir');
  return {
    dataFolder: folder === undefined ? dataFolder(platform) : resolve(folder),
    links: linksInArguments(args),
  };
}

function optionValue(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const arg = args[at];
  if (arg === undefined) return undefined;
  const value = arg === name ? args[at + 1] : arg.slice(name.length + 1);
  return value === undefined || value === '' || value.startsWith('-') ? undefined : value;
}
