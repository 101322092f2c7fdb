import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CommitPace } from '../../../main/queue/commit-pace.ts';

/** Commits of one length, each as soon as it may come. @returns what they took of the time, and how many there were */
function commitFor(totalMs: number, tookMs: number): { readonly share: number; readonly count: number } {
  const pace = new CommitPace();
  let nowMs = 1000;
  let count = 0;
  while (nowMs < 1000 + totalMs) {
    const startedMs = nowMs;
    nowMs += tookMs;
    count += 1;
    nowMs += pace.note(startedMs, nowMs);
  }
  return { share: (count * tookMs) / (nowMs - 1000), count };
}

describe('the pace of commits', () => {
  test('lets the few of a single download come one after the other', () => {
    const pace = new CommitPace();
    let nowMs = 1000;
    for (let commit = 0; commit < 6; commit += 1) {
      assert.equal(pace.note(nowMs, nowMs + 5), 0);
      nowMs += 10;
    }
  });

  test('leaves the main thread three quarters of its time in the long run', () => {
    for (const tookMs of [1, 5, 20]) {
      const { share } = commitFor(10_000, tookMs);
      assert.ok(share > 0.24 && share < 0.26, `${share} of the time with commits of ${tookMs} ms`);
    }
  });

  test('lets another come after a tenth of a second, however slow the disk is', () => {
    assert.ok(commitFor(10_000, 900).count >= 10);
  });
});
