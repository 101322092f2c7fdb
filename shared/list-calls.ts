import * as z from 'zod';
import type { DownloadId } from './download.ts';
import { listedDownloadSchema } from './list-file.ts';
import { folderPath } from './folder-path.ts';
import { downloadIdsSchema } from './id-schemas.ts';
import { lazy } from './lazy.ts';

/** The calls that take the list out of Sluice, bring it in, and forget what is on it. */

/** One call takes at most so many; longer lists come in pieces, so that progress is seen and can be stopped. */
const MAX_IMPORTED_PER_CALL = 5000;

const exportContents = lazy(() => ({
  /** Logins, cookies and other headers that may be secrets are written too; the file is then for its user only. */
  withSecrets: z.boolean().default(false),
  withDownloads: z.boolean().default(true),
}));

export const listCallInputs = {
  /** Writes the settings, and the list, into a new file of a folder (the download folder when absent). */
  'list.export': () => z.object({ directory: folderPath().optional(), ...exportContents() }),
  /** The same, where someone chooses in the system's own dialog; there with `AppInfo.canChooseFolder`. */
  'list.exportAs': () => z.object(exportContents()),
  /** Brings back what `downloads.remove` took off the list without deleting files: for ten minutes, while this Sluice runs. */
  'downloads.undoRemove': () => z.object({ ids: downloadIdsSchema() }),
  /** Takes finished downloads off the list and forgets them; their files stay. */
  'privacy.clearFinished': () => z.object({}),
  /** Forgets what was chosen for hosts in the "Add" dialog. */
  'privacy.forgetChoices': () => z.object({}),
  /** Adds downloads of such a file, all that are not complete paused. Those whose link is on the list for the same folder are left out. */
  'list.import': () =>
    z.object({
      downloads: z.array(listedDownloadSchema()).min(1).max(MAX_IMPORTED_PER_CALL),
    }),
} as const;

/** The file that was written, and how many downloads are in it. */
export type ExportReport = { readonly file: string; readonly downloads: number };

export type ListCallOutputs = {
  'list.export': ExportReport;
  /** `null` when no file was chosen. */
  'list.exportAs': ExportReport | null;
  /** Those that came back, as they were; the others are forgotten. */
  'downloads.undoRemove': { readonly ids: readonly DownloadId[] };
  'privacy.clearFinished': { readonly changed: number };
  'privacy.forgetChoices': { readonly changed: number };
  'list.import': {
    readonly ids: readonly DownloadId[];
    /** Of these, the ones that were waiting to start. */
    readonly waiting: readonly DownloadId[];
    /** Links that were on the list already. */
    readonly known: number;
    /** Completed ones whose file is not there: they come paused, since nothing proves that they are complete here. */
    readonly withoutFile: number;
    /** Folders that are not full paths on this system: the download folder is used instead. */
    readonly otherFolder: number;
  };
};
