import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { IdNumbers } from '../../../main/queue/id-numbers.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';

describe('numbers of ids', () => {
  test('are those of a map, the lowest id first, however far the ids lie apart', () => {
    const step = fc.record({
      id: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
      number: fc.option(fc.nat(2 ** 31 - 1)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const numbers = new IdNumbers();
        const map = new Map<DownloadId, number>();
        for (const one of steps) {
          const id = toDownloadId(one.id);
          assert.equal(numbers.get(id), map.get(id));
          if (one.number === null) {
            numbers.delete(id);
            map.delete(id);
          } else {
            numbers.set(id, one.number);
            map.set(id, one.number);
          }
          assert.equal(numbers.size, map.size);
          assert.equal(numbers.has(id), map.has(id));
        }
        const sorted = [...map].toSorted(([a], [b]) => a - b);
        assert.deepEqual([...numbers.entries()], sorted);
      }),
    );
  });

  test('may be changed while they are passed over', () => {
    const numbers = new IdNumbers();
    for (let id = 1; id <= 1000; id += 1) numbers.set(toDownloadId(id), id);
    const seen: number[] = [];
    for (const id of numbers.ids()) {
      seen.push(id);
      numbers.delete(id);
      numbers.delete(toDownloadId(id + 1));
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 500 }, (_, index) => 2 * index + 1),
    );
    assert.equal(numbers.size, 0);
  });
});
