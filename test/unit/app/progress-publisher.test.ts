import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ProgressPublisher, type FrameReceiver } from '../../../main/app/progress-publisher.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

describe('ProgressPublisher', () => {
  let clock: FakeClock;
  let publisher: ProgressPublisher;
  let publishedAtMs: number[];

  function receiver(intervalMs: () => number | null): FrameReceiver {
    return { intervalMs, publish: () => publishedAtMs.push(clock.nowMs()) };
  }

  beforeEach(() => {
    clock = new FakeClock(0);
    publisher = new ProgressPublisher(clock);
    publishedAtMs = [];
  });

  test('the first change comes at once, the next ones at the window’s pace', () => {
    publisher.add(receiver(() => 250));
    clock.advance(0);
    for (let step = 0; step < 100; step += 1) {
      publisher.markAll();
      clock.advance(10);
    }
    assert.deepEqual(publishedAtMs, [0, 250, 500, 750, 1000]);
  });

  test('what an empty place was shown for comes at once, and the pace begins anew', () => {
    publisher.add(receiver(() => 250));
    clock.advance(10);
    publisher.markAll();
    publisher.markAllAtOnce();
    clock.advance(0);
    publisher.markAll();
    clock.advance(1000);
    assert.deepEqual(publishedAtMs, [0, 10, 260]);
  });

  test('when nothing changes no timer runs', () => {
    publisher.add(receiver(() => 250));
    clock.advance(1000);
    assert.equal(clock.pendingTimers, 0);
  });

  test('a hidden window gets nothing and costs nothing, and catches up when it is shown', () => {
    let intervalMs: number | null = null;
    const window = receiver(() => intervalMs);
    publisher.add(window);
    publisher.markAll();
    assert.equal(clock.pendingTimers, 0);
    clock.advance(5000);
    intervalMs = 250;
    publisher.mark(window);
    clock.advance(0);
    assert.deepEqual(publishedAtMs, [5000]);
  });

  test('a closed publisher forgets its windows', () => {
    publisher.add(receiver(() => 250));
    publisher.close();
    publisher.markAll();
    clock.advance(1000);
    assert.deepEqual(publishedAtMs, []);
  });
});
