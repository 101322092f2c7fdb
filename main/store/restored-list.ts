import type { Database } from './migrate.ts';

/**
 * Makes a list of another day safe to work with. Since it was copied the world went on: files were finished, renamed,
 * deleted, and their names taken by others. So what it says about files is a hint, never an order:
 *
 * - A download that was running or being finished goes back into the queue; nothing counts as complete because a file of
 *   the right size stands where it would have come.
 * - Claims of durable bytes stay only where checksums can prove them, or a stamp says that nobody touched the part file
 *   since. The other bytes are fetched again.
 * - Files that were to be moved then stay where they are.
 * - Names that were being taken are let go, and no file is deleted for a removal of that day: it may be someone else's now.
 */
export function disarmRestored(database: Database): void {
  database.transaction(() => {
    database.exec(`
      UPDATE downloads SET state = 'queued', state_data = '{}'
        WHERE state IN ('probing', 'downloading', 'finishing');
      UPDATE downloads SET state = 'paused', state_data = '{}' WHERE state = 'pausing';
      UPDATE downloads SET target_name = NULL, part_name = NULL, files_owned = NULL, files_since_ms = NULL
        WHERE files_owned = 0;
      DELETE FROM durable_ranges
        WHERE download_id IN (SELECT id FROM downloads WHERE part_size_bytes IS NULL)
          AND end_byte - start_byte > (
            SELECT COALESCE(SUM(MIN(block.end_byte, durable_ranges.end_byte)
                                - MAX(block.start_byte, durable_ranges.start_byte)), 0)
              FROM block_checksums AS block
             WHERE block.download_id = durable_ranges.download_id
               AND block.start_byte < durable_ranges.end_byte
               AND block.end_byte > durable_ranges.start_byte);
      UPDATE downloads SET relocation = NULL WHERE state = 'completed';
      DELETE FROM leftover_files;
    `);
  })();
}
