import * as z from 'zod';
import { CATEGORIES } from './category.ts';
import { MAX_NAME_LENGTH } from './download.ts';
import { folderPath } from './folder-path.ts';
import { downloadIdSchema, downloadIdsSchema } from './id-schemas.ts';
import type { RelocationProblem } from './relocation.ts';

/** The calls about the names, folders and kinds of files. */

export const placeCallInputs = {
  /** A wish, as for a new download. One that has no byte yet begins with it, one that runs gets it at its end. */
  'downloads.rename': () =>
    z.object({
      id: downloadIdSchema(),
      name: z.string().trim().min(1).max(MAX_NAME_LENGTH),
    }),
  /** To a folder that is there. A complete file goes at once, one that is not complete when it is; `DownloadRow.relocation` tells. */
  'downloads.moveTo': () => z.object({ ids: downloadIdsSchema(), directory: folderPath() }),
  /** Leaves files where they are that are to be moved or renamed, or are on their way. */
  'downloads.stopMove': () => z.object({ ids: downloadIdsSchema() }),
  /** What the files are; `null` for what their names and servers say. */
  'downloads.setCategory': () => z.object({ ids: downloadIdsSchema(), category: z.enum(CATEGORIES).nullable() }),
} as const;

export type PlaceCallOutputs = {
  /**
   * The name as it is, or will be: safe, and with a number where it was taken. `later`: at the end of the download. Where the
   * file could not get it, it has the old one.
   */
  'downloads.rename':
    | { readonly kind: 'renamed' | 'later'; readonly name: string }
    | { readonly kind: 'failed'; readonly problem: RelocationProblem };
  'downloads.moveTo': { readonly changed: number };
  'downloads.stopMove': { readonly changed: number };
  'downloads.setCategory': { readonly changed: number };
};
