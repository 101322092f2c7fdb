import { BLOCK_BYTES, blockIndex, type BlockChecksum } from '../../shared/block-checksum.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Database } from './database.ts';

/** Checksums of one download that were told since the last commit, in the order in which they were taken. */
export type NewBlocks = { readonly id: DownloadId; readonly blocks: readonly BlockChecksum[] };

/**
 * The table of block checksums. Never read for the whole list: a long one has millions. Functions that write are called
 * inside the transaction of the download they belong to.
 */
export type BlockStore = {
  readonly ofDownload: (id: DownloadId) => BlockChecksum[];
  /** A piece replaces those that it overlaps. */
  readonly put: (added: NewBlocks) => void;
  readonly clear: (id: DownloadId) => void;
};

/** The block store of an open database; throws SQLite's own errors. */
export function createBlockStore(database: Database): BlockStore {
  const select = database.prepare<[DownloadId], BlockChecksum>(
    'SELECT start_byte AS start, end_byte AS end, crc32 FROM block_checksums WHERE download_id = ? ORDER BY start_byte',
  );
  // Pieces never cross a block boundary, so only this block is looked through.
  const deleteOverlapping = database.prepare<[{ id: DownloadId; blockStart: number; start: number; end: number }]>(
    `DELETE FROM block_checksums
     WHERE download_id = @id AND start_byte >= @blockStart AND start_byte < @end AND end_byte > @start`,
  );
  const insert = database.prepare<[DownloadId, number, number, number]>(
    'INSERT INTO block_checksums (download_id, start_byte, end_byte, crc32) VALUES (?, ?, ?, ?)',
  );
  const clear = database.prepare<[DownloadId]>('DELETE FROM block_checksums WHERE download_id = ?');
  return {
    ofDownload: (id) => select.all(id),
    put: ({ id, blocks }) => {
      for (const { start, end, crc32 } of blocks) {
        deleteOverlapping.run({ id, blockStart: blockIndex(start) * BLOCK_BYTES, start, end });
        insert.run(id, start, end, crc32);
      }
    },
    clear: (id) => void clear.run(id),
  };
}
