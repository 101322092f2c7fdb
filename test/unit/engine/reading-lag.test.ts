import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ReadingLag, type ReadingConnection } from '../../../main/engine/reading-lag.ts';

const MIB = 1024 * 1024;
const FAST: ReadingConnection = { isBehind: false, bytesPerSecond: 100 * MIB };
const SLOW: ReadingConnection = { isBehind: false, bytesPerSecond: MIB };
const BEHIND: ReadingConnection = { isBehind: true, bytesPerSecond: 100 * MIB };

describe('bytes come faster than they are read', () => {
  test('when half of the connections find a lot in each turn, and for half a second more', () => {
    const lag = new ReadingLag();
    assert.equal(lag.isBehind([BEHIND, FAST], { ms: 0, threadLoad: 0.2 }), true);
    assert.equal(lag.isBehind([FAST, FAST], { ms: 499, threadLoad: 0.2 }), true);
    assert.equal(lag.isBehind([FAST, FAST], { ms: 500, threadLoad: 0.2 }), false);
  });

  test('when the thread never waits for fast connections, however little each has in a turn', () => {
    const lag = new ReadingLag();
    assert.equal(lag.isBehind([FAST, FAST, FAST], { ms: 0, threadLoad: 0.89 }), false);
    assert.equal(lag.isBehind([FAST, FAST, FAST], { ms: 0, threadLoad: 0.9 }), true);
  });

  test('but not when most connections are slow: then the thread is busy with something else', () => {
    const lag = new ReadingLag();
    assert.equal(lag.isBehind([FAST, SLOW, SLOW], { ms: 0, threadLoad: 1 }), false);
    assert.equal(lag.isBehind([], { ms: 0, threadLoad: 1 }), false);
  });
});
