import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { CopyJob, CopyReply } from './file-copier.ts';
import type { FileWorkerMessage } from './file-worker.ts';
import { ReadCounter } from './read-counter.ts';
import { foreignCode } from './transfer-error.ts';

/** The entry of the copy thread: copies the one file in its `workerData`, answers, ends. */

const BLOCK_BYTES = 1024 * 1024;

/** A link could lead elsewhere, and a pipe would never answer; Windows has neither flag. */
const SAFE = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** By hand: loading a schema library would take longer than copying a small file. */
function parseJob(data: unknown): CopyJob {
  if (typeof data !== 'object' || data === null || !('from' in data) || !('to' in data)) {
    throw new TypeError('not a copy job');
  }
  const { from, to } = data;
  if (typeof from !== 'string' || typeof to !== 'string') throw new TypeError('not a copy job');
  return { from, to };
}

function copy({ from, to }: CopyJob): CopyReply {
  const source = openSync(from, constants.O_RDONLY | SAFE);
  try {
    const target = openSync(to, constants.O_RDWR | SAFE);
    try {
      const before = fstatSync(source);
      const place = fstatSync(target);
      if (!before.isFile() || !place.isFile()) return { ok: false, errno: 'ENOENT' };
      // What has content is not the file that was made for the copy.
      if (place.size > 0) return { ok: true, isSame: false };
      copyBytes(source, target);
      copyMode(target, before);
      fsyncSync(target);
      const isSame = isSameContent(source, target) && isUntouched(before, fstatSync(source));
      return { ok: true, isSame };
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function copyBytes(source: number, target: number): void {
  const buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const counter = new ReadCounter((bytes) => post({ kind: 'read', bytes }));
  for (let position = 0; ;) {
    const length = readSync(source, buffer, 0, BLOCK_BYTES, position);
    if (length === 0) return;
    for (let at = 0; at < length;) at += writeSync(target, buffer, at, length - at, position + at);
    position += length;
    counter.add(length);
  }
}

/** A file that its user made executable stays so. Some file systems have no such bits. */
function copyMode(target: number, { mode }: Stats): void {
  try {
    fchmodSync(target, mode & 0o777);
  } catch (error) {
    if (foreignCode(error) === null) throw error;
  }
}

function isSameContent(source: number, target: number): boolean {
  const [one, other] = [Buffer.allocUnsafeSlow(BLOCK_BYTES), Buffer.allocUnsafeSlow(BLOCK_BYTES)];
  for (let position = 0; ;) {
    const length = fill(source, one, position);
    if (length !== fill(target, other, position)) return false;
    if (!one.subarray(0, length).equals(other.subarray(0, length))) return false;
    if (length === 0) return true;
    position += length;
  }
}

/** Reads until the buffer is full or the file ends; a read may bring less than was asked for. */
function fill(file: number, buffer: Buffer, position: number): number {
  let length = 0;
  while (length < buffer.length) {
    const bytes = readSync(file, buffer, length, buffer.length - length, position + length);
    if (bytes === 0) break;
    length += bytes;
  }
  return length;
}

function isUntouched(before: Stats, after: Stats): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs;
}

function post(message: FileWorkerMessage<CopyReply>): void {
  parentPort?.postMessage(message);
}

function run(): CopyReply {
  try {
    return copy(parseJob(workerData));
  } catch (error) {
    const errno = foreignCode(error);
    if (errno === null) throw error;
    return { ok: false, errno };
  }
}

post({ kind: 'answer', answer: run() });
