import type { ByteRange, ByteRanges } from '../../shared/byte-range.ts';
import { toDownloadId, type DownloadId, type HeaderField } from '../../shared/download.ts';
import type { Database } from './database.ts';
import type { Download } from './download-record.ts';
import { fromColumns, toColumns, type DownloadColumns } from './download-row.ts';
import { toStoreError } from './store-error.ts';

/** One download before and after a change; `before` tells what need not be written again. */
export type DownloadChange = { readonly before: Download; readonly after: Download };

/** A finished download, for the history. */
export type HistoryEntry = {
  readonly downloadId: DownloadId;
  readonly url: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly completedAtMs: number;
};

/** A file that must go; `onlyIfEmpty` for placeholders, which are not ours any more once they have content. */
export type LeftoverFile = { readonly path: string; readonly onlyIfEmpty: boolean };

/** Everything that one turn of the event loop changed. */
export type StoreBatch = {
  readonly changed: readonly DownloadChange[];
  readonly removed: readonly DownloadId[];
  readonly history: readonly HistoryEntry[];
  /** Files that must be deleted, even if this process dies before it can. */
  readonly leftovers: readonly LeftoverFile[];
};

/** The tables of downloads. Every function throws StoreError when SQLite cannot do its work; then nothing changed. */
export type DownloadStore = {
  readonly loadAll: () => Download[];
  /** Inserts all in one transaction; the ids come in the same order. */
  readonly insert: (downloads: readonly Omit<Download, 'id'>[]) => DownloadId[];
  /** Writes a batch in one transaction. */
  readonly write: (batch: StoreBatch) => void;
  readonly leftovers: () => LeftoverFile[];
  readonly forgetLeftovers: (files: readonly LeftoverFile[]) => void;
};

/** The download store of an open database. */
export function createDownloadStore(database: Database): DownloadStore {
  const statements = prepareStatements(database);

  const insert = database.transaction((downloads: readonly Omit<Download, 'id'>[]) =>
    downloads.map((download) => {
      const id = toDownloadId(Number(statements.insertDownload.run(toColumns(download)).lastInsertRowid));
      download.headers.forEach((header, position) =>
        statements.insertHeader.run(id, position, header.name, header.value),
      );
      for (const range of download.durable) statements.insertRange.run(id, range.start, range.end);
      return id;
    }),
  );

  const write = database.transaction((batch: StoreBatch) => {
    for (const { before, after } of batch.changed) {
      statements.updateDownload.run({ id: after.id, ...toColumns(after) });
      if (after.durable === before.durable) continue;
      statements.deleteRanges.run(after.id);
      for (const range of after.durable) statements.insertRange.run(after.id, range.start, range.end);
    }
    for (const id of batch.removed) statements.deleteDownload.run(id);
    for (const entry of batch.history) statements.insertHistory.run(entry);
    for (const file of batch.leftovers) statements.insertLeftover.run(file.path, Number(file.onlyIfEmpty));
  });

  const forgetLeftovers = database.transaction((files: readonly LeftoverFile[]) => {
    for (const file of files) statements.deleteLeftover.run(file.path);
  });

  return {
    loadAll: () => translated(() => loadAll(statements)),
    insert: (downloads) => translated(() => insert.immediate(downloads)),
    write: (batch) => translated(() => write.immediate(batch)),
    leftovers: () =>
      translated(() =>
        statements.selectLeftovers.all().map((row) => ({ path: row.path, onlyIfEmpty: row.only_if_empty === 1 })),
      ),
    forgetLeftovers: (files) => translated(() => forgetLeftovers.immediate(files)),
  };
}

function translated<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

const COLUMNS = [
  'url', 'directory', 'wished_name', 'state', 'state_data', 'failures', 'added_at_ms', 'connections',
  'limit_bytes_per_second', 'max_attempts', 'retry_wait_ms', 'checksum_algorithm', 'checksum_hex', 'checksum_from', 'on_name_taken', 'final_url',
  'suggested_name', 'size_bytes', 'accepts_ranges', 'etag', 'last_modified', 'content_type', 'target_name', 'part_name',
  'files_owned', 'files_since_ms', 'files_replace', 'digest_algorithm', 'digest_hex', 'answers', 'is_new_link', 'part_size_bytes',
  'part_mtime_ms',
] as const satisfies readonly (keyof DownloadColumns)[]; // prettier-ignore

function prepareStatements(database: Database) {
  const names = COLUMNS.join(', ');
  return {
    insertDownload: database.prepare<[Omit<DownloadColumns, 'id'>]>(
      `INSERT INTO downloads (${names}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`,
    ),
    updateDownload: database.prepare<[DownloadColumns]>(
      `UPDATE downloads SET ${COLUMNS.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`,
    ),
    deleteDownload: database.prepare<[DownloadId]>('DELETE FROM downloads WHERE id = ?'),
    selectDownloads: database.prepare<[], DownloadColumns>(`SELECT id, ${names} FROM downloads ORDER BY id`),
    insertHeader: database.prepare<[DownloadId, number, string, string]>(
      'INSERT INTO request_headers (download_id, position, name, value) VALUES (?, ?, ?, ?)',
    ),
    selectHeaders: database.prepare<[], { download_id: number } & HeaderField>(
      'SELECT download_id, name, value FROM request_headers ORDER BY download_id, position',
    ),
    insertRange: database.prepare<[DownloadId, number, number]>(
      'INSERT INTO durable_ranges (download_id, start_byte, end_byte) VALUES (?, ?, ?)',
    ),
    deleteRanges: database.prepare<[DownloadId]>('DELETE FROM durable_ranges WHERE download_id = ?'),
    selectRanges: database.prepare<[], { download_id: number } & ByteRange>(
      'SELECT download_id, start_byte AS start, end_byte AS end FROM durable_ranges ORDER BY download_id, start_byte',
    ),
    insertHistory: database.prepare<[HistoryEntry]>(
      'INSERT INTO history (download_id, url, path, size_bytes, completed_at_ms) VALUES (@downloadId, @url, @path, @sizeBytes, @completedAtMs)',
    ),
    insertLeftover: database.prepare<[string, number]>(
      'INSERT INTO leftover_files (path, only_if_empty) VALUES (?, ?)',
    ),
    selectLeftovers: database.prepare<[], { path: string; only_if_empty: number }>(
      'SELECT path, only_if_empty FROM leftover_files',
    ),
    deleteLeftover: database.prepare<[string]>('DELETE FROM leftover_files WHERE path = ?'),
  };
}

function loadAll(statements: Statements): Download[] {
  const headers = groupById(statements.selectHeaders.all(), ({ name, value }) => ({ name, value }));
  const ranges = groupById(statements.selectRanges.all(), ({ start, end }): ByteRange => ({ start, end }));
  const noRanges: ByteRanges = [];
  return statements.selectDownloads
    .all()
    .map((row) => fromColumns(row, headers.get(row.id) ?? [], ranges.get(row.id) ?? noRanges));
}

function groupById<Row extends { download_id: number }, Value>(
  rows: readonly Row[],
  pick: (row: Row) => Value,
): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const row of rows) {
    const group = groups.get(row.download_id);
    if (group === undefined) groups.set(row.download_id, [pick(row)]);
    else group.push(pick(row));
  }
  return groups;
}
