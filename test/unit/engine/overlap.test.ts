import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { missingRanges, normalizeRanges, type ByteRange } from '../../../shared/byte-range.ts';
import { OVERLAP_BYTES, placesBeside, planOverlap, seamBefore } from '../../../main/engine/overlap.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A part file that is blank from one offset on. */
function partBlankFrom(offset: number): { read: (range: ByteRange) => Promise<Buffer> } {
  return {
    read: ({ start, end }) => {
      const bytes = Buffer.alloc(end - start);
      for (let at = start; at < Math.min(end, offset); at += 1) bytes[at - start] = at % 251;
      return Promise.resolve(bytes);
    },
  };
}

test('the seam is what is right before the hole, and everything compared is durable', () => {
  const range = fc.tuple(fc.nat(MIB), fc.nat(300 * KIB)).map(([start, length]) => ({ start, end: start + length + 1 }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (ranges) => {
      const durable = normalizeRanges(ranges);
      for (const hole of missingRanges(durable, 2 * MIB)) {
        const seam = seamBefore(hole, durable);
        assert.equal(seam.end, hole.start);
        assert.ok(seam.end - seam.start <= OVERLAP_BYTES);
        for (const place of [seam, ...placesBeside(seam, durable)]) {
          assert.ok(place.start === place.end || durable.some((r) => r.start <= place.start && place.end <= r.end));
        }
      }
    }),
  );
});

describe('what is compared', () => {
  test('is the seam alone when it is full and not blank', async () => {
    const durable = [{ start: 0, end: MIB }];
    const hole = { start: MIB, end: 2 * MIB };
    const plan = await planOverlap({ hole, durable, part: partBlankFrom(MIB), thorough: false });
    assert.deepEqual(plan, { seam: { start: MIB - OVERLAP_BYTES, end: MIB }, beside: null });
  });

  test('is the beginning too when the seam is blank', async () => {
    const durable = [{ start: 0, end: MIB }];
    const hole = { start: MIB, end: 2 * MIB };
    const plan = await planOverlap({ hole, durable, part: partBlankFrom(100 * KIB), thorough: false });
    assert.deepEqual(plan?.beside, { start: 0, end: OVERLAP_BYTES });
  });

  test('is another place when nothing is before the hole', async () => {
    const durable = [
      { start: 100, end: 200 },
      { start: 300, end: 300 + MIB },
    ];
    const hole = { start: 0, end: 100 };
    const plan = await planOverlap({ hole, durable, part: partBlankFrom(Infinity), thorough: false });
    assert.deepEqual(plan, {
      seam: { start: 0, end: 0 },
      beside: { start: 300 + MIB - OVERLAP_BYTES, end: 300 + MIB },
    });
  });

  test('is the beginning too when a new link must prove itself', async () => {
    const durable = [{ start: 0, end: MIB }];
    const hole = { start: MIB, end: 2 * MIB };
    const plan = await planOverlap({ hole, durable, part: partBlankFrom(MIB), thorough: true });
    assert.deepEqual(plan?.beside, { start: 0, end: OVERLAP_BYTES });
  });

  test('is the seam alone when everything is blank', async () => {
    const durable = [{ start: 0, end: MIB }];
    const hole = { start: MIB, end: 2 * MIB };
    const plan = await planOverlap({ hole, durable, part: partBlankFrom(0), thorough: false });
    assert.equal(plan?.beside, null);
  });

  test('is nothing when only scraps are there', async () => {
    const durable = [
      { start: 0, end: 10 },
      { start: 300, end: 700 },
    ];
    const hole = { start: 10, end: 300 };
    assert.equal(await planOverlap({ hole, durable, part: partBlankFrom(Infinity), thorough: false }), null);
  });
});
