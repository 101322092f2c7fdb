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
        assert.ok(burstBytes(rate) <= Math.max(rate / 20 + 1, 1024));
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

  test('a changed rate brings no burst', () => {
    const full = refill(createBucket(1_000_000, 0), 1000);
    assert.equal(changeRate(full, 100_000).availableBytes, 5000);
    assert.equal(changeRate(refill(createBucket(0, 0), 1e6), 100_000).availableBytes, 0);
  });
});
