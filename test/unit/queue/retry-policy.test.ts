import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countsAsAttempt, decideRetry, type RetryInput } from '../../../main/queue/retry-policy.ts';
import { DOWNLOAD_ERROR_CODES, errorRow } from '../../../shared/download-error.ts';

const BASE: RetryInput = {
  code: 'network.reset',
  next: 'continue',
  failures: 1,
  maxAttempts: 5,
  minWaitMs: 0,
  retryAfterMs: null,
  counts: true,
  nowMs: 1_000_000,
  random: 0.5,
};

describe('decideRetry', () => {
  test('waits twice as long after each failure, up to five minutes', () => {
    const waits = [1, 2, 3, 4, 20].map((failures) => {
      const verdict = decideRetry({ ...BASE, failures, maxAttempts: 0 });
      return verdict.kind === 'retry' ? verdict.atMs - BASE.nowMs : null;
    });
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 150_000]);
  });

  test('never comes back before Retry-After', () => {
    const verdict = decideRetry({ ...BASE, code: 'server.unavailable', retryAfterMs: 120_000 });
    assert.deepEqual(verdict, { kind: 'retry', atMs: 1_120_000 });
  });

  test('gives up after the configured attempts, and never when they are 0', () => {
    assert.equal(decideRetry({ ...BASE, failures: 5 }).kind, 'fail');
    assert.equal(decideRetry({ ...BASE, failures: 5000, maxAttempts: 0 }).kind, 'retry');
  });

  test('waiting that was asked for, or for a network, uses up no attempt', () => {
    const busy = { code: 'server.unavailable', retryAfterMs: 1000, hasOwnMaximum: false } as const;
    assert.equal(countsAsAttempt(busy), false);
    assert.equal(countsAsAttempt({ ...busy, retryAfterMs: 0 }), true);
    assert.equal(countsAsAttempt({ ...busy, code: 'network.offline', hasOwnMaximum: true }), false);
    assert.equal(decideRetry({ ...BASE, failures: 5, counts: false }).kind, 'retry');
  });

  test('a number of attempts for this very download counts every answer', () => {
    assert.equal(countsAsAttempt({ code: 'server.unavailable', retryAfterMs: 1000, hasOwnMaximum: true }), true);
  });

  test('tries again only for codes that say so', () => {
    for (const code of DOWNLOAD_ERROR_CODES) {
      const { next } = errorRow(code);
      const verdict = decideRetry({ ...BASE, code, next });
      if (next === 'ask') assert.equal(verdict.kind, 'ask');
      else if (next === 'fail') assert.equal(verdict.kind, 'fail');
      else assert.equal(verdict.kind, 'retry');
    }
  });

  test('the time is always in the future bounds, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.option(fc.nat(1e12)),
        fc.nat(3_600_000),
        (failures, random, retryAfterMs, minWaitMs) => {
          const verdict = decideRetry({ ...BASE, failures, random, retryAfterMs, minWaitMs, maxAttempts: 0 });
          assert.ok(verdict.kind === 'retry');
          assert.ok(Number.isSafeInteger(verdict.atMs));
          assert.ok(verdict.atMs >= BASE.nowMs + minWaitMs && verdict.atMs <= BASE.nowMs + 86_400_000);
        },
      ),
    );
  });
});
