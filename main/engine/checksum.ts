import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ChecksumAlgorithm } from '../../shared/download.ts';
import { toDiskError } from './disk-error.ts';
import { OneByOne } from './one-by-one.ts';
import { TransferError } from './transfer-error.ts';

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
  hash(path: string, algorithm: ChecksumAlgorithm, signal: AbortSignal): Promise<string> {
    // Two at once would only make the disk seek and take the cores from the transfers.
    return this.#line.run(signal, () => hashInWorker({ path, algorithm }, signal));
  }
}

async function hashInWorker(job: ChecksumJob, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<ChecksumReply>();
  const worker = new Worker(WORKER_URL, { workerData: job });
  const abort = (): void => reject(signal.reason);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new TransferError('app.unexpected', 'the checksum thread ended')));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const reply = await promise;
    if (reply.ok) return reply.hex;
    throw toDiskError(Object.assign(new Error('read'), { code: reply.errno ?? 'unknown' }));
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
