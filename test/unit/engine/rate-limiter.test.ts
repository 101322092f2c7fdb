import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test, type TestContext } from 'node:test';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { burstBytes } from '../../../main/engine/token-bucket.ts';

/** A clock of its own, which also moves the timers. */
function fakeClock(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    /** Lets time pass, a few milliseconds a time, and whoever is let go act. */
    pass: async (ms: number): Promise<void> => {
      for (const end = nowMs + ms; nowMs < end;) {
        nowMs += 5;
        context.mock.timers.tick(5);
        await nextTurn();
      }
    },
  };
}

/** A connection that takes as much as it gets, until the signal. */
function reader(limiter: RateLimiter, signal: AbortSignal, { alsoReadsBytes = 0 } = {}) {
  const own = { bytes: 0, largest: 0, lastAtMs: 0, ended: Promise.resolve() };
  const allowed = limiter.reader();
  own.ended = (async () => {
    try {
      for (;;) {
        const granted = await allowed.take(65_536, signal);
        allowed.noteRead(granted + alsoReadsBytes);
        own.bytes += granted + alsoReadsBytes;
        own.largest = Math.max(own.largest, granted);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  })();
  return own;
}

function sum(values: readonly { readonly bytes: number }[]): number {
  return values.reduce((total, { bytes }) => total + bytes, 0);
}

describe('the limiter', () => {
  test('lets an unlimited connection go on at once', () => {
    const limiter = new RateLimiter({ bytesPerSecond: 0, parent: new RateLimiter({ bytesPerSecond: 0 }) });
    assert.equal(limiter.reader().take(1e9, new AbortController().signal), 1e9);
    assert.equal(limiter.readBytes, Infinity);
    assert.equal(limiter.shareBytesPerSecond, Infinity);
  });

  test('serves transfers evenly, and connections evenly within them, a little at a time', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const rate = 50_000;
    const all = new RateLimiter({ bytesPerSecond: rate, nowMs });
    const controller = new AbortController();
    const transfers = [8, 8, 1].map((connections) => {
      const own = new RateLimiter({ bytesPerSecond: 0, parent: all, nowMs });
      return Array.from({ length: connections }, () => reader(own, controller.signal));
    });
    let before = 0;
    for (let second = 0; second < 20; second += 1) {
      await pass(1000);
      const total = sum(transfers.flat());
      assert.ok(total - before <= 1.05 * rate, `${total - before} in one second`);
      assert.ok(total - before >= 0.9 * rate, `${total - before} in one second`);
      before = total;
      const shares = transfers.map((connections) => sum(connections));
      assert.ok(Math.max(...shares) - Math.min(...shares) <= 2000, `transfers: ${shares.join(' ')}`);
    }
    for (const connections of transfers) {
      const shares = connections.map(({ bytes }) => bytes);
      assert.ok(Math.max(...shares) - Math.min(...shares) <= 2000, `connections: ${shares.join(' ')}`);
    }
    assert.ok(transfers.flat().every(({ largest }) => largest <= rate / 50));
    controller.abort();
    await Promise.all(transfers.flat().map(({ ended }) => ended));
  });

  test('a transfer with a limit of its own holds up nobody else', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const all = new RateLimiter({ bytesPerSecond: 100_000, nowMs });
    const controller = new AbortController();
    const slow = reader(new RateLimiter({ bytesPerSecond: 10_000, parent: all, nowMs }), controller.signal);
    const fast = reader(new RateLimiter({ bytesPerSecond: 0, parent: all, nowMs }), controller.signal);
    await pass(5000);
    assert.ok(slow.bytes > 45_000 && slow.bytes <= 50_000 + burstBytes(10_000), `${slow.bytes}`);
    assert.ok(fast.bytes > 400_000 && slow.bytes + fast.bytes <= 505_000, `${fast.bytes}`);
    controller.abort();
    await Promise.all([slow.ended, fast.ended]);
  });

  test('shares by weight whatever the connections, and what one leaves goes to the others', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const all = new RateLimiter({ bytesPerSecond: 210_000, nowMs });
    const controller = new AbortController();
    const gone = new AbortController();
    const downloads = [1, 4, 16].map((weight, index) => {
      const own = new RateLimiter({ bytesPerSecond: 0, weight, parent: all });
      return Array.from({ length: [16, 4, 1][index] ?? 1 }, () =>
        reader(own, weight === 16 ? gone.signal : controller.signal),
      );
    });
    await pass(10_000);
    const shares = downloads.map((connections) => sum(connections));
    for (const [index, weight] of [1, 4, 16].entries()) {
      assert.ok(Math.abs((shares[index] ?? 0) - weight * 100_000) < 15_000, `shares: ${shares.join(' ')}`);
    }
    gone.abort();
    await pass(5000);
    const later = downloads.map((connections) => sum(connections)).map((bytes, index) => bytes - (shares[index] ?? 0));
    assert.ok(Math.abs((later[0] ?? 0) - 210_000) < 15_000, `later: ${later.join(' ')}`);
    assert.ok(Math.abs((later[1] ?? 0) - 840_000) < 15_000, `later: ${later.join(' ')}`);
    controller.abort();
    await Promise.all(downloads.flat().map(({ ended }) => ended));
  });

  test('who read more than was granted waits until the others have had as much, and the limit holds', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const rate = 100_000;
    const all = new RateLimiter({ bytesPerSecond: rate, nowMs });
    const controller = new AbortController();
    // Each reads a record whatever it was granted, as over TLS.
    const records = [1, 2, 4].map((connections) => {
      const own = new RateLimiter({ bytesPerSecond: 0, parent: all });
      return Array.from({ length: connections }, () => reader(own, controller.signal, { alsoReadsBytes: 16_384 }));
    });
    await pass(20_000);
    const shares = records.map((connections) => sum(connections));
    assert.ok(Math.max(...shares) - Math.min(...shares) <= 2 * 18_384, `transfers: ${shares.join(' ')}`);
    const total = shares.reduce((one, other) => one + other);
    assert.ok(total <= 20.2 * rate && total >= 19 * rate, `${total} bytes`);
    controller.abort();
    await Promise.all(records.flat().map(({ ended }) => ended));
  });

  test('who could not take its turn for long does not hold the others up when it can', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const all = new RateLimiter({ bytesPerSecond: 100_000, nowMs });
    const controller = new AbortController();
    const own = new RateLimiter({ bytesPerSecond: 1000, parent: all });
    const slow = reader(own, controller.signal);
    const other = reader(new RateLimiter({ bytesPerSecond: 0, parent: all }), controller.signal);
    await pass(30_000);
    own.setLimit(0);
    const before = [slow.bytes, other.bytes];
    await pass(4000);
    const [slowBytes, otherBytes] = [slow.bytes - (before[0] ?? 0), other.bytes - (before[1] ?? 0)];
    assert.ok(Math.abs(slowBytes - otherBytes) < 10_000, `${slowBytes} and ${otherBytes}`);
    controller.abort();
    await Promise.all([slow.ended, other.ended]);
  });

  test('a tree of any depth keeps all its limits, and a part of it may be moved', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const all = new RateLimiter({ bytesPerSecond: 300_000, nowMs });
    const limited = new RateLimiter({ bytesPerSecond: 50_000, parent: all });
    const controller = new AbortController();
    const hosts = [limited, limited, all].map((parent) => new RateLimiter({ bytesPerSecond: 0, parent }));
    const readers = hosts.map((parent) =>
      reader(new RateLimiter({ bytesPerSecond: 0, weight: 4, parent }), controller.signal),
    );
    await pass(10_000);
    const first = readers.map(({ bytes }) => bytes);
    for (const [index, rate] of [25_000, 25_000, 250_000].entries()) {
      assert.ok(Math.abs((first[index] ?? 0) - 10 * rate) < 0.05 * 10 * rate, first.join(' '));
    }
    hosts[0]?.moveTo(all);
    await pass(10_000);
    const then = readers.map(({ bytes }, index) => bytes - (first[index] ?? 0));
    for (const [index, rate] of [125_000, 50_000, 125_000].entries()) {
      assert.ok(Math.abs((then[index] ?? 0) - 10 * rate) < 0.05 * 10 * rate, then.join(' '));
    }
    controller.abort();
    await Promise.all(readers.map(({ ended }) => ended));
  });

  test('a changed limit counts at once for those who wait', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const limiter = new RateLimiter({ bytesPerSecond: 1, nowMs });
    const { signal } = new AbortController();
    const [first, second] = [limiter.reader().take(10_000, signal), limiter.reader().take(10_000, signal)];
    await pass(50);
    limiter.setLimit(1_000_000);
    await pass(20);
    assert.equal(await first, 10_000);
    limiter.setLimit(0);
    assert.equal(await second, 10_000);
  });

  test('a limit that is told again is none that changed: the last second is still remembered', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const limiter = new RateLimiter({ bytesPerSecond: 50_000, nowMs });
    const controller = new AbortController();
    await pass(1000);
    const own = reader(limiter, controller.signal);
    for (let turn = 0; turn < 20; turn += 1) {
      await pass(50);
      limiter.setLimit(50_000);
    }
    assert.ok(own.bytes <= 52_000, `${own.bytes}`);
    controller.abort();
    await own.ended;
  });

  test('someone who waits with room for far more than a lowered limit grants reads that at once, and it does not count', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const limiter = new RateLimiter({ bytesPerSecond: 1_000_000, nowMs });
    const reader = limiter.reader();
    const waiting = reader.take(20_000, new AbortController().signal);
    limiter.setLimit(51_200);
    assert.equal(await waiting, 0);
    reader.noteRead(20_000);
    await pass(20);
    assert.equal(reader.take(1024, new AbortController().signal), 1024);
  });

  test('throws the reason of an abort, leaves no listener, and lets the next one go', async (context) => {
    const { nowMs, pass } = fakeClock(context);
    const parent = new RateLimiter({ bytesPerSecond: 1000, nowMs });
    const controller = new AbortController();
    const aborted = new RateLimiter({ bytesPerSecond: 1, parent, nowMs }).reader().take(1000, controller.signal);
    const other = new RateLimiter({ bytesPerSecond: 0, parent, nowMs })
      .reader()
      .take(100, new AbortController().signal);
    const reason = new Error('stop');
    controller.abort(reason);
    await assert.rejects(Promise.resolve(aborted), reason);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    await pass(100);
    assert.equal(await other, 100);
  });

  test('tells what a member may expect, and its members when that grew', () => {
    const parent = new RateLimiter({ bytesPerSecond: 90_000 });
    const child = new RateLimiter({ bytesPerSecond: 0, parent });
    const other = new RateLimiter({ bytesPerSecond: 20_000, parent });
    let told = 0;
    const membership = child.join(() => (told += 1));
    const second = other.join(() => {});
    assert.equal(child.shareBytesPerSecond, 45_000);
    assert.equal(other.shareBytesPerSecond, 20_000);
    second[Symbol.dispose]();
    assert.equal(child.shareBytesPerSecond, 90_000);
    assert.equal(told, 1);
    parent.setLimit(0);
    assert.equal(told, 2);
    membership[Symbol.dispose]();
    parent.setLimit(5);
    assert.equal(told, 2);
  });
});
