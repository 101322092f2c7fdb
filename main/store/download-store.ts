import type { BlockChecksum } from '../../shared/block-checksum.ts';
import { toDownloadId, type DownloadId, type HeaderField } from '../../shared/download.ts';
import type { HostFact } from '../../shared/host-fact.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import { createAnswerStore, type NewAnswer } from './answer-store.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import { createBlockStore, type NewBlocks } from './block-store.ts';
import type { Database } from './database.ts';
import type { Download } from './download-record.ts';
import { COLUMNS, createDownloadReader, NO_TIME_MS, type UnreadableRow } from './download-reader.ts';
import { toColumns } from './download-row.ts';
import { createHostStore } from './host-store.ts';
import { createPieceStore, type NewPieces } from './piece-store.ts';
import { toStoreError } from './store-error.ts';
import { createTimelineStore, type TimelineAppend } from './timeline-store.ts';

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

/**
 * A file that must go; `onlyIfEmpty` for placeholders, which are not ours any more once they have content. What was made
 * after `sinceMs` (when its deletion was decided, or its last writer let go) is someone else's; `null` when not known.
 */
export type LeftoverFile = {
  readonly path: string;
  readonly onlyIfEmpty: boolean;
  /** The user deletes it: to the trash, where there is one; `only` there when Sluice did not write it. */
  readonly toTrash: boolean | 'only';
  readonly sinceMs: number | null;
  /** Which file it is (`fingerprint` in `target-files.ts`), where only that very file may go; `null` for whatever has the name. */
  readonly fingerprint: string | null;
};

/** What `to_trash` says besides 0 and 1. */
const ONLY_TO_TRASH = 2;

type LeftoverColumns = {
  path: string;
  only_if_empty: number;
  to_trash: number;
  since_ms: number | null;
  fingerprint: string | null;
};

/** Everything that one turn of the event loop changed. */
export type StoreBatch = {
  readonly changed: readonly DownloadChange[];
  readonly removed: readonly DownloadId[];
  /** Taken off the list, and kept with all that belongs to them until the removal can no longer be undone. */
  readonly setAside: readonly { readonly id: DownloadId; readonly atMs: number }[];
  readonly history: readonly HistoryEntry[];
  /** Files that must be deleted, even if this process dies before it can. */
  readonly leftovers: readonly LeftoverFile[];
  /** Only of downloads that are there, on the list or set aside, after this batch. */
  readonly timeline: readonly TimelineAppend[];
  readonly hostFacts: readonly HostFact[];
  /** Only of downloads that are there, on the list or set aside, after this batch. */
  readonly answers: readonly NewAnswer[];
  /** Of downloads that are there after this batch. A download that gives up its bytes loses its older ones. */
  readonly blocks: readonly NewBlocks[];
  /** Of downloads that are on the list after this batch. */
  readonly pieces: readonly NewPieces[];
};

/** The tables of downloads. Every function throws StoreError when SQLite cannot do its work; then nothing changed. */
export type DownloadStore = {
  /**
   * Gives all that can be read, one after the other. A row that no Sluice wrote costs itself and not the list: it stays in the table as it is, so that its
   * number is not used again, and is told.
   */
  readonly load: (take: (download: Download) => void, onUnreadable?: (row: UnreadableRow) => void) => void;
  /** Inserts all in one transaction; the ids come in the same order. `pieces`: what is known of each file's pieces. */
  readonly insert: (
    downloads: readonly Omit<Download, 'id'>[],
    pieces?: readonly (PieceHashes | null)[],
  ) => DownloadId[];
  /**
   * As `insert`, but they are on no list before `enlist` of the same addition: a start that finds them there forgets them.
   * @param addition an integer from 1 to 2^51 that no other addition has had.
   */
  readonly insertAside: (
    addition: number,
    downloads: readonly Omit<Download, 'id'>[],
    pieces: readonly (PieceHashes | null)[],
  ) => DownloadId[];
  /** Puts all of an addition on the list, in one transaction. */
  readonly enlist: (addition: number) => void;
  /** Writes a batch in one transaction. */
  readonly write: (batch: StoreBatch) => void;
  /** Of these, the ones that were set aside and can be read. */
  readonly setAside: (ids: readonly DownloadId[]) => Download[];
  /** Puts downloads that were set aside on the list again, changed; @returns those that were still there. */
  readonly bringBack: (changes: readonly DownloadChange[]) => DownloadId[];
  /** Forgets, oldest first, at most `most` downloads that were set aside at `untilMs` or before; says how many. */
  readonly forgetSetAside: (untilMs: number, most: number) => number;
  /** The checksums of what one download has on disk, by position. */
  readonly blocks: (id: DownloadId) => BlockChecksum[];
  /** What the server answered last to one download. */
  readonly answer: (id: DownloadId) => ServerAnswer | null;
  /** What the pieces of a download's file must hash to; `null` when that is not known. */
  readonly pieces: (id: DownloadId) => PieceHashes | null;
  readonly leftovers: () => LeftoverFile[];
  /** Notes that a writer of these files let go only now. */
  readonly renewLeftovers: (paths: readonly string[], sinceMs: number) => void;
  readonly forgetLeftovers: (files: readonly LeftoverFile[]) => void;
};

/** The download store of an open database. */
export function createDownloadStore(database: Database): DownloadStore {
  const statements = prepareStatements(database);
  const reader = createDownloadReader(database);
  const timeline = createTimelineStore(database);
  const hosts = createHostStore(database);
  const blockStore = createBlockStore(database);
  const answers = createAnswerStore(database);

  const pieceStore = createPieceStore(database);

  const insert = database.transaction(
    (
      downloads: readonly Omit<Download, 'id'>[],
      pieces: readonly (PieceHashes | null)[],
      { removedAtMs }: { readonly removedAtMs: number | null },
    ) =>
      downloads.map((download, index) => {
        const { lastInsertRowid } = statements.insertDownload.run(...valuesOf(download), removedAtMs);
        const id = toDownloadId(Number(lastInsertRowid));
        insertHeaders(statements, id, download.headers);
        for (const range of download.durable) statements.insertRange.run(id, range.start, range.end);
        const known = pieces[index] ?? null;
        if (known !== null) pieceStore.put({ id, pieces: known });
        return id;
      }),
  );

  function update({ before, after }: DownloadChange): void {
    statements.updateDownload.run(...valuesOf(after), after.id);
    if (after.headers !== before.headers) {
      statements.deleteHeaders.run(after.id);
      insertHeaders(statements, after.id, after.headers);
    }
    if (after.durable === before.durable || after.durable.length + before.durable.length === 0) return;
    statements.deleteRanges.run(after.id);
    if (givesUpBytes(after)) blockStore.clear(after.id);
    for (const range of after.durable) statements.insertRange.run(after.id, range.start, range.end);
  }

  const bringBack = database.transaction((changes: readonly DownloadChange[]) => {
    const back = changes.filter(({ after }) => statements.putBack.run(after.id).changes > 0);
    back.forEach(update);
    return back.map(({ after }) => after.id);
  });

  const write = database.transaction((batch: StoreBatch) => {
    batch.changed.forEach(update);
    for (const id of batch.removed) statements.deleteDownload.run(id);
    for (const { id, atMs } of batch.setAside) statements.setAside.run(atMs, id);
    for (const added of batch.blocks) blockStore.put(added);
    for (const added of batch.pieces) pieceStore.put(added);
    for (const entry of batch.history) statements.insertHistory.run(entry);
    for (const file of batch.leftovers)
      statements.insertLeftover.run(
        file.path,
        Number(file.onlyIfEmpty),
        file.toTrash === 'only' ? ONLY_TO_TRASH : Number(file.toTrash),
        file.sinceMs,
        file.fingerprint,
      );
    timeline.append(batch.timeline);
    hosts.learn(batch.hostFacts);
    for (const answer of batch.answers) answers.put(answer);
  });

  const renewLeftovers = database.transaction((paths: readonly string[], sinceMs: number) => {
    for (const path of paths) statements.renewLeftover.run(sinceMs, path);
  });

  const forgetLeftovers = database.transaction((files: readonly LeftoverFile[]) => {
    for (const { path, sinceMs } of files) statements.deleteLeftover.run(path, sinceMs);
  });

  return {
    load: (take, onUnreadable = () => undefined) => translated(() => reader.load(take, onUnreadable)),
    insert: (downloads, pieces = []) => translated(() => insert.immediate(downloads, pieces, { removedAtMs: null })),
    insertAside: (addition, downloads, pieces) =>
      translated(() => insert.immediate(downloads, pieces, { removedAtMs: NO_TIME_MS + addition })),
    enlist: (addition) => translated(() => void statements.enlist.run(NO_TIME_MS + addition)),
    write: (batch) => translated(() => write.immediate(batch)),
    setAside: (ids) => translated(() => ids.flatMap((id) => reader.setAside(id))),
    bringBack: (changes) => translated(() => bringBack.immediate(changes)),
    forgetSetAside: (untilMs, most) => translated(() => statements.forgetSetAside.run(untilMs, most).changes),
    blocks: (id) => translated(() => blockStore.ofDownload(id)),
    answer: (id) => translated(() => answers.ofDownload(id)),
    pieces: (id) => translated(() => pieceStore.ofDownload(id)),
    leftovers: () =>
      translated(() =>
        statements.selectLeftovers.all().map((row) => ({
          path: row.path,
          onlyIfEmpty: row.only_if_empty === 1,
          toTrash: row.to_trash === ONLY_TO_TRASH ? 'only' : row.to_trash === 1,
          sinceMs: row.since_ms,
          fingerprint: row.fingerprint,
        })),
      ),
    renewLeftovers: (paths, sinceMs) => translated(() => renewLeftovers.immediate(paths, sinceMs)),
    forgetLeftovers: (files) => translated(() => forgetLeftovers.immediate(files)),
  };
}

/** A completed download has no durable ranges either, but its file and its checksums stay. */
export function givesUpBytes(download: Download): boolean {
  return download.durable.length === 0 && download.state.kind !== 'completed';
}

function translated<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

type Statements = ReturnType<typeof prepareStatements>;
type ColumnValue = string | number | null;

/** In the order of `COLUMNS`: forty names take SQLite's binding a quarter longer. */
function valuesOf(download: Omit<Download, 'id'>): ColumnValue[] {
  const columns = toColumns(download);
  return COLUMNS.map((name) => columns[name]);
}

function prepareStatements(database: Database) {
  return {
    insertDownload: database.prepare<ColumnValue[]>(
      `INSERT INTO downloads (${COLUMNS.join(', ')}, removed_at_ms) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`,
    ),
    updateDownload: database.prepare<ColumnValue[]>(
      `UPDATE downloads SET ${COLUMNS.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
    ),
    deleteDownload: database.prepare<[DownloadId]>('DELETE FROM downloads WHERE id = ?'),
    setAside: database.prepare<[number, DownloadId]>('UPDATE downloads SET removed_at_ms = ? WHERE id = ?'),
    putBack: database.prepare<[DownloadId]>(
      'UPDATE downloads SET removed_at_ms = NULL WHERE id = ? AND removed_at_ms IS NOT NULL',
    ),
    enlist: database.prepare<[number]>('UPDATE downloads SET removed_at_ms = NULL WHERE removed_at_ms = ?'),
    forgetSetAside: database.prepare<[number, number]>(
      `DELETE FROM downloads WHERE id IN
         (SELECT id FROM downloads WHERE removed_at_ms <= ? ORDER BY removed_at_ms LIMIT ?)`,
    ),
    insertHeader: database.prepare<[DownloadId, number, string, string]>(
      'INSERT INTO request_headers (download_id, position, name, value) VALUES (?, ?, ?, ?)',
    ),
    deleteHeaders: database.prepare<[DownloadId]>('DELETE FROM request_headers WHERE download_id = ?'),
    insertRange: database.prepare<[DownloadId, number, number]>(
      'INSERT INTO durable_ranges (download_id, start_byte, end_byte) VALUES (?, ?, ?)',
    ),
    deleteRanges: database.prepare<[DownloadId]>('DELETE FROM durable_ranges WHERE download_id = ?'),
    insertHistory: database.prepare<[HistoryEntry]>(
      'INSERT INTO history (download_id, url, path, size_bytes, completed_at_ms) VALUES (@downloadId, @url, @path, @sizeBytes, @completedAtMs)',
    ),
    insertLeftover: database.prepare<[string, number, number, number | null, string | null]>(
      'INSERT INTO leftover_files (path, only_if_empty, to_trash, since_ms, fingerprint) VALUES (?, ?, ?, ?, ?)',
    ),
    selectLeftovers: database.prepare<[], LeftoverColumns>(
      'SELECT path, only_if_empty, to_trash, since_ms, fingerprint FROM leftover_files',
    ),
    renewLeftover: database.prepare<[number, string]>('UPDATE leftover_files SET since_ms = ? WHERE path = ?'),
    // One of the same name that was listed since stays.
    deleteLeftover: database.prepare<[string, number | null]>(
      'DELETE FROM leftover_files WHERE path = ? AND since_ms IS ?',
    ),
  };
}

function insertHeaders(statements: Statements, id: DownloadId, headers: readonly HeaderField[]): void {
  headers.forEach((header, position) => statements.insertHeader.run(id, position, header.name, header.value));
}
