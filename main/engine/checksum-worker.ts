import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CHECKSUM_ALGORITHMS } from '../../shared/download.ts';
import type { ChecksumJob, ChecksumReply } from './checksum.ts';
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

async function hash(): Promise<ChecksumReply> {
  const job = parseJob(workerData);
  const hasher = createHash(job.algorithm);
  try {
    await pipeline(createReadStream(job.path, { highWaterMark: READ_BYTES }), hasher);
    return { ok: true, hex: hasher.digest('hex') };
  } catch (error) {
    return { ok: false, errno: foreignCode(error) };
  }
}

parentPort?.postMessage(await hash());
