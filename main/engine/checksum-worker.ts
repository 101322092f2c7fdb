import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { CHECKSUM_ALGORITHMS } from '../../shared/download.ts';
import type { ChecksumJob, ChecksumReply } from './checksum.ts';
import type { FileWorkerMessage } from './file-worker.ts';
import { ReadCounter } from './read-counter.ts';
import { HASHERS } from './hashers.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the checksum thread: hashes the one file in its `workerData`, answers, ends. */

const READ_BYTES = 1024 * 1024;

/** By hand: loading a schema library would take longer than hashing a small file. */
function parseJob(data: unknown): ChecksumJob {
  if (typeof data !== 'object' || data === null || !('path' in data) || !('algorithm' in data)) {
    throw new TypeError('not a checksum job');
  }
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === data.algorithm);
  if (typeof data.path !== 'string' || algorithm === undefined) throw new TypeError('not a checksum job');
  return { path: data.path, algorithm };
}

function post(message: FileWorkerMessage<ChecksumReply>): void {
  parentPort?.postMessage(message);
}

async function hash(): Promise<ChecksumReply> {
  const job = parseJob(workerData);
  const hasher = await HASHERS[job.algorithm]();
  const counter = new ReadCounter((bytes) => post({ kind: 'read', bytes }));
  try {
    for await (const chunk of createReadStream(job.path, { highWaterMark: READ_BYTES })) {
      if (!(chunk instanceof Uint8Array)) continue;
      hasher.update(chunk);
      counter.add(chunk.length);
    }
    return { ok: true, hex: hasher.digest('hex') };
  } catch (error) {
    return { ok: false, errno: foreignCode(error) };
  }
}

// Not awaited here: this file is also bundled as CommonJS. What it cannot answer ends the thread with the error.
void hash().then((answer) => post({ kind: 'answer', answer }));
