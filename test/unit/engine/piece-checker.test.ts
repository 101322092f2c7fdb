import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findBadPieces } from '../../../main/engine/piece-checker.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { countThreads } from '../../support/count-threads.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { testBytes } from '../../support/test-bytes.ts';

const PIECE_BYTES = 64 * 1024;
const SHORT_BYTES = 256 * 1024;

function hashesOf(bytes: Buffer): string {
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, index) =>
    bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  );
  return pieces.map((piece) => createHash('sha256').update(piece).digest('hex')).join('');
}

for (const { sizeBytes, threads } of [
  { sizeBytes: SHORT_BYTES, threads: 0 },
  { sizeBytes: SHORT_BYTES + 1, threads: 1 },
]) {
  test(`the bad pieces of a file of ${sizeBytes} bytes are found with ${threads} threads`, async () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a');
    const bytes = testBytes(4, 0, sizeBytes);
    const pieces = { algorithm: 'sha256', pieceBytes: PIECE_BYTES, hex: hashesOf(bytes) } as const;
    bytes[PIECE_BYTES] = 255 - (bytes[PIECE_BYTES] ?? 0);
    bytes[sizeBytes - 1] = 255 - (bytes[sizeBytes - 1] ?? 0);
    writeFileSync(file, bytes);
    const { signal } = new AbortController();
    const find = async (): Promise<void> => {
      const last = Math.floor((sizeBytes - 1) / PIECE_BYTES) * PIECE_BYTES;
      assert.deepEqual(await findBadPieces({ path: file, pieces, sizeBytes }, signal), [
        { start: PIECE_BYTES, end: 2 * PIECE_BYTES },
        { start: last, end: sizeBytes },
      ]);
    };
    assert.equal(await countThreads(find), threads);
    await assert.rejects(
      findBadPieces({ path: path.join(folder.path, 'gone'), pieces, sizeBytes }, signal),
      (error) => error instanceof TransferError && error.code === 'disk.partLost',
    );
  });
}
