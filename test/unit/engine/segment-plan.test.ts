import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countBytes, normalizeRanges, type ByteRange } from '../../../shared/byte-range.ts';
import { chooseConnectionCount } from '../../../main/engine/connection-count.ts';
import {
  leastPieceBytes,
  planSegments,
  safeBytes,
  type ActiveRange,
  type Newcomer,
} from '../../../main/engine/segment-plan.ts';

const MIB = 1024 * 1024;
/** Nobody's speed is known: all count as equal, and a piece of 1 MiB is worth a request. */
const UNMEASURED: Newcomer = { bytesPerSecond: null, answerSeconds: 0.02 };

const speeds = fc.option(fc.integer({ min: 0, max: 50 * MIB }));
const newcomers = fc.record({
  bytesPerSecond: fc.option(fc.integer({ min: 1, max: 50 * MIB })),
  answerSeconds: fc.double({ min: 0, max: 2, noNaN: true }),
});

/** A file cut at random places; each piece is active, unassigned, or there already. */
const pieces = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 200 * MIB }), fc.constantFrom('active', 'unassigned', 'there'), speeds), {
    maxLength: 8,
  })
  .map((parts) => {
    const active: ActiveRange[] = [];
    const unassigned: ByteRange[] = [];
    let at = 0;
    for (const [length, kind, bytesPerSecond] of parts) {
      if (kind === 'active') active.push({ position: at, end: at + length, bytesPerSecond });
      if (kind === 'unassigned') unassigned.push({ start: at, end: at + length });
      // A gap, so that unassigned ranges stay what they are in normal form.
      at += length + 1;
    }
    return { active, unassigned };
  });

const plans = fc.record({ at: pieces, count: fc.integer({ min: 0, max: 32 }), newcomer: newcomers });

describe('planSegments', () => {
  test('plans at most the wanted number of ranges, none empty, none overlapping', () => {
    fc.assert(
      fc.property(plans, ({ at, count, newcomer }) => {
        const ranges = planSegments({ ...at, count, newcomer });
        assert.ok(ranges.length <= count);
        assert.ok(ranges.every((range) => range.end > range.start));
        const total = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
        assert.equal(countBytes(normalizeRanges(ranges)), total);
      }),
    );
  });

  test('takes an unassigned range whole or not at all', () => {
    fc.assert(
      fc.property(plans, ({ at, count, newcomer }) => {
        const ranges = planSegments({ ...at, count, newcomer });
        for (const hole of at.unassigned) {
          const inside = ranges.filter((range) => range.start >= hole.start && range.end <= hole.end);
          const bytes = inside.reduce((sum, range) => sum + range.end - range.start, 0);
          assert.ok(bytes === 0 || bytes === hole.end - hole.start);
        }
      }),
    );
  });

  test('takes the far end of an active range, behind its safe zone, in pieces of at least the minimum', () => {
    fc.assert(
      fc.property(plans, ({ at, count, newcomer }) => {
        const ranges = planSegments({ ...at, count, newcomer });
        for (const victim of at.active) {
          const inside = ranges.filter((range) => range.start >= victim.position && range.end <= victim.end);
          if (inside.length === 0) continue;
          const start = Math.min(...inside.map((range) => range.start));
          const bytes = inside.reduce((sum, range) => sum + range.end - range.start, 0);
          assert.equal(start + bytes, victim.end);
          assert.ok(start >= victim.position + safeBytes(victim, newcomer));
          // Rounding costs a byte at most.
          assert.ok(inside.every((range) => range.end - range.start >= leastPieceBytes(newcomer) - 1));
        }
      }),
    );
  });

  test('invents no byte: every planned range lies in what is unassigned or active', () => {
    fc.assert(
      fc.property(plans, ({ at, count, newcomer }) => {
        const ranges = planSegments({ ...at, count, newcomer });
        const places = [...at.unassigned, ...at.active.map((victim) => ({ start: victim.position, end: victim.end }))];
        for (const range of ranges) {
          assert.ok(places.some((place) => place.start <= range.start && range.end <= place.end));
        }
      }),
    );
  });

  test('begins what nobody fetches before it shares anything', () => {
    const plan = planSegments({
      active: [{ position: 0, end: 500 * MIB, bytesPerSecond: null }],
      unassigned: [{ start: 600 * MIB, end: 600 * MIB + 10 }],
      count: 1,
      newcomer: UNMEASURED,
    });
    assert.deepEqual(plan, [{ start: 600 * MIB, end: 600 * MIB + 10 }]);
  });

  test('gives one newcomer the far half of the largest remainder', () => {
    const active = [
      { position: 10 * MIB, end: 20 * MIB, bytesPerSecond: null },
      { position: 30 * MIB, end: 70 * MIB, bytesPerSecond: null },
    ];
    assert.deepEqual(planSegments({ active, unassigned: [], count: 1, newcomer: UNMEASURED }), [
      { start: 50 * MIB, end: 70 * MIB },
    ]);
  });

  test('gives several newcomers equal shares', () => {
    const active = [{ position: 0, end: 80 * MIB, bytesPerSecond: null }];
    const plan = planSegments({ active, unassigned: [], count: 7, newcomer: UNMEASURED });
    assert.deepEqual(
      plan.map((range) => range.start),
      [10, 20, 30, 40, 50, 60, 70].map((at) => at * MIB),
    );
  });

  test('shares the range that takes longest, not the one with most bytes; both ends come at the same time', () => {
    const active = [
      { position: 0, end: 40 * MIB, bytesPerSecond: 8 * MIB },
      { position: 40 * MIB, end: 52 * MIB, bytesPerSecond: MIB },
    ];
    const newcomer = { bytesPerSecond: 5 * MIB, answerSeconds: 0 };
    // 12 MiB at 1 and 5 MiB/s: two seconds for both.
    assert.deepEqual(planSegments({ active, unassigned: [], count: 1, newcomer }), [
      { start: 42 * MIB, end: 52 * MIB },
    ]);
  });

  test('the time that asking takes is left to who reads already', () => {
    const active = [{ position: 0, end: 20 * MIB, bytesPerSecond: MIB }];
    const newcomer = { bytesPerSecond: MIB, answerSeconds: 2 };
    assert.deepEqual(planSegments({ active, unassigned: [], count: 1, newcomer }), [
      { start: 11 * MIB, end: 20 * MIB },
    ]);
  });

  test('what stands still is taken over but for what may be on its way', () => {
    const active = [{ position: 0, end: 10 * MIB, bytesPerSecond: 0 }];
    const newcomer = { bytesPerSecond: MIB, answerSeconds: 0.01 };
    const [range] = planSegments({ active, unassigned: [], count: 1, newcomer });
    assert.deepEqual(range, { start: 64 * 1024, end: 10 * MIB });
  });

  test('near the end small pieces are shared when asking is quick, and none when it is slow', () => {
    const active = [{ position: 0, end: 600 * 1024, bytesPerSecond: MIB }];
    const quick = planSegments({
      active,
      unassigned: [],
      count: 1,
      newcomer: { bytesPerSecond: MIB, answerSeconds: 0.005 },
    });
    assert.equal(quick.length, 1);
    const slow = planSegments({
      active,
      unassigned: [],
      count: 1,
      newcomer: { bytesPerSecond: MIB, answerSeconds: 0.3 },
    });
    assert.equal(slow.length, 0);
  });

  test('leaves a remainder alone that is too small', () => {
    const active = [{ position: 0, end: 2 * MIB - 1, bytesPerSecond: null }];
    assert.deepEqual(planSegments({ active, unassigned: [], count: 4, newcomer: UNMEASURED }), []);
  });
});

describe('chooseConnectionCount', () => {
  const base = {
    splittable: true,
    allowed: 8,
    missingBytes: 100 * MIB,
    minimumBytes: MIB,
    limitBytesPerSecond: Infinity,
  };
  test('is what is allowed for a large file', () => assert.equal(chooseConnectionCount(base), 8));
  test('is one for a small file', () => assert.equal(chooseConnectionCount({ ...base, missingBytes: 10 }), 1));
  test('is one when the server has no ranges', () =>
    assert.equal(chooseConnectionCount({ ...base, splittable: false }), 1));
  test('under a limit is so many that each gets 32 KiB/s, and one at least', () => {
    assert.equal(chooseConnectionCount({ ...base, limitBytesPerSecond: 100 * 1024 }), 3);
    assert.equal(chooseConnectionCount({ ...base, limitBytesPerSecond: 1 }), 1);
    assert.equal(chooseConnectionCount({ ...base, limitBytesPerSecond: 2 * MIB }), 8);
  });
  test('is none when nothing is missing', () => assert.equal(chooseConnectionCount({ ...base, missingBytes: 0 }), 0));
  test('is none when every connection failed', () => assert.equal(chooseConnectionCount({ ...base, allowed: 0 }), 0));
});
