import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ChecksumAlgorithm } from '../../shared/download.ts';
import { waitOrAbort } from './abortable.ts';
import { diskErrorOf, toDiskError } from './disk-error.ts';
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

/** A file of at most so many bytes is hashed in a millisecond or two, where a thread takes 70 to start. */
const SHORT_BYTES = 256 * 1024;

/**
 * Hashes finished files one after another, each but the short ones in a thread of its own: hashing is pure computation and would
 * hold up every transfer of the engine's thread. A thread lives for one file.
 */
export class ChecksumRunner {
  readonly #line = new OneByOne();

  /**
   * The hash of a file in lower-case hex.
   * @throws TransferError when the file cannot be read; the signal's reason when aborted.
   */
  hash(path: string, algorithm: ChecksumAlgorithm, watch: FileWatch): Promise<string> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(watch.signal, async () => {
      const short = await waitOrAbort(readShort(path), watch.signal);
      return short === null ? hashInWorker({ path, algorithm }, watch) : hashHere(short, algorithm);
    });
  }
}

/** The bytes of a short file; `null` of any other. @throws TransferError when it cannot be read. */
async function readShort(path: string): Promise<Uint8Array | null> {
  try {
    const facts = await stat(path);
    // Of a pipe, a thread that can be ended waits for the bytes.
    return facts.isFile() && facts.size <= SHORT_BYTES ? await readFile(path) : null;
  } catch (error) {
    throw toDiskError(error);
  }
}

async function hashHere(bytes: Uint8Array, algorithm: ChecksumAlgorithm): Promise<string> {
  // Most runs hash nothing, and need not wait for it to be loaded.
  const { HASHERS } = await import('./hashers.ts');
  const hasher = await HASHERS[algorithm]();
  return hasher.update(bytes).digest('hex');
}

async function hashInWorker(job: ChecksumJob, watch: FileWatch): Promise<string> {
  const reply = await runFileWorker<ChecksumReply>({ url: WORKER_URL, job }, watch);
  if (reply.ok) return reply.hex;
  throw diskErrorOf(reply.errno);
}
