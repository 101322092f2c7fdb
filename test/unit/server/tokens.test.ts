import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
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

test('no secret of the server is compared by anything but secretsEqual and the token set', () => {
  // Timing on a shared machine proves nothing, so it is the code that is looked at: hash first, then timingSafeEqual.
  const folder = path.resolve(import.meta.dirname, '../../../main/server');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const code = readFileSync(path.join(folder, name), 'utf8');
    assert.doesNotMatch(code, /(?:secret|[tT]oken|launch)\)? [!=]==? (?!null|undefined|'wrong'|'right')/u, name);
  }
});
