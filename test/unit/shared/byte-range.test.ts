import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  addRange,
  contiguousPrefix,
  countBytes,
  missingRanges,
  normalizeRanges,
  subtractRanges,
  type ByteRange,
} from '../../../shared/byte-range.ts';

const range = fc.tuple(fc.nat(200), fc.nat(40)).map(([start, length]): ByteRange => ({ start, end: start + length }));
const ranges = fc.array(range, { maxLength: 20 });

/** The bytes of ranges as a set: the slow, obvious model. */
function bytesOf(list: readonly ByteRange[]): Set<number> {
  const bytes = new Set<number>();
  for (const { start, end } of list) for (let at = start; at < end; at += 1) bytes.add(at);
  return bytes;
}

describe('byte ranges', () => {
  test('the normal form holds the same bytes, sorted, none empty, none touching', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const normal = normalizeRanges(list);
        assert.deepEqual(bytesOf(normal), new Set([...bytesOf(list)].toSorted((a, b) => a - b)));
        normal.forEach((item, index) => {
          assert.ok(item.end > item.start);
          const next = normal[index + 1];
          if (next !== undefined) assert.ok(next.start > item.end);
        });
        assert.equal(countBytes(normal), bytesOf(list).size);
      }),
    );
  });

  test('what is there and what is missing partition the whole', () => {
    fc.assert(
      fc.property(ranges, fc.nat(260), (list, size) => {
        const normal = normalizeRanges(list);
        const missing = missingRanges(normal, size);
        const there = new Set([...bytesOf(normal)].filter((at) => at < size));
        const absent = bytesOf(missing);
        assert.equal(there.size + absent.size, size);
        assert.ok([...absent].every((at) => !there.has(at) && at < size));
        assert.deepEqual(normalizeRanges(missing), missing);
      }),
    );
  });

  test('adding a range adds its bytes and no others', () => {
    fc.assert(
      fc.property(ranges, range, (list, added) => {
        const sum = addRange(normalizeRanges(list), added);
        assert.equal(countBytes(sum), bytesOf([...list, added]).size);
      }),
    );
  });

  test('taking bytes away leaves the others, in the normal form', () => {
    fc.assert(
      fc.property(ranges, ranges, (list, removed) => {
        const left = subtractRanges(normalizeRanges(list), normalizeRanges(removed));
        const gone = bytesOf(removed);
        assert.deepEqual(left, normalizeRanges(left));
        assert.deepEqual(
          [...bytesOf(left)],
          [...bytesOf(normalizeRanges(list))].filter((byte) => !gone.has(byte)),
        );
      }),
    );
  });

  test('the prefix ends at the first hole', () => {
    assert.equal(contiguousPrefix([]), 0);
    assert.equal(contiguousPrefix([{ start: 1, end: 5 }]), 0);
    assert.equal(
      contiguousPrefix([
        { start: 0, end: 5 },
        { start: 6, end: 9 },
      ]),
      5,
    );
  });
});
