import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConnectionAllowance } from '../../../main/engine/connection-allowance.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';

const BROKE = { wasAccepted: true, others: 3, othersReading: 3, othersAlive: true, paid: false };
const TURNED_DOWN = { wasAccepted: false, others: 3, othersReading: 2, othersAlive: true, paid: false };

function allowance(change: { maxConnections?: number; knownLimit?: number; splittable?: boolean } = {}) {
  let nowMs = 0;
  const it = new ConnectionAllowance({
    maxConnections: 8,
    splittable: true,
    knownLimit: null,
    nowMs: () => nowMs,
    ...change,
  });
  return { it, pass: (ms: number) => (nowMs += ms) };
}

describe('how many connections are allowed', () => {
  test('as many as are set, at most as many as the host is known to take, one when ranges do not work', () => {
    assert.equal(allowance().it.allowed, 8);
    assert.equal(allowance({ knownLimit: 3 }).it.allowed, 3);
    assert.equal(allowance({ knownLimit: 0 }).it.allowed, 1);
    assert.equal(allowance({ splittable: false }).it.allowed, 1);
  });

  test('no fewer when one broke and others work', () => {
    const { it } = allowance();
    assert.equal(it.lose(new TransferError('network.stalled', ''), BROKE), 'replace');
    assert.equal(it.allowed, 8);
  });

  test('fewer when nobody else works, so that a dead server is not asked again and again', () => {
    const { it } = allowance();
    assert.equal(it.lose(new TransferError('network.stalled', ''), { ...BROKE, othersAlive: false }), 'fewer');
    assert.equal(it.allowed, 3);
  });

  test('fewer after connections broke again and again without bringing much', () => {
    const { it } = allowance();
    const verdicts = Array.from({ length: 10 }, () => it.lose(new TransferError('network.reset', ''), BROKE));
    assert.deepEqual(verdicts.filter((verdict) => verdict === 'replace').length, 8);
    assert.equal(it.lose(new TransferError('network.reset', ''), { ...BROKE, paid: true }), 'replace');
  });

  test('no fewer when a server turns one down that may still count one that has ended; it is asked in a moment', () => {
    const { it, pass } = allowance();
    it.noteEnd();
    pass(500);
    assert.equal(it.lose(new TransferError('server.forbidden', ''), TURNED_DOWN), 'later');
    assert.deepEqual([it.allowed, it.holdMs], [8, 1000]);
    pass(1000);
    assert.equal(it.lose(new TransferError('server.forbidden', ''), TURNED_DOWN), 'refused');
    assert.equal(it.allowed, 3);
  });

  test('none after the last was lost', () => {
    const { it } = allowance();
    it.lose(new TransferError('network.reset', ''), { ...BROKE, others: 0, othersReading: 0, othersAlive: false });
    assert.equal(it.allowed, 0);
    assert.equal(it.failure().code, 'network.reset');
  });
});

describe('the limit of a server', () => {
  test('is known when one was turned down and nobody waits for an answer any more', () => {
    const { it } = allowance();
    it.lose(new TransferError('server.tooManyRequests', ''), TURNED_DOWN);
    assert.equal(it.observe(2, 1), null);
    assert.equal(it.observe(3, 0), 3);
    assert.equal(it.observe(3, 0), null);
  });

  test('is not known after one accident', () => {
    const { it } = allowance();
    it.lose(new TransferError('network.reset', ''), TURNED_DOWN);
    assert.equal(it.observe(2, 0), null);
    it.lose(new TransferError('network.refused', ''), TURNED_DOWN);
    assert.equal(it.observe(2, 0), 2);
  });

  test('is not learned from what is wrong with the file or the line', () => {
    for (const code of ['server.notFound', 'network.timedOut', 'server.rangeIgnored'] as const) {
      const { it } = allowance();
      assert.equal(it.lose(new TransferError(code, ''), TURNED_DOWN), 'fewer');
      assert.equal(it.observe(2, 0), null);
    }
  });

  test('is kept when a slow connection should be replaced', () => {
    const { it } = allowance({ knownLimit: 3 });
    assert.ok(!it.mayReplace(3));
    assert.ok(it.mayReplace(2));
  });
});

describe('a wait that the server asked for', () => {
  test('holds until it is over, and is told with the failure', () => {
    const { it, pass } = allowance();
    it.lose(new TransferError('server.unavailable', '', { retryAfterMs: 5000 }), TURNED_DOWN);
    assert.equal(it.holdMs, 5000);
    assert.ok(!it.mayReplace(1));
    pass(2000);
    assert.equal(it.failure().retryAfterMs, 3000);
    pass(3000);
    assert.equal(it.holdMs, 0);
    assert.equal(it.failure().retryAfterMs, null);
  });
});

test('that an extra connection is forbidden is not the failure of the file', () => {
  const { it } = allowance();
  it.lose(new TransferError('network.reset', ''), BROKE);
  it.lose(new TransferError('server.forbidden', ''), TURNED_DOWN);
  assert.equal(it.failure().code, 'network.reset');
});
