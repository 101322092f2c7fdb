import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalizeRanges } from '../../../shared/byte-range.ts';
import { segmentShares } from '../../../shared/segment-shares.ts';

test('the parts of a file are told as shares; one part from the beginning needs none', () => {
  assert.deepEqual(segmentShares([{ start: 0, end: 400 }], 1000), []);
  assert.deepEqual(segmentShares([], 1000), []);
  assert.deepEqual(
    segmentShares(
      [
        { start: 0, end: 10 },
        { start: 20, end: 30 },
      ],
      null,
    ),
    [],
  );
  assert.deepEqual(segmentShares([{ start: 500, end: 1000 }], 1000), [0.5, 1]);
  assert.deepEqual(
    segmentShares(
      [
        { start: 0, end: 100 },
        { start: 500, end: 600 },
      ],
      1000,
    ),
    [0, 0.1, 0.5, 0.6],
  );
});

test('parts that a bar cannot tell apart become one', () => {
  assert.deepEqual(
    segmentShares(
      [
        { start: 0, end: 100 },
        { start: 101, end: 600 },
      ],
      1_000_000,
    ),
    [0, 0.005],
  );
});

test('whatever the parts: shares grow from 0 to 1, few and without overlap', () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1 })),
  );
  fc.assert(
    fc.property(ranges, (parts) => {
      const shares = segmentShares(normalizeRanges(parts), 1000);
      assert.ok(shares.length <= 400 && shares.length % 2 === 0);
      shares.forEach((share, index) => assert.ok(share >= (shares[index - 1] ?? 0) && share <= 1));
    }),
  );
});
