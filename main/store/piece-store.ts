import { CHECKSUM_ALGORITHMS, type DownloadId } from '../../shared/download.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

/** Hashes of the pieces of one download's file that were told since the last commit. */
export type NewPieces = { readonly id: DownloadId; readonly pieces: PieceHashes };

type PieceColumns = { algorithm: string; piece_bytes: number; hashes: Buffer };

/** The table of piece hashes; one row may have a megabyte, so it is read only when a download starts. */
export type PieceStore = {
  /** `null` when no hashes are known. */
  readonly ofDownload: (id: DownloadId) => PieceHashes | null;
  readonly put: (added: NewPieces) => void;
};

/** The piece store of an open database; throws SQLite's own errors. */
export function createPieceStore(database: Database): PieceStore {
  const select = database.prepare<[DownloadId], PieceColumns>(
    'SELECT algorithm, piece_bytes, hashes FROM piece_hashes WHERE download_id = ?',
  );
  const put = database.prepare<[DownloadId, string, number, Buffer]>(
    'INSERT OR REPLACE INTO piece_hashes (download_id, algorithm, piece_bytes, hashes) VALUES (?, ?, ?, ?)',
  );
  return {
    ofDownload: (id) => {
      const row = select.get(id);
      if (row === undefined) return null;
      const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === row.algorithm);
      if (algorithm === undefined) throw new StoreError('damaged', `download ${id} has pieces of an unknown kind`);
      return { algorithm, pieceBytes: row.piece_bytes, hex: row.hashes.toString('hex') };
    },
    put: ({ id, pieces }) => void put.run(id, pieces.algorithm, pieces.pieceBytes, Buffer.from(pieces.hex, 'hex')),
  };
}
