import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRetryAfter } from '../../../main/engine/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

test('seconds and all three forms of an HTTP date are read', () => {
  assert.equal(parseRetryAfter('120', NOW), 120_000);
  assert.equal(parseRetryAfter('0', NOW), 0);
  assert.equal(parseRetryAfter('Thu, 01 Jan 2026 12:00:30 GMT', NOW), 30_000);
  assert.equal(parseRetryAfter('Thu Jan  1 12:00:30 2026', NOW), 30_000);
  assert.equal(parseRetryAfter('Thursday, 01-Jan-26 12:00:30 GMT', NOW), 30_000);
});

test('a date in the past is no wait', () => {
  assert.equal(parseRetryAfter('Thu, 01 Jan 2015 12:00:30 GMT', NOW), 0);
});

test('anything else is no answer', () => {
  for (const header of [undefined, '', 'soon', '-5', '1.5', '99999999999', '2026-01-01']) {
    assert.equal(parseRetryAfter(header, NOW), null);
  }
});
