import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAttemptGate } from '../../../main/server/attempt-gate.ts';
import { createTokenSet, secretsEqual } from '../../../main/server/token-set.ts';

test('a taken token is gone, a looked-at one is not', () => {
  const tokens = createTokenSet({ maxTokens: 3, lifetimeMs: Infinity, nowMs: () => 0 });
  const token = tokens.mint();
  assert.match(token, /^[\w-]{43}$/u);
  assert.ok(tokens.has(token));
  assert.ok(tokens.take(token));
  assert.ok(!tokens.take(token));
  assert.ok(!tokens.has(token));
});

test('tokens end with their time and with the bound', () => {
  let nowMs = 0;
  const tokens = createTokenSet({ maxTokens: 2, lifetimeMs: 100, nowMs: () => nowMs });
  const [first, second, third] = [tokens.mint(), tokens.mint(), tokens.mint()];
  assert.ok(!tokens.has(first));
  assert.ok(tokens.has(second));
  nowMs = 99;
  assert.ok(tokens.has(third));
  nowMs = 100;
  assert.ok(!tokens.has(third));
});

test('secrets of different lengths compare without an error', () => {
  assert.ok(secretsEqual('', ''));
  assert.ok(secretsEqual('ä', 'ä'));
  assert.ok(!secretsEqual('a', 'aa'));
});

test('a gate looks at nothing after too many different wrong candidates, until one of them is a minute old', () => {
  let nowMs = 0;
  const gate = createAttemptGate({
    matches: (candidate) => candidate === 'right',
    maxWrongPerMinute: 2,
    nowMs: () => nowMs,
  });
  for (let repeat = 0; repeat < 10; repeat += 1) assert.equal(gate.check('old'), 'wrong');
  assert.equal(gate.check('right'), 'right');
  nowMs = 1000;
  assert.equal(gate.check('guess'), 'wrong');
  assert.equal(gate.check('right'), 'tooMany');
  assert.equal(gate.check('another'), 'tooMany');
  assert.equal(gate.check('old'), 'wrong');
  nowMs = 59_999;
  assert.equal(gate.check('right'), 'tooMany');
  nowMs = 60_000;
  assert.equal(gate.check('right'), 'right');
});
