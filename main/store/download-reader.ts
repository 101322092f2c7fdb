import type { ByteRange, ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadId, HeaderField } from '../../shared/download.ts';
import type { Database } from './database.ts';
import type { Download } from './download-record.ts';
import { fromColumns, type DownloadColumns } from './download-row.ts';
import { StoreError } from './store-error.ts';

/** The columns of a download but its id, and but when it was taken off the list. */
export const COLUMNS = [
  'url', 'directory', 'wished_name', 'state', 'state_data', 'failures', 'added_at_ms', 'connections',
  'limit_bytes_per_second', 'max_attempts', 'retry_wait_ms', 'checksum_algorithm', 'checksum_hex', 'checksum_from', 'on_name_taken', 'final_url',
  'suggested_name', 'size_bytes', 'accepts_ranges', 'etag', 'last_modified', 'content_type', 'target_name', 'part_name',
  'files_owned', 'files_since_ms', 'files_placeholder', 'files_replace', 'digest_algorithm', 'digest_hex', 'answers', 'is_new_link', 'part_size_bytes',
  'part_mtime_ms', 'priority', 'position', 'mirrors', 'relocation', 'category', 'is_from_metalink',
] as const satisfies readonly (keyof DownloadColumns)[]; // prettier-ignore

/**
 * From this on `removed_at_ms` is no time: such rows are being added and were on no list yet. The undoing of removals, which knows times, leaves
 * them alone; a start forgets them with all that is set aside.
 */
export const NO_TIME_MS = 2 ** 52;

/** A download whose columns make no sense. `url` is as it stands there: anything. */
export type UnreadableRow = { readonly id: number; readonly url: string; readonly reason: string };

/** Reads downloads. Every function throws SQLite's errors. */
export type DownloadReader = {
  /** As `DownloadStore.load`. */
  readonly load: (take: (download: Download) => void, onUnreadable: (row: UnreadableRow) => void) => void;
  /** One that was taken off the list; none when it is on the list, gone, or makes no sense: then it cannot come back. */
  readonly setAside: (id: DownloadId) => readonly Download[];
};

/** The reader of an open database. */
export function createDownloadReader(database: Database): DownloadReader {
  const statements = prepareStatements(database);
  return {
    load: (take, onUnreadable) => loadAll(statements, take, onUnreadable),
    setAside: (id) => loadSetAside(statements, id),
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const names = COLUMNS.join(', ');
  return {
    selectDownloads: database.prepare<[], DownloadColumns>(
      `SELECT id, ${names} FROM downloads WHERE removed_at_ms IS NULL ORDER BY id`,
    ),
    selectSetAside: database.prepare<[DownloadId], DownloadColumns>(
      `SELECT id, ${names} FROM downloads WHERE id = ? AND removed_at_ms < ${NO_TIME_MS}`,
    ),
    selectHeaders: database.prepare<[], { download_id: number } & HeaderField>(
      'SELECT download_id, name, value FROM request_headers ORDER BY download_id, position',
    ),
    selectHeadersOf: database.prepare<[DownloadId], HeaderField>(
      'SELECT name, value FROM request_headers WHERE download_id = ? ORDER BY position',
    ),
    selectRangesOf: database.prepare<[DownloadId], ByteRange>(
      'SELECT start_byte AS start, end_byte AS end FROM durable_ranges WHERE download_id = ? ORDER BY start_byte',
    ),
    selectRanges: database.prepare<[], { download_id: number } & ByteRange>(
      'SELECT download_id, start_byte AS start, end_byte AS end FROM durable_ranges ORDER BY download_id, start_byte',
    ),
  };
}

function loadAll(
  statements: Statements,
  take: (download: Download) => void,
  onUnreadable: (row: UnreadableRow) => void,
): void {
  const headers = groupById(statements.selectHeaders.all(), ({ name, value }) => ({ name, value }));
  const ranges = groupById(statements.selectRanges.all(), ({ start, end }): ByteRange => ({ start, end }));
  const noHeaders: readonly HeaderField[] = [];
  const noRanges: ByteRanges = [];
  const unreadable: UnreadableRow[] = [];
  // One after the other: all rows at once would take much more memory for a moment than they do in the end.
  for (const row of statements.selectDownloads.iterate()) {
    const download = soundOf(row, headers.get(row.id) ?? noHeaders, ranges.get(row.id) ?? noRanges);
    if (typeof download === 'string') unreadable.push({ id: row.id, url: row.url, reason: download });
    else take(download);
  }
  unreadable.forEach(onUnreadable);
}

/** A download, or why its columns make no sense. */
function soundOf(row: DownloadColumns, headers: readonly HeaderField[], ranges: ByteRanges): Download | string {
  try {
    return fromColumns(row, headers, ranges);
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'damaged') throw error;
    return error.message;
  }
}

function loadSetAside(statements: Statements, id: DownloadId): Download[] {
  const row = statements.selectSetAside.get(id);
  if (row === undefined) return [];
  const download = soundOf(row, statements.selectHeadersOf.all(id), statements.selectRangesOf.all(id));
  return typeof download === 'string' ? [] : [download];
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
