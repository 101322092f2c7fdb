import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { ReadAllowance } from '../../../main/engine/read-allowance.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** How often a system reads a socket in one go while its reads are filled (libuv's `uv__read`). */
const READS_AT_ONCE = 32;

type Read = { readonly atMs: number; readonly bytes: number };

/**
 * An event loop with a clock of its own, whose turns take as long as somebody says: then its timers are late, and what was
 * granted before is read together with what is granted next.
 */
class HeldUpLoop {
  readonly reads: Read[] = [];
  readonly #context: TestContext;
  readonly #sockets: Socket[] = [];
  #nowMs = 0;
  #tickedMs = 0;

  constructor(context: TestContext) {
    this.#context = context;
    context.mock.timers.enable({ apis: ['setTimeout'] });
  }

  readonly nowMs = (): number => this.#nowMs;

  /** The time that somebody's work takes. */
  hold(ms: number): void {
    this.#nowMs += ms;
  }

  connect(limiter: RateLimiter): Socket {
    const socket = new Socket(limiter, (bytes) => this.reads.push({ atMs: this.#nowMs, bytes }));
    this.#sockets.push(socket);
    return socket;
  }

  /** Timers, then what they let go, then the sockets. `holdAt`: work of so many milliseconds comes before the nth socket is read. */
  async turn(holdMs: number, holdAt: number): Promise<void> {
    this.#nowMs += 1;
    this.#context.mock.timers.tick(this.#nowMs - this.#tickedMs);
    this.#tickedMs = this.#nowMs;
    await nextTurn();
    for (const [index, socket] of this.#sockets.entries()) {
      if (index === holdAt) this.hold(holdMs);
      socket.poll();
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
    this.#context.mock.timers.reset();
  }

  /** The most that came in any second which began so late. */
  mostInOneSecond(fromMs = 0): number {
    const reads = this.reads.filter(({ atMs }) => atMs >= fromMs);
    let most = 0;
    let sum = 0;
    let first = 0;
    for (const { atMs, bytes } of reads) {
      sum += bytes;
      for (let one = reads[first]; one !== undefined && one.atMs <= atMs - 1000; one = reads[first]) {
        sum -= one.bytes;
        first += 1;
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  bytesIn(fromMs: number, toMs: number): number {
    const within = this.reads.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return within.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** A connection whose server always has more, as Node reads one: it has room for a read before it is allowed to. */
class Socket {
  isSilent = false;
  readonly #allowance: ReadAllowance;
  readonly #over = new AbortController();
  readonly #note: (bytes: number) => void;
  #isPaused = false;
  #roomBytes: number;

  constructor(limiter: RateLimiter, note: (bytes: number) => void) {
    this.#allowance = new ReadAllowance(limiter.reader());
    this.#note = note;
    this.#ask();
    this.#roomBytes = this.#allowance.readBytes;
  }

  poll(): void {
    for (let read = 0; read < READS_AT_ONCE && !this.#isPaused && !this.isSilent; read += 1) {
      const bytes = Math.min(this.#roomBytes, 256 * KIB);
      this.#note(bytes);
      this.#allowance.noteRead(bytes);
      this.#ask();
      this.#roomBytes = this.#allowance.readBytes;
    }
  }

  close(): void {
    this.#over.abort();
    this.#allowance.close();
  }

  #ask(): void {
    const more = this.#allowance.more(this.#over.signal);
    if (more === null) return;
    this.#isPaused = true;
    const goOn = (): void => {
      this.#isPaused = false;
    };
    more.then(goOn, goOn);
  }
}

const rates = fc.constantFrom(64 * KIB, 100 * KIB, MIB, 10 * MIB);
/** Downloads with so many connections each. */
const downloads = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 });
/** How often in a hundred turns something else holds the thread up, and for how long at most, in milliseconds. */
type Load = { readonly percent: number; readonly mostMs: number; readonly seed: number };

/** As on a busy machine: held up for up to half of the time. */
const usualLoad = fc.record({
  percent: fc.nat(2),
  mostMs: fc.integer({ min: 1, max: 100 }),
  seed: fc.nat(2 ** 31 - 1),
});
/** There is hardly a turn that is not late. */
const hostileLoad = fc.record({
  percent: fc.nat(20),
  mostMs: fc.integer({ min: 1, max: 400 }),
  seed: fc.nat(2 ** 31 - 1),
});

/** Turns that are held up as the load says; the same each time for one seed. */
function heldUp({ percent, mostMs, seed }: Load): () => number {
  let state = seed + 1;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => (random() * 100 < percent ? Math.floor(random() * mostMs) : 0);
}

async function runUntil(loop: HeldUpLoop, endMs: number, holdMs: () => number): Promise<void> {
  for (let turn = 0; loop.nowMs() < endMs; turn += 1) await loop.turn(holdMs(), turn % 7);
}

function assertNeverOver(loop: HeldUpLoop, rate: number, fromMs = 0): void {
  const most = loop.mostInOneSecond(fromMs) / rate;
  assert.ok(most <= 1.05, `${most} of the limit in one second`);
}

/** Over ten seconds. */
function assertMean(
  loop: HeldUpLoop,
  rate: number,
  { fromMs, least = 0.98 }: { fromMs: number; least?: number },
): void {
  const mean = loop.bytesIn(fromMs, fromMs + 10_000) / 10 / rate;
  assert.ok(mean >= least && mean <= 1.02, `${mean} of the limit in the mean`);
}

/** Downloads under a limit over all. */
function connectAll(loop: HeldUpLoop, all: RateLimiter, connections: readonly number[]): void {
  for (const count of connections) {
    const own = new RateLimiter({ bytesPerSecond: 0, parent: all });
    for (let index = 0; index < count; index += 1) loop.connect(own);
  }
}

describe('however the thread is held up', () => {
  test('no second has more than 1.05 of a limit over all', async (context) => {
    const property = fc.asyncProperty(rates, downloads, hostileLoad, async (rate, connections, load) => {
      const loop = new HeldUpLoop(context);
      connectAll(loop, new RateLimiter({ bytesPerSecond: rate, nowMs: loop.nowMs }), connections);
      await runUntil(loop, 6000, heldUp(load));
      loop.close();
      assertNeverOver(loop, rate);
    });
    await fc.assert(property, { numRuns: 12 });
  });

  test('nor has it after a limit was changed live, from the next turn on', async (context) => {
    const before = fc.constantFrom(0, 64 * KIB, MIB, 10 * MIB);
    const property = fc.asyncProperty(before, rates, downloads, hostileLoad, async (old, rate, connections, load) => {
      const loop = new HeldUpLoop(context);
      const all = new RateLimiter({ bytesPerSecond: old, nowMs: loop.nowMs });
      connectAll(loop, all, connections);
      await runUntil(loop, 1500, heldUp(load));
      all.setLimit(rate);
      // What the system had room for is read first.
      await loop.turn(0, 0);
      await loop.turn(0, 0);
      const changedAtMs = loop.nowMs() + 1;
      await runUntil(loop, changedAtMs + 5000, heldUp(load));
      loop.close();
      assertNeverOver(loop, rate, changedAtMs);
    });
    await fc.assert(property, { numRuns: 12 });
  });
});

describe('on a busy machine', () => {
  test('ten seconds have a limit over all within 2 %', async (context) => {
    const property = fc.asyncProperty(rates, downloads, usualLoad, async (rate, connections, load) => {
      const loop = new HeldUpLoop(context);
      connectAll(loop, new RateLimiter({ bytesPerSecond: rate, nowMs: loop.nowMs }), connections);
      await runUntil(loop, 11_000, heldUp(load));
      loop.close();
      assertMean(loop, rate, { fromMs: 1000 });
    });
    await fc.assert(property, { numRuns: 10 });
  });

  test('so has one download under its own, and whoever has none does not wait', async (context) => {
    const property = fc.asyncProperty(rates, fc.integer({ min: 1, max: 12 }), usualLoad, async (rate, count, load) => {
      const loop = new HeldUpLoop(context);
      const all = new RateLimiter({ bytesPerSecond: 0, nowMs: loop.nowMs });
      const own = new RateLimiter({ bytesPerSecond: rate, parent: all });
      for (let index = 0; index < count; index += 1) loop.connect(own);
      const free = new ReadAllowance(new RateLimiter({ bytesPerSecond: 0, parent: all }).reader());
      await runUntil(loop, 11_000, heldUp(load));
      assert.equal(free.readBytes, Infinity);
      loop.close();
      assertNeverOver(loop, rate);
      assertMean(loop, rate, { fromMs: 1000 });
    });
    await fc.assert(property, { numRuns: 6 });
  });

  test('connections that fall silent with a grant hardly cost the others anything, and wake without a burst', async (context) => {
    const rate = MIB;
    const property = fc.asyncProperty(fc.integer({ min: 2, max: 24 }), hostileLoad, async (count, load) => {
      const loop = new HeldUpLoop(context);
      const all = new RateLimiter({ bytesPerSecond: rate, nowMs: loop.nowMs });
      const [, ...others] = Array.from({ length: count }, () => loop.connect(all));
      await runUntil(loop, 1000, () => 0);
      for (const socket of others) socket.isSilent = true;
      await runUntil(loop, 11_000, () => 0);
      for (const socket of others) socket.isSilent = false;
      await runUntil(loop, 12_500, heldUp(load));
      loop.close();
      assertNeverOver(loop, rate);
      assertMean(loop, rate, { fromMs: 1000, least: 0.97 });
    });
    await fc.assert(property, { numRuns: 6 });
  });
});
