import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastLine } from '../../../main/engine/fast-line.ts';

const HALF_MIB = 512 * 1024;

test('a line is fast while the last half MiB came at more than 25 MB/s, and not before it has come', () => {
  const line = new FastLine(1000);
  line.note(HALF_MIB - 1, 1000);
  assert.equal(line.isFast, false);
  line.note(1, 1020);
  assert.equal(line.isFast, true, '26 MB/s');
  line.note(HALF_MIB, 1042);
  assert.equal(line.isFast, false, '24 MB/s');
  line.note(100, 5000);
  line.note(HALF_MIB, 5001);
  assert.equal(line.isFast, false, 'a pause counts');
  line.note(HALF_MIB, 5002);
  assert.equal(line.isFast, true);
});
