import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * Deterministic pseudo-random files of any size that need no disk: any range of them can be made on its own, so a fault
 * server serves gigabytes from nothing and a test compares any piece.
 */

const BLOCK = 16;
const KEYSTREAM_STEP = 1024 * 1024;

/** The bytes `[start, end)` of the endless file of a seed: AES in counter mode, which can begin at any block. */
export function testBytes(seed: number, start: number, end: number): Buffer {
  if (end <= start) return Buffer.alloc(0);
  const key = Buffer.alloc(BLOCK);
  key.writeUInt32BE(seed, 0);
  const counter = Buffer.alloc(BLOCK);
  const firstBlock = Math.floor(start / BLOCK);
  counter.writeBigUInt64BE(BigInt(firstBlock), 8);
  const skip = start - firstBlock * BLOCK;
  const cipher = createCipheriv('aes-128-ctr', key, counter);
  return cipher.update(Buffer.alloc(skip + end - start)).subarray(skip);
}

/** SHA-256 in hex of the first `size` bytes of a seed's file. */
export function testBytesSha256(seed: number, size: number): string {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += KEYSTREAM_STEP)
    hash.update(testBytes(seed, at, Math.min(size, at + KEYSTREAM_STEP)));
  return hash.digest('hex');
}

/** SHA-256 in hex of a file on disk. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: KEYSTREAM_STEP }), hash);
  return hash.digest('hex');
}
