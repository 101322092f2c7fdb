import { resolve } from 'node:path';
import * as z from 'zod';
import { dataFolder, type PlatformFacts } from '../app/data-folder.ts';
import { CLIPBOARD_ARGUMENT } from './jump-list.ts';
import { linkFilesAmong } from './link-file.ts';
import { linksAmong } from './launch-links.ts';

/** What came from outside: links, and files that may hold links (absolute paths, not yet read). */
export type Offer = { readonly links: readonly string[]; readonly files: readonly string[] };

/** What a start of the app asks for. */
export type Launch = Offer & {
  /** Absolute: the database, the lock, the window's own files. */
  readonly dataFolder: string;
  /** Started by the system at login: no window, only the tray. */
  readonly isHidden: boolean;
  /** The jump list's task. */
  readonly wantsClipboard: boolean;
};

/** Reads the command line: `[--data-dir DIR] [--hidden] [LINK|FILE…]`. What it does not know is Chromium's, and left alone. */
export function readLaunch(args: readonly string[], platform: PlatformFacts, workingFolder: string): Launch {
  const folder = optionValue(args, '--data-dir');
  return {
    dataFolder: folder === undefined ? dataFolder(platform) : resolve(folder),
    isHidden: args.includes('--hidden'),
    wantsClipboard: args.includes(CLIPBOARD_ARGUMENT),
    ...offerOf(args, workingFolder),
  };
}

const offerSchema = z.object({ links: z.array(z.string()), files: z.array(z.string()) });

/**
 * What a second launch hands over: as its own data where it could send some, else from its arguments
 * (https://www.electronjs.org/docs/latest/api/app#event-second-instance). Both are read as if a stranger had sent them.
 */
export function offerOfSecondLaunch(args: readonly string[], workingFolder: string, data: unknown): Offer {
  const parsed = offerSchema.safeParse(data);
  if (!parsed.success) return offerOf(args, workingFolder);
  return { links: linksAmong(parsed.data.links), files: linkFilesAmong(parsed.data.files, workingFolder) };
}

function offerOf(args: readonly string[], workingFolder: string): Offer {
  return { links: linksAmong(args), files: linkFilesAmong(args, workingFolder) };
}

function optionValue(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const arg = args[at];
  if (arg === undefined) return undefined;
  const value = arg === name ? args[at + 1] : arg.slice(name.length + 1);
  return value === undefined || value === '' || value.startsWith('-') ? undefined : value;
}
