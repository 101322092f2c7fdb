import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LongTurn } from '../../../main/engine/long-turn.ts';

test('a long turn is looked up from every 8 ms, between two callbacks, and a short one never', async () => {
  let nowMs = 0;
  let looks = 0;
  const ends: (() => void)[] = [];
  const turn = new LongTurn(() => (looks += 1), { nowMs: () => nowMs, later: (end) => ends.push(end) });
  const noteAt = async (ms: number): Promise<number> => {
    nowMs = ms;
    const before = looks;
    turn.note();
    assert.equal(looks, before, 'never out of note itself');
    await setImmediate();
    return looks;
  };
  assert.equal(await noteAt(0), 0);
  assert.equal(await noteAt(7), 0);
  assert.equal(await noteAt(8), 1);
  assert.equal(await noteAt(15), 1);
  assert.equal(await noteAt(16), 2);
  ends.shift()?.();
  // A turn of its own, however late it comes.
  assert.equal(await noteAt(100), 2);
  assert.equal(await noteAt(107), 2);
  assert.equal(ends.length, 1);
});
