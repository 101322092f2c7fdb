import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { charge, createBucket, refill, waitMs } from '../../../main/engine/token-bucket.ts';

describe('the bucket', () => {
  test('never grants more than the rate and its burst', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 5000 }), fc.nat({ max: 200_000 })), { maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), steps, (rate, list) => {
        let nowMs = 0;
        let bucket = createBucket(rate, nowMs);
        let spentMs = 0;
        for (const [idleMs, bytes] of list) {
          nowMs += idleMs;
          bucket = charge(refill(bucket, nowMs), bytes);
          // Whoever charges waits for the grant.
          nowMs += waitMs(bucket, bucket.chargedBytes);
          bucket = refill(bucket, nowMs);
          spentMs = nowMs;
          assert.ok(bucket.chargedBytes <= (rate * spentMs) / 1000 + rate * 0.05 + 1);
        }
      }),
    );
  });

  test('an unlimited one never waits', () => {
    const bucket = charge(createBucket(0, 0), 1e12);
    assert.equal(waitMs(bucket, bucket.chargedBytes), 0);
  });

  test('a clock that goes back takes nothing away', () => {
    const bucket = refill(charge(createBucket(1000, 1000), 500), 1400);
    assert.equal(refill(bucket, 0).grantedBytes, bucket.grantedBytes);
  });
});

describe('the limiter', () => {
  test('lets an unlimited connection go on at once', () => {
    assert.equal(new RateLimiter({ bytesPerSecond: 0 }).take(1e9, new AbortController().signal), null);
  });

  test('serves in order, and a raised limit lets all go at once', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let nowMs = 0;
    const limiter = new RateLimiter({ bytesPerSecond: 1000, nowMs: () => nowMs });
    const { signal } = new AbortController();
    const order: string[] = [];
    const first = limiter.take(1000, signal)?.then(() => order.push('first'));
    const second = limiter.take(1000, signal)?.then(() => order.push('second'));
    const third = limiter.take(1_000_000, signal)?.then(() => order.push('third'));
    nowMs = 1000;
    context.mock.timers.tick(1000);
    await first;
    assert.deepEqual(order, ['first']);
    limiter.setLimit(0);
    await Promise.all([second, third]);
    assert.deepEqual(order, ['first', 'second', 'third']);
  });

  test('throws the reason of an abort and leaves no listener', async () => {
    const limiter = new RateLimiter({ bytesPerSecond: 1, parent: new RateLimiter({ bytesPerSecond: 1 }) });
    const controller = new AbortController();
    const waiting = limiter.take(1000, controller.signal);
    const reason = new Error('stop');
    controller.abort(reason);
    await assert.rejects(waiting ?? Promise.resolve(), reason);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  test('passes the parent too', () => {
    const parent = new RateLimiter({ bytesPerSecond: 1000 });
    const child = new RateLimiter({ bytesPerSecond: 0, parent });
    const controller = new AbortController();
    const waiting = child.take(5000, controller.signal);
    assert.notEqual(waiting, null);
    waiting?.catch(() => {});
    controller.abort();
  });
});
