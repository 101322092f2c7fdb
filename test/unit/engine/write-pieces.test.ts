import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { writePieces, WritePieces } from '../../../main/engine/write-pieces.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { testBytes } from '../../support/test-bytes.ts';

const BYTES = 512 * 1024;
const MIB = 1024 * 1024;

/** Writes so many bytes, each block in so many milliseconds. */
function write(pieces: WritePieces, bytes: number, tookMs: number): void {
  for (let written = 0; written < bytes; written += BYTES) pieces.noteWritten(BYTES, tookMs);
}

describe('the pieces of a write', () => {
  test('are the whole write while memory is there', () => {
    const pieces = new WritePieces();
    write(pieces, 1024 * MIB, 0.2);
    assert.equal(pieces.mostBytes, Infinity);
  });

  test('are not judged by writes of a few bytes', () => {
    const pieces = new WritePieces();
    for (let times = 0; times < 100; times += 1) pieces.noteWritten(1000, 0.1);
    assert.equal(pieces.mostBytes, Infinity);
  });

  test('are small once half of the writes were slow, and whole again after a while, to try', () => {
    const pieces = new WritePieces();
    write(pieces, 7 * BYTES, 1.2);
    write(pieces, 9 * BYTES, 0.2);
    assert.equal(pieces.mostBytes, Infinity);
    write(pieces, 8 * BYTES, 1.2);
    assert.equal(pieces.mostBytes, Infinity);
    write(pieces, 8 * BYTES, 0.2);
    assert.equal(pieces.mostBytes, 16 * 1024);
    write(pieces, 255 * MIB, 0.4);
    assert.equal(pieces.mostBytes, 16 * 1024);
    write(pieces, MIB, 0.4);
    assert.equal(pieces.mostBytes, Infinity);
    write(pieces, 16 * BYTES, 1.2);
    assert.equal(pieces.mostBytes, 16 * 1024);
  });

  test('lie one after another where the write begins, whatever their size', async () => {
    await using folder = await createTempFolder();
    const bytes = testBytes(3, 0, 100_000);
    const buffers = [bytes.subarray(0, 40_000), bytes.subarray(40_000, 40_001), bytes.subarray(40_001)];
    for (const mostBytes of [7, 16 * 1024, 50_000, Infinity]) {
      const file = openSync(folder.file('a'), 'w');
      assert.equal(writePieces(file, buffers, { position: 5, mostBytes }), bytes.length);
      closeSync(file);
      assert.ok(readFileSync(folder.file('a')).subarray(5).equals(bytes), `${mostBytes}`);
    }
  });

  test('end where a full disk ends them', { skip: noSmallDisk }, () => {
    using disk = mountSmallDisk(1);
    const file = openSync(`${disk.path}/a`, 'w');
    const buffers = [Buffer.alloc(1_000_001, 1), Buffer.alloc(100_000, 2)];
    const written = writePieces(file, buffers, { position: 0, mostBytes: 10_000 });
    assert.ok(written > 1_000_001 && written < 1_100_001);
    assert.throws(() => writePieces(file, buffers, { position: written, mostBytes: 10_000 }), { code: 'ENOSPC' });
    closeSync(file);
    assert.equal(readFileSync(`${disk.path}/a`).length, written);
  });
});
