import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { addPiece, BlockRecorder, checksumPieces } from '../../../main/engine/block-recorder.ts';
import { combineCrc32 } from '../../../main/engine/crc32.ts';
import {
  BLOCK_BYTES,
  blocksWithin,
  coveredBytes,
  isBlockChecksum,
  latestBlocks,
  type BlockChecksum,
} from '../../../shared/block-checksum.ts';
import { testBytes } from '../../support/test-bytes.ts';

const FILE = testBytes(7, 0, 3 * BLOCK_BYTES + 12_345);

/** What zlib says of those bytes. */
function truth({ start, end }: { readonly start: number; readonly end: number }): BlockChecksum {
  return { start, end, crc32: crc32(FILE.subarray(start, end)) };
}

describe('combining two sums', () => {
  test('gives what zlib says of both pieces together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
        const whole = crc32(Buffer.concat([first, second]));
        assert.equal(combineCrc32(crc32(first), crc32(second), second.length), whole);
      }),
    );
  });

  test('holds for lengths up to beyond a block', () => {
    for (const length of [1, 65_536, BLOCK_BYTES - 1, BLOCK_BYTES, 3 * BLOCK_BYTES]) {
      const combined = combineCrc32(crc32(FILE.subarray(0, 10)), crc32(FILE.subarray(10, 10 + length)), length);
      assert.equal(combined, crc32(FILE.subarray(0, 10 + length)));
    }
  });
});

describe('the checksums of a write', () => {
  test('are cut at block boundaries, however the bytes are buffered', () => {
    const position = BLOCK_BYTES - 100;
    const end = 2 * BLOCK_BYTES + 50;
    const buffers = [FILE.subarray(position, position + 30), FILE.subarray(position + 30, end)];
    assert.deepEqual(checksumPieces(buffers, position), [
      truth({ start: position, end: BLOCK_BYTES }),
      truth({ start: BLOCK_BYTES, end: 2 * BLOCK_BYTES }),
      truth({ start: 2 * BLOCK_BYTES, end }),
    ]);
  });

  test('pieces that come in any order become whole blocks', () => {
    const write = fc.tuple(fc.nat(FILE.length - 1), fc.integer({ min: 1, max: 600_000 }));
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), fc.nat(4), (cuts, syncs) => {
        // Connections write disjoint pieces of the file: cut it at those places, and write them in the order drawn.
        const borders = [...new Set([0, FILE.length, ...cuts.map(([start]) => start)])].toSorted((a, b) => a - b);
        const ranges = borders.slice(0, -1).map((start, index) => ({ start, end: borders[index + 1] ?? 0 }));
        const shuffled = ranges.toSorted((a, b) => ((a.start * 7919) % 101) - ((b.start * 7919) % 101));
        const recorder = new BlockRecorder();
        const told: BlockChecksum[] = [];
        shuffled.forEach((range, index) => {
          recorder.take([FILE.subarray(range.start, range.end)], range.start);
          recorder.noteWritten(range);
          if (index % (syncs + 1) === 0) told.push(...recorder.takeFresh());
        });
        told.push(...recorder.takeFresh());
        const blocks = [0, 1, 2, 3].map((index) => ({
          start: index * BLOCK_BYTES,
          end: Math.min(FILE.length, (index + 1) * BLOCK_BYTES),
        }));
        assert.deepEqual(latestBlocks(told), blocks.map(truth));
        assert.ok(told.every((piece) => isBlockChecksum(piece)));
      }),
      { numRuns: 50 },
    );
  });

  test('of bytes that are still being written nothing is told', () => {
    const recorder = new BlockRecorder();
    recorder.take([FILE.subarray(0, 10)], 0);
    assert.deepEqual(recorder.takeFresh(), []);
    recorder.noteWritten({ start: 0, end: 10 });
    assert.deepEqual(recorder.takeFresh(), [truth({ start: 0, end: 10 })]);
    assert.deepEqual(recorder.takeFresh(), []);
  });

  test('two writes from one start are told apart: nothing is told of the one that still runs', () => {
    const recorder = new BlockRecorder();
    recorder.take([FILE.subarray(0, 10)], 0);
    recorder.take([FILE.subarray(0, 30)], 0);
    recorder.noteWritten({ start: 0, end: 10 });
    assert.deepEqual(recorder.takeFresh(), [truth({ start: 0, end: 10 })]);
    recorder.noteWritten({ start: 0, end: 30 });
    assert.deepEqual(recorder.takeFresh(), [truth({ start: 0, end: 30 })]);
  });

  test('a piece that grew is told again as one', () => {
    const recorder = new BlockRecorder();
    for (const range of [
      { start: 0, end: 10 },
      { start: 10, end: 30 },
    ]) {
      recorder.take([FILE.subarray(range.start, range.end)], range.start);
      recorder.noteWritten(range);
      assert.deepEqual(recorder.takeFresh(), [truth({ start: 0, end: range.end })]);
    }
  });

  test('of bytes that came twice the last sum counts', () => {
    assert.deepEqual(addPiece([{ start: 0, end: 10, crc32: 1 }], { start: 5, end: 15, crc32: 2 }), [
      { start: 5, end: 15, crc32: 2 },
    ]);
  });
});

describe('lists of pieces', () => {
  test('those within a set of bytes are found', () => {
    const pieces = [truth({ start: 0, end: 10 }), truth({ start: 20, end: 40 }), truth({ start: 50, end: 60 })];
    const within = blocksWithin(pieces, [
      { start: 0, end: 30 },
      { start: 45, end: 60 },
    ]);
    assert.deepEqual(coveredBytes(within), [
      { start: 0, end: 10 },
      { start: 50, end: 60 },
    ]);
  });

  test('of a block with more pieces than Sluice makes only the newest are kept', () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ start: index * 2, end: index * 2 + 1, crc32: 0 }));
    assert.deepEqual(latestBlocks(many), many.slice(-256));
  });
});
