import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FairLine } from '../../../main/engine/fair-line.ts';

/** A member that takes so many bytes at each of its turns, again and again. */
const member = fc.record({
  weight: fc.constantFrom(1, 4, 16),
  takes: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1 }),
});

test('whoever always wants gets by its weight, to within what two take at once', () => {
  fc.assert(
    fc.property(fc.array(member, { minLength: 2, maxLength: 6 }), fc.integer({ min: 1, max: 300 }), (given, turns) => {
      const line = new FairLine<object>();
      const members = given.map((one) => ({ ...one, turns: 0, hadBytes: 0 }));
      for (let turn = 0; turn < turns; turn += 1) {
        const [first] = line.inTurn(members);
        const next = members.find((one) => one === first) ?? assert.fail('nobody is next');
        const bytes = next.takes[next.turns % next.takes.length] ?? assert.fail('it takes nothing');
        line.serve(next, bytes, next.weight);
        next.turns += 1;
        next.hadBytes += bytes;
      }
      // Theorem 1 of the paper: two that are always waiting differ by no more than one piece of each, by weight.
      for (const one of members) {
        for (const other of members) {
          const apart = Math.abs(one.hadBytes / one.weight - other.hadBytes / other.weight);
          const bound = Math.max(...one.takes) / one.weight + Math.max(...other.takes) / other.weight;
          assert.ok(apart <= bound + 1e-6, `${apart} of ${bound}`);
        }
      }
    }),
  );
});

test('who comes later does not make up for the time before', () => {
  const line = new FairLine<object>();
  const [early, late] = [{ name: 'early' }, { name: 'late' }];
  for (let turn = 0; turn < 100; turn += 1) line.serve(early, 1000, 1);
  const order = Array.from({ length: 10 }, () => {
    const [next = late] = line.inTurn([early, late]);
    line.serve(next, 1000, 1);
    return next;
  });
  assert.equal(order.filter((one) => one === late).length, 5);
});

test('what came out of turn is waited for, and what is given back is not', () => {
  const line = new FairLine<object>();
  const [eager, other] = [{ name: 'eager' }, { name: 'other' }];
  line.charge(eager, 3000, 1);
  line.charge(eager, -1000, 1);
  const order: object[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const [next = other] = line.inTurn([eager, other]);
    line.serve(next, 1000, 1);
    order.push(next);
  }
  assert.deepEqual(order, [other, other, eager]);
});
