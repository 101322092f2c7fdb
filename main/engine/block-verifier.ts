import { extname } from 'node:path';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRanges } from '../../shared/byte-range.ts';
import { diskErrorOf } from './disk-error.ts';
import { runFileWorker, type FileWatch } from './file-worker.ts';
import { OneByOne } from './one-by-one.ts';
import type { PartStamp } from './protocol.ts';

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
  verify(path: string, blocks: readonly BlockChecksum[], watch: FileWatch): Promise<BlockVerdict> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(watch.signal, () => verifyInWorker(path, blocks, watch));
  }
}

async function verifyInWorker(path: string, blocks: readonly BlockChecksum[], watch: FileWatch): Promise<BlockVerdict> {
  const pieces = Float64Array.from(blocks.flatMap(({ start, end, crc32 }) => [start, end, crc32]));
  const job: VerifyJob = { path, pieces };
  const work = { url: WORKER_URL, job, transfers: [pieces.buffer] };
  const reply = await runFileWorker<VerifyReply>(work, watch);
  if (!reply.ok) throw diskErrorOf(reply.errno);
  return { damaged: reply.damaged, stamp: reply.stamp };
}
