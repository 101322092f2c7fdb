import path from 'node:path';
import { countBytes } from '../../shared/byte-range.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import type { FileCalls } from './file-calls.ts';
import { publishPart } from './publish-part.ts';
import { numberedName } from './safe-file-name.ts';
import { fileSize } from './target-files.ts';

/** A file that is to be replaced may change so often while that is tried; then someone is writing it, and it stays. */
const MAX_CHANGES = 10;

/** `gone`: the download was removed meanwhile, has no file, or is finished by the next start. */
export type PublishOutcome =
  | { readonly kind: 'published'; readonly file: string; readonly sizeBytes: number }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure }
  | { readonly kind: 'gone' };

/**
 * Gives a finished download its final name. When something of someone else's stands where our placeholder was, the file
 * gets the next free number instead, and that name is committed first.
 * @param hooks `dress` gives the part file what its final name must never be without (its mark, its time) and never rejects;
 * `onRename` is told in the instant the rename begins, and that it came to nothing; a download that was removed before it is not renamed any more.
 * @throws Node's file errors, StoreError
 */
export async function publishDownload(
  table: DownloadTable,
  id: DownloadId,
  hooks: {
    readonly dress: (part: string, download: Download) => Promise<void>;
    readonly onRename: (isUnderWay: boolean) => void;
    readonly syncFolder: (directory: string) => Promise<void>;
    /** Resolves when what is staged is on disk. @throws StoreError */
    readonly committed: () => Promise<void>;
    /** See `publishPart`. */
    readonly mayHaveJournal: boolean;
    readonly calls?: FileCalls;
  },
): Promise<PublishOutcome> {
  for (let changes = 0; ;) {
    const download = table.get(id);
    if (download === undefined || download.reservation === null) return { kind: 'gone' };
    const { directory, reservation } = download;
    const sizeBytes = countBytes(download.durable);
    const mayRename = (): boolean => {
      if (table.get(id) === undefined) return false;
      hooks.onRename(true);
      return true;
    };
    await hooks.dress(path.join(directory, reservation.part), download);
    const expected = { ...hooks, sizeBytes, mayRename };
    const found = await publishPart(directory, reservation, expected, hooks.calls);
    if (typeof found === 'object') changes += 1;
    const verdict = typeof found === 'object' && changes > MAX_CHANGES ? 'taken' : found;
    hooks.onRename(verdict === 'published');
    if (typeof verdict === 'object') {
      if (table.get(id) === undefined) return { kind: 'gone' };
      table.change(id, { reservation: { ...reservation, replaces: verdict.replaces } });
      await hooks.committed();
      continue;
    }
    switch (verdict) {
      case 'published':
        return { kind: 'published', file: path.join(directory, reservation.target), sizeBytes };
      case 'unwanted':
        return { kind: 'gone' };
      case 'partLost':
        return { kind: 'failed', failure: { code: 'disk.partLost', detail: '' } };
      case 'needsPlaceholder':
        if (table.get(id) === undefined) return { kind: 'gone' };
        table.change(id, { reservation: { ...reservation, hasPlaceholder: true } });
        await hooks.committed();
        break;
      case 'taken': {
        const target = await nextFreeName(download);
        if (table.get(id) === undefined) return { kind: 'gone' };
        table.change(id, { reservation: { ...reservation, target, hasPlaceholder: false, replaces: null } });
        await hooks.committed();
      }
    }
  }
}

async function nextFreeName({ directory, reservation }: Download): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = numberedName(reservation?.target ?? '', number);
    if ((await fileSize(path.join(directory, name))) === null) return name;
  }
}
