import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addArrival, secondsToBring, type AnswerCourse, type Arrival } from '../../../main/engine/answer-course.ts';

const MIB = 1024 * 1024;

function courseOf(arrivals: readonly Arrival[]): AnswerCourse {
  return arrivals.reduce(addArrival, []);
}

/** Looked at every tenth of a second. */
const looks = fc
  .array(fc.oneof(fc.constant(0), fc.nat(MIB)), { minLength: 1, maxLength: 200 })
  .map((steps) => steps.map((_, index) => ({ ms: (index + 1) * 100, bytes: sum(steps.slice(0, index + 1)) })));

const amounts = fc.integer({ min: 1, max: 400 * MIB });

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('the course of an answer', () => {
  test('tells when its bytes came, within a look and a tenth', () => {
    fc.assert(
      fc.property(looks, fc.double({ min: 0.001, max: 1, noNaN: true }), (arrivals, part) => {
        const last = arrivals.at(-1)?.bytes ?? 0;
        const bytes = Math.ceil(last * part);
        const seconds = secondsToBring([courseOf(arrivals)], bytes);
        if (last === 0) return assert.equal(seconds, null);
        const firstWith = (least: number): number => arrivals.find((one) => one.bytes >= least)?.ms ?? Infinity;
        const least = firstWith(bytes / 1.1) - 100;
        const most = Math.min(firstWith(bytes * 1.1), arrivals.at(-1)?.ms ?? 0);
        const ms = (seconds ?? 0) * 1000;
        assert.ok(ms >= least - 1e-6 && ms <= most + 1e-6, `${ms} is not within ${least} and ${most}`);
      }),
    );
  });

  test('takes longer for more', () => {
    fc.assert(
      fc.property(looks, amounts, amounts, (arrivals, one, other) => {
        const course = courseOf(arrivals);
        const [less, more] = [
          secondsToBring([course], Math.min(one, other)),
          secondsToBring([course], Math.max(one, other)),
        ];
        assert.ok((less ?? 0) <= (more ?? 0) + 1e-9);
      }),
    );
  });

  test('remembers little, however long it is looked at', () => {
    const arrivals = Array.from({ length: 36_000 }, (_, index) => ({
      ms: (index + 1) * 100,
      bytes: (index + 1) * 200_000,
    }));
    assert.ok(courseOf(arrivals).length < 250);
  });
});

describe('a new answer is taken to come', () => {
  test('as the middle of the others did', () => {
    const courses = [1, 2, 8].map((mib) => [{ ms: 1000, bytes: mib * MIB }]);
    assert.equal(secondsToBring(courses, 4 * MIB), 2);
  });

  test('after a burst only when the burst is too short', () => {
    const burst = courseOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((look) => ({ ms: look * 100, bytes: 2 * MIB })));
    assert.equal(secondsToBring([burst], MIB), 0.05);
    assert.equal(secondsToBring([burst], 4 * MIB), 2);
  });

  test('nobody knows how when nothing has come', () => {
    assert.equal(secondsToBring([], MIB), null);
    assert.equal(secondsToBring([[{ ms: 100, bytes: 0 }]], MIB), null);
  });
});
