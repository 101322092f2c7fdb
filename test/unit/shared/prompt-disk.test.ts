import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PromptDisk } from '../../../shared/prompt-disk.ts';

const LIST = 8n;

function setUp() {
  const time = { ms: 1000 };
  const disk = new PromptDisk(LIST, () => time.ms);
  /** A call that takes so long. */
  const call = (ms: number): number =>
    disk.call(() => {
      time.ms += ms;
      return ms;
    });
  return { time, disk, call };
}

describe('the disk that may be called at once', () => {
  test('is the one of the list and no other, and none before it is known', () => {
    const { disk } = setUp();
    assert.equal(disk.mayCall(LIST), true);
    assert.equal(disk.mayCall(9n), false);
    const unknown = new PromptDisk(null, () => 0);
    assert.equal(unknown.mayCall(LIST), false);
    unknown.setDevice(LIST);
    assert.equal(unknown.mayCall(LIST), true);
  });

  test('is left to other threads after a call that held its own up, four times as long as that', () => {
    const { time, disk, call } = setUp();
    assert.equal(call(5000), 5000);
    assert.equal(disk.mayCall(LIST), false);
    time.ms += 19_000;
    assert.equal(disk.mayCall(LIST), false);
    time.ms += 2000;
    assert.equal(disk.mayCall(LIST), true);
  });

  test('may be a little slow now and then, but not all the time', () => {
    const { time, disk, call } = setUp();
    for (let times = 0; times < 100; times += 1) {
      call(12);
      time.ms += 40;
    }
    assert.equal(disk.mayCall(LIST), true);
    for (let times = 0; times < 100; times += 1) call(12);
    assert.equal(disk.mayCall(LIST), false);
  });

  test('counts a call that failed', () => {
    const { time, disk } = setUp();
    const failure = new Error('EIO');
    const fail = (): never => {
      time.ms += 5000;
      throw failure;
    };
    assert.throws(() => disk.call(fail), failure);
    assert.equal(disk.mayCall(LIST), false);
  });

  test('knows for a second where a folder lies', () => {
    const { time, disk } = setUp();
    assert.equal(disk.deviceOf('/a'), null);
    disk.noteFolder('/a', LIST);
    time.ms += 999;
    assert.equal(disk.deviceOf('/a'), LIST);
    time.ms += 1;
    assert.equal(disk.deviceOf('/a'), null);
  });

  test('is left alone while a call in another thread is overdue, however it ends', async () => {
    const { time, disk } = setUp();
    const gate = Promise.withResolvers<void>();
    const watched = disk.watch(LIST, () => gate.promise);
    const elsewhere = disk.watch(9n, () => new Promise<void>(() => {}));
    assert.equal(disk.mayCall(LIST), true);
    time.ms += 100;
    assert.equal(disk.mayCall(LIST), false);
    gate.reject(new Error('EIO'));
    await assert.rejects(watched);
    assert.equal(disk.mayCall(LIST), true);
    assert.ok(elsewhere instanceof Promise);
  });

  test('holds its thread up for a quarter of any long time at most, besides what is prompt and the last call', () => {
    const step = fc.record({ callMs: fc.integer({ min: 0, max: 400 }), pauseMs: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const { time, disk, call } = setUp();
        const fromMs = time.ms;
        let heldMs = 0;
        let longestMs = 0;
        for (const { callMs, pauseMs } of steps) {
          time.ms += pauseMs;
          if (!disk.mayCall(LIST)) continue;
          call(callMs);
          heldMs += Math.max(0, callMs - 2);
          longestMs = Math.max(longestMs, callMs);
        }
        assert.ok(heldMs <= 100 + (time.ms - fromMs) / 4 + longestMs, `${heldMs} ms of ${time.ms - fromMs}`);
      }),
    );
  });
});
