import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { IHasher } from 'hash-wasm';
import type { ByteRange } from '../../shared/byte-range.ts';

const READ_BYTES = 1024 * 1024;
/** A link could lead out of the folder; Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** Opens a file of which pieces are to be hashed; whoever does closes it. @throws Node's file errors */
export function openForHashing(path: string): Promise<FileHandle> {
  return open(path, FLAGS);
}

/** What a piece of a file hashes to, in lower-case hex; where the file ends before, what there is. @throws Node's file errors */
export async function hashPiece(file: FileHandle, hasher: IHasher, { start, end }: ByteRange): Promise<string> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, end - start));
  hasher.init();
  for (let at = start; at < end;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (bytesRead === 0) break;
    hasher.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hasher.digest('hex');
}
