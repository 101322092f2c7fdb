import { on } from 'node:events';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../shared/download.ts';
import { HASHERS } from './hashers.ts';
import type { PieceAsk, PieceReply } from './piece-checker.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the piece thread: hashes pieces of the one file in its `workerData` until it is ended. */

const READ_BYTES = 1024 * 1024;
/** A link could lead out of the folder; Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

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
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const opened = open(job.path, FLAGS);
  // Told with each piece.
  opened.catch(() => {});
  const hash = async ({ start, end }: PieceAsk): Promise<string> => {
    const file = await opened;
    hasher.init();
    for (let at = start; at < end;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) break;
      hasher.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hasher.digest('hex');
  };
  const answer = async (ask: PieceAsk): Promise<PieceReply> => {
    try {
      return { index: ask.index, ok: true, hex: await hash(ask) };
    } catch (error) {
      return { index: ask.index, ok: false, errno: foreignCode(error) };
    }
  };
  // The checker is the only one who writes here.
  for await (const [ask] of on(port, 'message')) port.postMessage(await answer(ask as PieceAsk));
}

// Not awaited here: this file is also bundled as CommonJS. What it cannot answer ends the thread with the error.
if (parentPort !== null) void serve(parentPort);
