import { extname } from 'node:path';
import type { ChecksumAlgorithm } from '../../shared/download.ts';
import { diskErrorOf } from './disk-error.ts';
import { runFileWorker, type FileWatch } from './file-worker.ts';
import { OneByOne } from './one-by-one.ts';

/** What the checksum worker is asked. */
export type ChecksumJob = { readonly path: string; readonly algorithm: ChecksumAlgorithm };
/** What it answers. */
export type ChecksumReply =
  | { readonly ok: true; readonly hex: string }
  | { readonly ok: false; readonly errno: string | null };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../engine/checksum-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Hashes finished files one after another, each in a thread of its own: hashing is pure computation and would hold up
 * every transfer of the engine's thread. A thread lives for one file.
 */
export class ChecksumRunner {
  readonly #line = new OneByOne();

  /**
   * The hash of a file in lower-case hex.
   * @throws TransferError when the file cannot be read; the signal's reason when aborted.
   */
  hash(path: string, algorithm: ChecksumAlgorithm, watch: FileWatch): Promise<string> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(watch.signal, () => hashInWorker({ path, algorithm }, watch));
  }
}

async function hashInWorker(job: ChecksumJob, watch: FileWatch): Promise<string> {
  const reply = await runFileWorker<ChecksumReply>({ url: WORKER_URL, job }, watch);
  if (reply.ok) return reply.hex;
  throw diskErrorOf(reply.errno);
}
