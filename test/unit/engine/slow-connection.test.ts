import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findSlowConnection, type MeasuredConnection, type Replacement } from '../../../main/engine/slow-connection.ts';

const MIB = 1024 * 1024;

function connection(change: Partial<MeasuredConnection> = {}): MeasuredConnection {
  const usual = { bytesPerSecond: MIB, remainingBytes: 20 * MIB, measuredMs: 5000, silentMs: 20, replaceable: true };
  return { ...usual, ...change };
}

function replacement(change: Partial<Replacement> = {}): Replacement {
  return { usualBytesPerSecond: null, courses: [], answerSeconds: 0.01, hasFreePlace: false, ...change };
}

describe('a connection is replaced', () => {
  test('when it is clearly slower than the others and would be the last to end', () => {
    const slow = connection({ bytesPerSecond: 0.2 * MIB });
    assert.equal(findSlowConnection([connection(), slow, connection()], replacement()), slow);
  });

  test('when it has come to a halt', () => {
    const slow = connection({ bytesPerSecond: 0 });
    assert.equal(findSlowConnection([connection(), slow], replacement()), slow);
  });

  test('when it is alone and those that have ended were faster', () => {
    const slow = connection({ bytesPerSecond: 0.2 * MIB });
    assert.equal(findSlowConnection([slow], replacement({ usualBytesPerSecond: MIB })), slow);
    assert.equal(findSlowConnection([slow], replacement()), null);
  });

  test('when all that read are of another host, and those of the one that would be asked were faster', () => {
    const slow = connection({ bytesPerSecond: 0.1 * MIB, isElsewhere: true });
    const others = [slow, connection({ bytesPerSecond: 0.1 * MIB, isElsewhere: true, remainingBytes: MIB })];
    assert.equal(findSlowConnection(others, replacement({ usualBytesPerSecond: MIB })), slow);
    assert.equal(findSlowConnection(others, replacement({ usualBytesPerSecond: 0.1 * MIB })), null);
  });
});

describe('a connection that has fallen silent is raced', () => {
  test('after three seconds, wherever it is', () => {
    const silent = connection({ silentMs: 3000, remainingBytes: 500 * MIB });
    assert.equal(findSlowConnection([connection(), silent], replacement()), silent);
    assert.equal(findSlowConnection([connection(), { ...silent, silentMs: 2900 }], replacement()), null);
  });

  test('at once when another would have brought the rest by now', () => {
    const silent = connection({ silentMs: 400, remainingBytes: 0.25 * MIB });
    assert.equal(findSlowConnection([connection(), silent], replacement()), silent);
    assert.equal(findSlowConnection([connection(), { ...silent, remainingBytes: MIB }], replacement()), null);
  });

  // 2 MiB at once, and again after each second.
  const burst = [
    { ms: 100, bytes: 2 * MIB },
    { ms: 1000, bytes: 2 * MIB },
    { ms: 1100, bytes: 4 * MIB },
  ];

  test('sooner where answers begin with a burst that brings the rest', () => {
    const silent = connection({ silentMs: 100, remainingBytes: 0.5 * MIB });
    const others = [connection(), silent];
    assert.equal(findSlowConnection(others, replacement({ courses: [burst] })), silent);
    assert.equal(findSlowConnection(others, replacement()), null);
  });

  test('not while a new answer would have to fall silent as well', () => {
    const silent = connection({ silentMs: 900, remainingBytes: 2.5 * MIB });
    assert.equal(findSlowConnection([connection(), silent], replacement({ courses: [burst] })), null);
  });

  test('not when all have been silent for long: it is the server or the line', () => {
    const silent = { silentMs: 3000 };
    assert.equal(findSlowConnection([connection(silent), connection(silent)], replacement()), null);
  });
});

test('with a place to spare, one that would end much later than anew is raced early', () => {
  const slow = connection({ measuredMs: 600, bytesPerSecond: 0.2 * MIB, remainingBytes: MIB });
  assert.equal(findSlowConnection([connection(), slow], replacement({ hasFreePlace: true })), slow);
  assert.equal(findSlowConnection([connection(), slow], replacement()), null);
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
    test(when, () =>
      assert.equal(findSlowConnection([connection(), connection(change), connection()], replacement()), null),
    );
  }

  test('when it ends in a moment', () => {
    const nearly = connection({ bytesPerSecond: 0.2 * MIB, remainingBytes: 0.4 * MIB });
    assert.equal(findSlowConnection([nearly], replacement({ usualBytesPerSecond: MIB })), null);
  });

  test('when all are slow', () => {
    assert.equal(
      findSlowConnection([connection({ bytesPerSecond: 0 }), connection({ bytesPerSecond: 0 })], replacement()),
      null,
    );
  });
});

test('whatever is chosen may be replaced, and somebody else works', () => {
  const any = fc.record({
    bytesPerSecond: fc.nat(10 * MIB),
    remainingBytes: fc.nat(100 * MIB),
    measuredMs: fc.nat(10_000),
    silentMs: fc.nat(5000),
    replaceable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(any, { minLength: 2, maxLength: 8 }), (connections) => {
      const slow = findSlowConnection(connections, replacement());
      if (slow === null) return;
      assert.ok(slow.replaceable && slow.remainingBytes > 0);
      // Somebody else works.
      assert.ok(connections.some((other) => other !== slow && other.bytesPerSecond > 0 && other.silentMs < 5000));
    }),
  );
});
