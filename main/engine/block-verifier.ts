import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRanges } from '../../shared/byte-range.ts';
import { toDiskError } from './disk-error.ts';
import { OneByOne } from './one-by-one.ts';
import type { PartStamp } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

/** What the verify thread is asked: a file, and its pieces as start, end and sum in a row. */
export type VerifyJob = { readonly path: string; readonly pieces: Float64Array };
/** What it answers. */
export type VerifyReply =
  | { readonly ok: true; readonly damaged: ByteRanges; readonly stamp: PartStamp }
  | { readonly ok: false; readonly errno: string | null };

/** `damaged` are the pieces whose bytes are not those that were written; `stamp` is of the file that was read. */
export type BlockVerdict = { readonly damaged: ByteRanges; readonly stamp: PartStamp };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../engine/verify-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Compares files with their checksums one after another, each in a thread of its own: it is reading and computation, and
 * would hold up every transfer of the engine's thread. A thread lives for one file.
 */
export class BlockVerifier {
  readonly #line = new OneByOne();

  /**
   * Reads what the pieces are of; bytes behind the end of the file are damaged. Links are not followed.
   * @throws TransferError when the file cannot be read; the signal's reason when aborted.
   */
  verify(path: string, blocks: readonly BlockChecksum[], signal: AbortSignal): Promise<BlockVerdict> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(signal, () => verifyInWorker(path, blocks, signal));
  }
}

async function verifyInWorker(
  path: string,
  blocks: readonly BlockChecksum[],
  signal: AbortSignal,
): Promise<BlockVerdict> {
  const pieces = Float64Array.from(blocks.flatMap(({ start, end, crc32 }) => [start, end, crc32]));
  const { promise, resolve, reject } = Promise.withResolvers<VerifyReply>();
  const job: VerifyJob = { path, pieces };
  const worker = new Worker(WORKER_URL, { workerData: job, transferList: [pieces.buffer] });
  const abort = (): void => reject(signal.reason);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new TransferError('app.unexpected', 'the verify thread ended')));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const reply = await promise;
    if (!reply.ok) throw toDiskError(Object.assign(new Error('read'), { code: reply.errno ?? 'unknown' }));
    return { damaged: reply.damaged, stamp: reply.stamp };
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
