import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RangeDivision } from '../../../main/engine/range-division.ts';

test('of a range that nobody fetches a part may be asked for, and the rest is still to be assigned', () => {
  const division = new RangeDivision([
    { start: 0, end: 100 },
    { start: 200, end: 300 },
  ]);
  division.assign({ start: 220, end: 240 });
  assert.deepEqual(division.unassigned, [
    { start: 0, end: 100 },
    { start: 200, end: 220 },
    { start: 240, end: 300 },
  ]);
  division.assign({ start: 0, end: 100 });
  division.assign({ start: 240, end: 300 });
  assert.deepEqual(division.unassigned, [{ start: 200, end: 220 }]);
});
