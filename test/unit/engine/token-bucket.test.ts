import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  burstBytes,
  changeRate,
  createBucket,
  grant,
  grantBytes,
  noteRead,
  refill,
  waitMs,
} from '../../../main/engine/token-bucket.ts';

function sumOf(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

describe('the bucket', () => {
  test('gives over any window no more than the rate and its burst, however late it is read', () => {
    const steps = fc.array(
      fc.record({ idleMs: fc.nat({ max: 5000 }), bytes: fc.integer({ min: 1, max: 200_000 }), lateMs: fc.nat(300) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), steps, (rate, list) => {
        let nowMs = 0;
        let bucket = createBucket(rate, nowMs);
        let held: readonly { readonly readAtMs: number; readonly bytes: number }[] = [];
        const granted: { readonly atMs: number; readonly bytes: number }[] = [];
        const read: { readonly atMs: number; readonly bytes: number }[] = [];
        const passTo = (atMs: number): void => {
          for (const one of held
            .filter(({ readAtMs }) => readAtMs <= atMs)
            .toSorted((a, b) => a.readAtMs - b.readAtMs)) {
            bucket = noteRead(refill(bucket, one.readAtMs), one.bytes);
            read.push({ atMs: one.readAtMs, bytes: one.bytes });
          }
          held = held.filter(({ readAtMs }) => readAtMs > atMs);
          nowMs = atMs;
          bucket = refill(bucket, nowMs);
        };
        for (const { idleMs, bytes: wanted, lateMs } of list) {
          const bytes = Math.min(wanted, grantBytes(rate));
          passTo(nowMs + idleMs);
          for (;;) {
            const wait = waitMs(bucket, bytes, sumOf(held));
            if (wait === 0) break;
            passTo(nowMs + Math.max(wait, 0.001));
          }
          bucket = grant(bucket, bytes);
          granted.push({ atMs: nowMs, bytes });
          held = [...held, { readAtMs: nowMs + lateMs, bytes }];
        }
        passTo(Infinity);
        for (const [first, { atMs }] of granted.entries()) {
          let sum = 0;
          for (const one of granted.slice(first)) {
            sum += one.bytes;
            assert.ok(sum <= (rate * (one.atMs - atMs)) / 1000 + burstBytes(rate) + 1);
          }
        }
        for (const { atMs } of read) {
          const second = sumOf(read.filter((one) => one.atMs > atMs - 1000 && one.atMs <= atMs));
          assert.ok(second <= Math.max(1.04 * rate, grantBytes(rate)) + 1, `${second} bytes in a second`);
        }
      }),
    );
  });

  test('what is held unread counts as if it came next', () => {
    let bucket = refill(createBucket(100_000, 0), 1000);
    bucket = grant(bucket, 2000);
    assert.equal(waitMs(bucket, 2000, 2000), 0);
    for (let nowMs = 1000; nowMs < 2000; nowMs += 10) bucket = noteRead(refill(bucket, nowMs), 990);
    assert.equal(waitMs(bucket, 2000, 2000), 0);
    // The window has room for 5000 bytes more: that must do for both.
    assert.ok(waitMs(bucket, 2000, 3100) > 0);
  });

  test('grants at most a fiftieth of a second at once, but never a few bytes, and saves up little', () => {
    assert.equal(grantBytes(2_000_000), 40_000);
    // All who share hold no more together than three times as much.
    assert.equal(grantBytes(2_000_000, 3), 40_000);
    assert.equal(grantBytes(2_000_000, 12), 10_000);
    assert.equal(grantBytes(2_000_000, 1000), 512);
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
    assert.equal(waitMs(noteRead(grant(createBucket(0, 0), 1e12), 1e12), 1e12, 1e12), 0);
  });

  test('a clock that goes back takes nothing away', () => {
    const bucket = refill(createBucket(100_000, 1000), 1040);
    assert.equal(refill(bucket, 0).availableBytes, bucket.availableBytes);
  });

  test('what came unasked is paid before anything is taken', () => {
    const bucket = grant(refill(createBucket(100_000, 0), 10), 11_000);
    assert.equal(bucket.availableBytes, -10_000);
    assert.equal(waitMs(bucket, 2000, 0), 120);
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
      while (waitMs(bucket, 2000, 0) === 0) {
        bucket = noteRead(grant(bucket, 2000), 2000);
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
