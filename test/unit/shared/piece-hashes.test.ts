import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_PIECES, pieceHex, pieceRange, piecesFit, toPieceHashes } from '../../../shared/piece-hashes.ts';

const ALGORITHM = 'md5';
const PIECES = { algorithm: ALGORITHM, pieceBytes: 1024, hex: `${'a'.repeat(32)}${'b'.repeat(32)}` } as const;

describe('hashes of pieces', () => {
  test('name ranges that cover the file, the last of them shorter', () => {
    assert.deepEqual(pieceRange(PIECES, 0, 1500), { start: 0, end: 1024 });
    assert.deepEqual(pieceRange(PIECES, 1, 1500), { start: 1024, end: 1500 });
    assert.equal(pieceHex(PIECES, 1), 'b'.repeat(32));
  });

  test('fit only files that end in the last piece', () => {
    assert.deepEqual(
      [1024, 1025, 2048, 2049].map((size) => piecesFit(PIECES, size)),
      [false, true, true, false],
    );
  });

  test('that are cut off, too many, too small or not hexadecimal are refused', () => {
    const accepts = (patch: object): boolean => toPieceHashes({ ...PIECES, ...patch }) !== null;
    assert.equal(accepts({}), true);
    assert.equal(accepts({ hex: PIECES.hex.slice(1) }), false);
    assert.equal(accepts({ hex: '' }), false);
    assert.equal(accepts({ hex: 'x'.repeat(32) }), false);
    assert.equal(accepts({ pieceBytes: 100 }), false);
    assert.equal(accepts({ pieceBytes: 1024.5 }), false);
    assert.equal(accepts({ hex: 'a'.repeat(32 * MAX_PIECES) }), true);
    assert.equal(accepts({ hex: 'a'.repeat(32 * (MAX_PIECES + 1)) }), false);
  });
});
