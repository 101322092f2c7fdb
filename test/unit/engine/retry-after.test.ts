import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRetryAfter } from '../../../main/engine/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const DAY_MS = 24 * 3_600_000;

function waitFor(retryAfter: string | undefined, date?: string): number | null {
  return parseRetryAfter({ 'retry-after': retryAfter, date }, NOW);
}

test('seconds and all three forms of an HTTP date are read', () => {
  assert.equal(waitFor('120'), 120_000);
  assert.equal(waitFor('0'), 0);
  assert.equal(waitFor('Thu, 01 Jan 2026 12:00:30 GMT'), 30_000);
  assert.equal(waitFor('Thu Jan  1 12:00:30 2026'), 30_000);
  assert.equal(waitFor('Thursday, 01-Jan-26 12:00:30 GMT'), 30_000);
});

test('a date counts from the date of the answer, since one clock wrote both', () => {
  assert.equal(waitFor('Thu, 01 Jan 2015 09:00:30 GMT', 'Thu, 01 Jan 2015 09:00:00 GMT'), 30_000);
  assert.equal(waitFor('Thu, 01 Jan 2026 12:00:30 GMT', 'not a date'), 30_000);
});

test('a date in the past is no wait', () => {
  assert.equal(waitFor('Thu, 01 Jan 2015 12:00:30 GMT'), 0);
});

test('nobody waits longer than a day', () => {
  assert.equal(waitFor('99999999999'), DAY_MS);
  assert.equal(waitFor('9'.repeat(400)), DAY_MS);
  assert.equal(waitFor('Fri, 01 Jan 2038 12:00:30 GMT'), DAY_MS);
});

test('anything else is no answer', () => {
  for (const header of [undefined, '', 'soon', '-5', '1.5', '2026-01-01']) assert.equal(waitFor(header), null);
});
