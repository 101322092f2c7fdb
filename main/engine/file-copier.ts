import { extname } from 'node:path';
import { diskErrorOf } from './disk-error.ts';
import { runFileWorker, type FileWatch } from './file-worker.ts';
import { OneByOne } from './one-by-one.ts';

/** What the copy thread is asked. */
export type CopyJob = { readonly from: string; readonly to: string };
/** What it answers. */
export type CopyReply =
  | { readonly ok: true; readonly isSame: boolean }
  | { readonly ok: false; readonly errno: string | null };

// Node runs the sources in the work tree and emitted JavaScript elsewhere; the worker has the form of this file.
const WORKER_URL = new URL(`../engine/copy-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Copies files one after another, each in a thread of its own: a large one takes minutes, and would hold up every transfer
 * of the engine's thread. A thread lives for one file.
 */
export class FileCopier {
  readonly #line = new OneByOne();

  /**
   * Copies a file over one that is there and empty, syncs it, and reads both again.
   * @returns whether they are the same, byte by byte, and the source did not change meanwhile. When it rejects, nothing
   * writes any more. @throws TransferError when a file cannot be read or written; the signal's reason when aborted.
   */
  copy(job: CopyJob, watch: FileWatch): Promise<boolean> {
    // Two at once would only make the disks seek.
    return this.#line.run(watch.signal, async () => {
      const reply = await runFileWorker<CopyReply>({ url: WORKER_URL, job }, watch);
      if (reply.ok) return reply.isSame;
      throw diskErrorOf(reply.errno);
    });
  }
}
