import { extname } from 'node:path';
import { BLOCK_BYTES, type BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRanges } from '../../shared/byte-range.ts';
import { waitOrAbort } from './abortable.ts';
import { diskErrorOf } from './disk-error.ts';
import { runFileWorker, type FileWatch } from './file-worker.ts';
import { OneByOne } from './one-by-one.ts';
import type { PartStamp } from './file-facts.ts';
import { verifyFile, type VerifyJob, type VerifyReply } from './verify-file.ts';

/** `damaged` are the pieces whose bytes are not those that were written; `stamp` is of the file that was read. */
export type BlockVerdict = { readonly damaged: ByteRanges; readonly stamp: PartStamp };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../engine/verify-worker${extname(import.meta.url)}`, import.meta.url);

/** The checksums of so many bytes take a fifth of a millisecond, where a thread takes 50 to start. */
const SHORT_BYTES = BLOCK_BYTES;

/**
 * Compares files with their checksums one after another, each but the short ones in a thread of its own: it is reading and
 * computation, and would hold up every transfer of the engine's thread. A thread lives for one file.
 */
export class BlockVerifier {
  readonly #line = new OneByOne();

  /**
   * Reads what the pieces are of; bytes behind the end of the file are damaged. Links are not followed.
   * @throws TransferError when the file cannot be read; the signal's reason when aborted.
   */
  verify(path: string, blocks: readonly BlockChecksum[], watch: FileWatch): Promise<BlockVerdict> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(watch.signal, async () => {
      const pieces = Float64Array.from(blocks.flatMap(({ start, end, crc32 }) => [start, end, crc32]));
      const bytes = blocks.reduce((sum, { start, end }) => sum + end - start, 0);
      const work = bytes <= SHORT_BYTES ? verifyHere : verifyInWorker;
      const reply = await work({ path, pieces }, watch);
      if (!reply.ok) throw diskErrorOf(reply.errno);
      return { damaged: reply.damaged, stamp: reply.stamp };
    });
  }
}

function verifyHere(job: VerifyJob, { signal, onRead = () => {} }: FileWatch): Promise<VerifyReply> {
  return waitOrAbort(verifyFile(job, onRead), signal);
}

function verifyInWorker(job: VerifyJob, watch: FileWatch): Promise<VerifyReply> {
  return runFileWorker<VerifyReply>({ url: WORKER_URL, job }, watch);
}
