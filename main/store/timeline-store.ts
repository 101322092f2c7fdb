import * as z from 'zod';
import type { DownloadId } from '../../shared/download.ts';
import { DOWNLOAD_ERROR_CODES } from '../../shared/download-error.ts';
import { DOWNLOAD_STATE_KINDS } from '../../shared/download-state.ts';
import { lazy } from '../../shared/lazy.ts';
import { TIMELINE_NOTES, type TimelineEntry } from '../../shared/timeline.ts';
import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

/** Entries kept per download: some hours of trouble, and less than 100 KB; the oldest go first. */
export const MAX_TIMELINE_ENTRIES = 300;

/** One entry, and whose it is. */
export type TimelineAppend = { readonly id: DownloadId; readonly entry: TimelineEntry };

/** The table `timeline`: what happened to each download. It goes with its download. */
export type TimelineStore = {
  /** Oldest first; entries that cannot be read are left out. @throws StoreError */
  readonly read: (id: DownloadId) => TimelineEntry[];
  /** Call inside a transaction. Forgets the oldest entries of each download that has too many. */
  readonly append: (entries: readonly TimelineAppend[]) => void;
};

/** The timeline store of an open database. */
export function createTimelineStore(database: Database): TimelineStore {
  const select = database
    .prepare<[DownloadId], string>('SELECT entry FROM timeline WHERE download_id = ? ORDER BY id')
    .pluck();
  const insert = database.prepare<[DownloadId, string]>('INSERT INTO timeline (download_id, entry) VALUES (?, ?)');
  const trim = database.prepare<[DownloadId, DownloadId, number]>(
    'DELETE FROM timeline WHERE download_id = ? AND id <= (SELECT id FROM timeline WHERE download_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)',
  );
  return {
    read: (id) => {
      try {
        return select.all(id).flatMap(readEntry);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    append: (entries) => {
      for (const { id, entry } of entries) insert.run(id, JSON.stringify(entry));
      for (const id of new Set(entries.map((append) => append.id))) trim.run(id, id, MAX_TIMELINE_ENTRIES);
    },
  };
}

const errorCode = lazy(() => z.enum(DOWNLOAD_ERROR_CODES));
const entrySchema = lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      atMs: z.number(),
      kind: z.literal('request'),
      method: z.enum(['GET', 'HEAD']),
      host: z.string(),
      path: z.string(),
      range: z.string().nullable(),
      conditional: z.boolean(),
      status: z.number().nullable(),
      code: errorCode().nullable(),
      durationMs: z.number(),
    }),
    z.object({
      atMs: z.number(),
      kind: z.literal('state'),
      state: z.enum(DOWNLOAD_STATE_KINDS),
      code: errorCode().nullable(),
      detail: z.string(),
      durableBytes: z.number(),
    }),
    z.object({ atMs: z.number(), kind: z.literal('note'), note: z.enum(TIMELINE_NOTES), detail: z.string() }),
  ]),
);

/** An entry of another version is no reason to refuse the others. */
function readEntry(json: string): TimelineEntry[] {
  try {
    const parsed = entrySchema().safeParse(JSON.parse(json));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return []; // SyntaxError only.
  }
}
