// Public shape first; the implementation follows.
import type { NewDownload, RefusedLink } from '../../shared/contract.ts';
import type { DownloadId, ProgressRow } from '../../shared/download.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { Download } from '../store/download-record.ts';

export type DownloadQueue = {
  /** Commits before it returns. Throws StoreError when the database cannot take it (disk full). */
  add(
    downloads: readonly NewDownload[],
    options: { readonly paused: boolean },
  ): { readonly ids: readonly (DownloadId | null)[]; readonly refused: readonly RefusedLink[] };
  /** Each returns how many downloads it changed; unknown ids are skipped. All commit before they return. */
  pause(ids: readonly DownloadId[]): number;
  resume(ids: readonly DownloadId[]): number;
  retry(ids: readonly DownloadId[]): number;
  remove(ids: readonly DownloadId[], options: { readonly deleteFiles: boolean }): number;
  pauseAll(): number;
  resumeAll(): number;
  get(id: DownloadId): Download | undefined;
  /** All downloads, oldest first. */
  all(): IterableIterator<Download>;
  progressOf(id: DownloadId): ProgressRow;
  settings(): Settings;
  changeSettings(change: SettingsChange): Settings;
};
