import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { BLOCK_BYTES } from '../../shared/block-checksum.ts';
import { normalizeRanges, type ByteRange } from '../../shared/byte-range.ts';
import type { VerifyJob, VerifyReply } from './block-verifier.ts';
import type { FileWorkerMessage } from './file-worker.ts';
import { isSameStamp, toStamp } from './part-stamp.ts';
import { ReadCounter } from './read-counter.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the verify thread: reads the pieces of the one file in its `workerData`, answers, ends. */

/** A link could lead out of the folder, and a pipe would never answer; Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** By hand: loading a schema library would take longer than reading a small file. */
function parseJob(data: unknown): VerifyJob {
  if (typeof data !== 'object' || data === null || !('path' in data) || !('pieces' in data)) {
    throw new TypeError('not a verify job');
  }
  const { path, pieces } = data;
  if (typeof path !== 'string' || !(pieces instanceof Float64Array)) throw new TypeError('not a verify job');
  return { path, pieces };
}

function post(message: FileWorkerMessage<VerifyReply>): void {
  parentPort?.postMessage(message);
}

function verify({ path, pieces }: VerifyJob): VerifyReply {
  try {
    const file = openSync(path, FLAGS);
    try {
      const before = fstatSync(file);
      if (!before.isFile()) return { ok: false, errno: 'ENOENT' };
      const damaged = findDamaged(file, pieces);
      const after = toStamp(fstatSync(file));
      // Changed while it was read: what was found holds for no one state of it, and no stamp will match this one.
      const stamp = isSameStamp(toStamp(before), after) ? after : { sizeBytes: after.sizeBytes, mtimeMs: 0 };
      return { ok: true, damaged, stamp };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { ok: false, errno: foreignCode(error) };
  }
}

function findDamaged(file: number, pieces: Float64Array): readonly ByteRange[] {
  const buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const counter = new ReadCounter((bytes) => post({ kind: 'read', bytes }));
  const damaged: ByteRange[] = [];
  for (let at = 0; at + 2 < pieces.length; at += 3) {
    const [start = 0, end = 0, sum = 0] = pieces.subarray(at, at + 3);
    const bytes = readPiece(file, buffer.subarray(0, end - start), start);
    if (bytes.length < end - start || crc32(bytes) !== sum) damaged.push({ start, end });
    counter.add(end - start);
  }
  return normalizeRanges(damaged);
}

/** The bytes from `position` on, fewer at the end of the file. Blocks that the disk cannot read are as good as damaged. */
function readPiece(file: number, buffer: Buffer, position: number): Buffer {
  let length = 0;
  try {
    while (length < buffer.length) {
      const bytes = readSync(file, buffer, length, buffer.length - length, position + length);
      if (bytes === 0) break;
      length += bytes;
    }
  } catch (error) {
    if (foreignCode(error) !== 'EIO') throw error;
  }
  return buffer.subarray(0, length);
}

post({ kind: 'answer', answer: verify(parseJob(workerData)) });
