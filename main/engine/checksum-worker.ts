import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CHECKSUM_ALGORITHMS } from '../../shared/download.ts';
import * as z from 'zod';
import type { ChecksumReply } from './checksum.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the checksum thread: hashes the one file in its `workerData`, answers, ends. */

const READ_BYTES = 1024 * 1024;

const jobSchema = z.object({ path: z.string(), algorithm: z.enum(CHECKSUM_ALGORITHMS) });

async function hash(): Promise<ChecksumReply> {
  const job = jobSchema.parse(workerData);
  const hasher = createHash(job.algorithm);
  try {
    await pipeline(createReadStream(job.path, { highWaterMark: READ_BYTES }), hasher);
    return { ok: true, hex: hasher.digest('hex') };
  } catch (error) {
    return { ok: false, errno: foreignCode(error) };
  }
}

parentPort?.postMessage(await hash());
