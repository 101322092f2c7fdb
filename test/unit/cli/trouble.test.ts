import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDiskFull } from '../../../main/cli/disk-full.ts';
import { createStoreTrouble } from '../../../main/cli/store-trouble.ts';
import { StoreError } from '../../../main/store/store-error.ts';

test('sees a full disk in the errors of SQLite, the store and the system, however they are packed', () => {
  const full = new StoreError('full', 'database or disk is full');
  const sqlite = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const other = new Error('other');
  assert.ok(isDiskFull(full));
  assert.ok(isDiskFull(sqlite));
  assert.ok(isDiskFull(new Error('outer', { cause: sqlite })));
  assert.ok(isDiskFull(new SuppressedError(other, new SuppressedError(full, other))));
  assert.ok(!isDiskFull(new SuppressedError(other, other)));
  assert.ok(!isDiskFull(new StoreError('locked', '')));
  assert.ok(!isDiskFull('full'));
});

test('keeps each trouble once and gives up after ten in a row', () => {
  const trouble = createStoreTrouble();
  for (let times = 0; times < 9; times += 1) trouble.tell('full');
  assert.equal(trouble.isHopeless(), false);
  trouble.isOver();
  for (let times = 0; times < 9; times += 1) trouble.tell('full');
  assert.equal(trouble.isHopeless(), false);
  trouble.tell('full');
  assert.equal(trouble.isHopeless(), true);
  assert.deepEqual(trouble.messages(), ['full']);
});
