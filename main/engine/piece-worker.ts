import { on } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../shared/download.ts';
import { hashPiece, openForHashing } from './hash-piece.ts';
import { HASHERS } from './hashers.ts';
import type { PieceAsk, PieceReply } from './piece-checker.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the piece thread: hashes pieces of the one file in its `workerData` until it is ended. */

/** By hand: loading a schema library would take longer than hashing a piece. */
function parseJob(data: unknown): { readonly path: string; readonly algorithm: ChecksumAlgorithm } {
  if (typeof data !== 'object' || data === null || !('path' in data) || !('algorithm' in data)) {
    throw new TypeError('not a piece job');
  }
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === data.algorithm);
  if (typeof data.path !== 'string' || algorithm === undefined) throw new TypeError('not a piece job');
  return { path: data.path, algorithm };
}

async function serve(port: MessagePort): Promise<void> {
  const job = parseJob(workerData);
  const hasher = await HASHERS[job.algorithm]();
  const opened = openForHashing(job.path);
  // Told with each piece.
  opened.catch(() => {});
  const answer = async (ask: PieceAsk): Promise<PieceReply> => {
    try {
      return { index: ask.index, ok: true, hex: await hashPiece(await opened, hasher, ask) };
    } catch (error) {
      return { index: ask.index, ok: false, errno: foreignCode(error) };
    }
  };
  // The checker is the only one who writes here.
  for await (const [ask] of on(port, 'message')) port.postMessage(await answer(ask as PieceAsk));
}

// Not awaited here: this file is also bundled as CommonJS. What it cannot answer ends the thread with the error.
if (parentPort !== null) void serve(parentPort);
