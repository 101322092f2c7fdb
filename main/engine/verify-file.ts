import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { normalizeRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import { isSameStamp, toStamp } from './part-stamp.ts';
import type { PartStamp } from './file-facts.ts';
import { ReadCounter } from './read-counter.ts';
import { foreignCode } from './transfer-error.ts';

/** A file, and its pieces as start, end and sum in a row. */
export type VerifyJob = { readonly path: string; readonly pieces: Float64Array };
/** `damaged` are the pieces whose bytes are not those that were written; `stamp` is of the file that was read. */
export type VerifyReply =
  | { readonly ok: true; readonly damaged: ByteRanges; readonly stamp: PartStamp }
  | { readonly ok: false; readonly errno: string | null };

/** A link could lead out of the folder, and a pipe would never answer; Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Compares the pieces of a file with their checksums. @param onRead called a few times a second with the bytes read so far. */
export async function verifyFile({ path, pieces }: VerifyJob, onRead: (bytes: number) => void): Promise<VerifyReply> {
  try {
    await using file = await open(path, FLAGS);
    const before = await file.stat();
    if (!before.isFile()) return { ok: false, errno: 'ENOENT' };
    const damaged = await findDamaged(file, pieces, new ReadCounter(onRead));
    const after = toStamp(await file.stat());
    // Changed while it was read: what was found holds for no one state of it, and no stamp will match this one.
    const stamp = isSameStamp(toStamp(before), after) ? after : { sizeBytes: after.sizeBytes, mtimeMs: 0 };
    return { ok: true, damaged, stamp };
  } catch (error) {
    return { ok: false, errno: foreignCode(error) };
  }
}

async function findDamaged(file: FileHandle, pieces: Float64Array, counter: ReadCounter): Promise<ByteRanges> {
  let buffer = Buffer.alloc(0);
  const damaged: ByteRange[] = [];
  for (let at = 0; at + 2 < pieces.length; at += 3) {
    const [start = 0, end = 0, sum = 0] = pieces.subarray(at, at + 3);
    const length = end - start;
    if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length);
    const bytes = await readPiece(file, buffer.subarray(0, length), start);
    if (bytes.length < length || crc32(bytes) !== sum) damaged.push({ start, end });
    counter.add(length);
  }
  return normalizeRanges(damaged);
}

/** The bytes from `position` on, fewer at the end of the file. Blocks that the disk cannot read are as good as damaged. */
async function readPiece(file: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  let length = 0;
  try {
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, position + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
  } catch (error) {
    if (foreignCode(error) !== 'EIO') throw error;
  }
  return buffer.subarray(0, length);
}
