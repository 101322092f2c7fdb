import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  burstBytes,
  changeRate,
  createBucket,
  grantBytes,
  refill,
  spend,
  waitMs,
} from '../../../main/engine/token-bucket.ts';

describe('the bucket', () => {
  test('gives over any window no more than the rate and its burst', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 5000 }), fc.integer({ min: 1, max: 200_000 })), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), steps, (rate, list) => {
        let nowMs = 0;
        let bucket = createBucket(rate, nowMs);
        const taken: { readonly atMs: number; readonly bytes: number }[] = [];
        for (const [idleMs, wanted] of list) {
          const bytes = Math.min(wanted, grantBytes(rate));
          nowMs += idleMs;
          bucket = refill(bucket, nowMs);
          nowMs += waitMs(bucket, bytes);
          bucket = spend(refill(bucket, nowMs), bytes);
          taken.push({ atMs: nowMs, bytes });
        }
        for (const [first, { atMs }] of taken.entries()) {
          let sum = 0;
          for (const grant of taken.slice(first)) {
            sum += grant.bytes;
            assert.ok(sum <= (rate * (grant.atMs - atMs)) / 1000 + burstBytes(rate) + 1);
            // Whatever was saved up, no second has more than a little above the rate.
            if (grant.atMs - atMs < 1000) assert.ok(sum <= Math.max(1.04 * rate, grantBytes(rate)) + 1);
          }
        }
      }),
    );
  });

  test('grants at most a fiftieth of a second at once, but never a few bytes, and saves up little', () => {
    assert.equal(grantBytes(2_000_000), 40_000);
    assert.equal(grantBytes(1), 512);
    assert.equal(grantBytes(0), Infinity);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (rate) => {
        // Whatever may be granted can be there at some time.
        assert.ok(grantBytes(rate) <= burstBytes(rate));
        assert.ok(burstBytes(rate) <= Math.max(rate / 5 + 1, 1024));
      }),
    );
  });

  test('an unlimited one never waits', () => {
    assert.equal(waitMs(spend(createBucket(0, 0), 1e12), 1e12), 0);
  });

  test('a clock that goes back takes nothing away', () => {
    const bucket = refill(createBucket(100_000, 1000), 1040);
    assert.equal(refill(bucket, 0).availableBytes, bucket.availableBytes);
  });

  test('what came unasked is paid before anything is taken', () => {
    const bucket = spend(refill(createBucket(100_000, 0), 10), 11_000);
    assert.equal(bucket.availableBytes, -10_000);
    assert.equal(waitMs(bucket, 2000), 120);
    // What a fast rate owes is not paid at a slow one.
    assert.equal(changeRate(bucket, 1000).availableBytes, -512);
  });

  test('a late timer costs nothing of the rate', () => {
    let bucket = createBucket(100_000, 0);
    let taken = 0;
    // Every tenth look is 100 ms late.
    for (let step = 1, nowMs = 0; nowMs < 10_000; step += 1) {
      nowMs += step % 10 === 0 ? 100 : 5;
      bucket = refill(bucket, nowMs);
      while (waitMs(bucket, 2000) === 0) {
        bucket = spend(bucket, 2000);
        taken += 2000;
      }
    }
    assert.ok(taken >= 980_000 && taken <= 1_020_000, `${taken}`);
  });

  test('a changed rate brings no burst', () => {
    const full = refill(createBucket(1_000_000, 0), 1000);
    assert.equal(changeRate(full, 100_000).availableBytes, 20_000);
    assert.equal(changeRate(refill(createBucket(0, 0), 1e6), 100_000).availableBytes, 0);
  });
});
