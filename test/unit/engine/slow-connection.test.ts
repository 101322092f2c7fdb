import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findSlowConnection, type MeasuredConnection } from '../../../main/engine/slow-connection.ts';

const MIB = 1024 * 1024;

function connection(change: Partial<MeasuredConnection> = {}): MeasuredConnection {
  return { bytesPerSecond: MIB, remainingBytes: 20 * MIB, measuredMs: 5000, replaceable: true, ...change };
}

describe('a connection is replaced', () => {
  test('when it is clearly slower than the others and would be the last to end', () => {
    const slow = connection({ bytesPerSecond: 0.2 * MIB });
    assert.equal(findSlowConnection([connection(), slow, connection()], null), slow);
  });

  test('when it has come to a halt', () => {
    const slow = connection({ bytesPerSecond: 0 });
    assert.equal(findSlowConnection([connection(), slow], null), slow);
  });

  test('when it is alone and those that have ended were faster', () => {
    const slow = connection({ bytesPerSecond: 0.2 * MIB });
    assert.equal(findSlowConnection([slow], MIB), slow);
    assert.equal(findSlowConnection([slow], null), null);
  });
});

describe('a connection is left alone', () => {
  const cases: readonly (readonly [string, Partial<MeasuredConnection>])[] = [
    ['when it is only somewhat slower', { bytesPerSecond: 0.4 * MIB }],
    ['when it would end before the others all the same', { bytesPerSecond: 0.2 * MIB, remainingBytes: MIB }],
    ['when it has not been looked at for long', { bytesPerSecond: 0, measuredMs: 1000 }],
    ['when someone takes over from it already', { bytesPerSecond: 0, replaceable: false }],
    ['when it has nothing left', { bytesPerSecond: 0, remainingBytes: 0 }],
  ];
  for (const [when, change] of cases) {
    test(when, () => assert.equal(findSlowConnection([connection(), connection(change), connection()], null), null));
  }

  test('when it ends in a moment', () => {
    const nearly = connection({ bytesPerSecond: 0.2 * MIB, remainingBytes: 0.4 * MIB });
    assert.equal(findSlowConnection([nearly], MIB), null);
  });

  test('when all are slow', () => {
    assert.equal(
      findSlowConnection([connection({ bytesPerSecond: 0 }), connection({ bytesPerSecond: 0 })], null),
      null,
    );
  });
});

test('whatever is chosen may be replaced and is not the fastest', () => {
  const any = fc.record({
    bytesPerSecond: fc.nat(10 * MIB),
    remainingBytes: fc.nat(100 * MIB),
    measuredMs: fc.nat(10_000),
    replaceable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(any, { minLength: 2, maxLength: 8 }), (connections) => {
      const slow = findSlowConnection(connections, null);
      if (slow === null) return;
      assert.ok(slow.replaceable && slow.remainingBytes > 0);
      assert.ok(connections.some((other) => other.bytesPerSecond > slow.bytesPerSecond));
    }),
  );
});
