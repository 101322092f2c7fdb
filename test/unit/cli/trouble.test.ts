import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDiskTrouble } from '../../../main/cli/disk-trouble.ts';
import { createStoreTrouble } from '../../../main/cli/store-trouble.ts';
import { StoreError } from '../../../main/store/store-error.ts';

test('sees a full disk in the errors of SQLite, the store and the system, however they are packed', () => {
  const full = new StoreError('full', 'database or disk is full');
  const sqlite = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const other = new Error('other');
  assert.ok(isDiskTrouble(full));
  assert.ok(isDiskTrouble(sqlite));
  assert.ok(isDiskTrouble(new Error('outer', { cause: sqlite })));
  assert.ok(isDiskTrouble(new SuppressedError(other, new SuppressedError(full, other))));
  assert.ok(!isDiskTrouble(new SuppressedError(other, other)));
  assert.ok(!isDiskTrouble(new StoreError('locked', '')));
  assert.ok(!isDiskTrouble('full'));
  for (const code of ['SQLITE_IOERR_WRITE', 'ENOTCONN', 'EIO']) {
    assert.ok(isDiskTrouble(new SuppressedError(other, Object.assign(new Error(code), { code }))), code);
  }
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
