import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { ReadAllowance } from '../../../main/engine/read-allowance.ts';

const RATE = 100_000;
const signal = new AbortController().signal;

function setUp(bytesPerSecond = RATE) {
  let nowMs = 0;
  const limiter = new RateLimiter({ bytesPerSecond, nowMs: () => nowMs });
  return { limiter, allowance: new ReadAllowance(limiter.reader()), pass: (ms: number) => (nowMs += ms) };
}

/** Nothing is there now. Leaves nobody waiting. */
function assertWaits(limiter: RateLimiter): void {
  const controller = new AbortController();
  const taken = limiter.reader().take(1, controller.signal);
  assert.ok(taken instanceof Promise);
  taken.catch(() => {}); // It is given up at once.
  controller.abort();
}

describe('what a connection may read', () => {
  test('is as much as there is without a limit, and nothing is waited for', () => {
    const { allowance } = setUp(0);
    assert.equal(allowance.readBytes, Infinity);
    allowance.noteRead(1e9);
    assert.equal(allowance.more(signal), null);
  });

  test('is granted before it is read, a fiftieth of a second at once', () => {
    const { limiter, allowance, pass } = setUp();
    pass(20);
    assert.equal(allowance.more(signal), null);
    assert.equal(allowance.readBytes, 2000);
    // Less came: the rest of the grant is still there.
    allowance.noteRead(500);
    assert.equal(allowance.readBytes, 1500);
    assertWaits(limiter);
  });

  test('what came unasked is a debt of the limit', () => {
    const { limiter, allowance, pass } = setUp();
    pass(20);
    allowance.noteRead(4000);
    pass(40);
    assert.equal(limiter.reader().take(2000, signal), 2000);
    const next = setUp();
    next.pass(20);
    next.allowance.noteRead(4000);
    next.pass(20);
    assertWaits(next.limiter);
  });

  test('what comes while more is waited for waits for the same grant', async () => {
    const { limiter, allowance, pass } = setUp();
    const first = allowance.more(signal);
    assert.ok(first !== null);
    allowance.noteRead(500);
    const second = allowance.more(signal);
    assert.ok(second !== null);
    pass(30);
    assertWaits(limiter); // Lets the limiter look: its timer knows nothing of this clock.
    await Promise.all([first, second]);
    assert.equal(allowance.readBytes, 2000);
  });

  test('what was granted and not read is given back', () => {
    const { limiter, allowance, pass } = setUp();
    pass(20);
    assert.equal(allowance.more(signal), null);
    allowance.close();
    assert.equal(limiter.reader().take(2000, signal), 2000);
  });

  test('after the limit was lowered, what the old one granted is read and does not count', () => {
    const { limiter, allowance, pass } = setUp(10_000_000);
    pass(20);
    assert.equal(allowance.more(signal), null);
    limiter.setLimit(RATE);
    allowance.noteRead(200_000);
    pass(20);
    assert.equal(allowance.more(signal), null);
    assert.equal(allowance.readBytes, 2000);
  });

  test('is as much as it waits for, whatever the others do meanwhile', () => {
    const { limiter, allowance } = setUp();
    const controller = new AbortController();
    const more = allowance.more(controller.signal);
    const others = Array.from({ length: 16 }, () => new ReadAllowance(limiter.reader()));
    const waits = [more, ...others.map((other) => other.more(controller.signal))];
    assert.equal(allowance.readBytes, 2000);
    assert.ok(others.slice(4).every((other) => other.readBytes < 1500));
    controller.abort();
    for (const wait of waits) wait?.catch(() => {});
  });
});
