import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AcceptedAnswer } from '../../../main/engine/accepted-answer.ts';
import { RangeFetcher, type RangeFetcherOptions } from '../../../main/engine/range-fetcher.ts';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { ReadingLag } from '../../../main/engine/reading-lag.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { addRange, countBytes, subtractRanges, type ByteRange, type ByteRanges } from '../../../shared/byte-range.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const FILE = Buffer.alloc(12 * MIB, (() => Buffer.from(Array.from({ length: 251 }, (_, index) => index)))());

/** What the server makes of one request: after so many turns it refuses it, or sends so many bytes and then breaks off. */
type Answer = { readonly turns: number; readonly sends: number | 'nothing' | 'all' };

/** The body of a range, a chunk each turn of the event loop. It breaks off after `bytes`. */
function bodyOf(range: ByteRange, bytes: number): AcceptedAnswer {
  const isWhole = bytes >= range.end - range.start;
  const stop = isWhole ? range.end : range.start + bytes;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = range.start; at < stop; at += CHUNK_BYTES) {
      await nextTurn();
      yield FILE.subarray(at, Math.min(at + CHUNK_BYTES, stop));
    }
    if (!isWhole) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  }
  const body = Readable.from(chunks(), { highWaterMark: 1 });
  // As much of a message as the reader looks at.
  const incoming = Object.assign(body, { headers: {}, complete: true }) as unknown as IncomingMessage;
  const head = { status: 206, headers: {} };
  const target = { url: 'http://127.0.0.1/file', headers: [] };
  return {
    answer: { head, target, incoming, socketError: () => null, release: () => body.destroy() },
    bodyEnd: range.end,
  };
}

function setUp(
  answers: readonly Answer[],
  maxConnections: number,
  options: Partial<Pick<RangeFetcherOptions, 'limiter' | 'isAutomatic' | 'settle' | 'lag'>> = {},
) {
  const disk = Buffer.alloc(FILE.length);
  let written: ByteRanges = [];
  let wasWrittenTwice = false;
  const controller = new AbortController();
  let asked = 0;
  const ranges: ByteRange[] = [];
  const openWith =
    (script: readonly Answer[], next: () => number): RangeFetcherOptions['open'] =>
    async (range, signal) => {
      ranges.push(range);
      const { turns, sends } = script[next()] ?? { turns: 0, sends: 'all' };
      for (let turn = 0; turn < turns; turn += 1) {
        await nextTurn();
        signal.throwIfAborted();
      }
      if (sends === 'nothing') throw new TransferError('server.unavailable', 'HTTP 503');
      return bodyOf(range, sends === 'all' ? Infinity : sends);
    };
  let writes = 0;
  const put = (buffers: readonly Uint8Array[], position: number): void => {
    // The system answers a write of nothing as it answers a failed one.
    assert.ok(
      buffers.every(({ length }) => length > 0),
      'wrote nothing',
    );
    const bytes = Buffer.concat(buffers);
    bytes.copy(disk, position);
    const before = countBytes(written);
    written = addRange(written, { start: position, end: position + bytes.length });
    wasWrittenTwice ||= countBytes(written) < before + bytes.length;
  };
  const fetcher = new RangeFetcher({
    missing: [{ start: 0, end: FILE.length }],
    maxConnections,
    isAutomatic: false,
    paidBefore: null,
    knownLimit: null,
    splittable: true,
    open: openWith(answers, () => (asked += 1) - 1),
    file: {
      wantsPages: () => false,
      settled: () => Promise.resolve(),
      write: (buffers, position) => {
        writes += 1;
        // Half of them at once, as on a prompt disk.
        if (writes % 2 === 0) put(buffers, position);
        return writes % 2 === 0 ? null : nextTurn().then(() => put(buffers, position));
      },
    },
    limiter: new RateLimiter({ bytesPerSecond: 0 }),
    lag: new ReadingLag(),
    idleTimeoutMs: 10_000,
    lingerMs: 2,
    signal: controller.signal,
    abort: (error) => controller.abort(error),
    onReceived: () => {},
    onWritten: () => {},
    note: () => {},
    onLimit: () => {},
    onPaid: () => {},
    settle: () => Promise.resolve(),
    ...options,
  });
  return {
    fetcher,
    disk,
    controller,
    asked: () => asked,
    ranges,
    wasWrittenTwice: () => wasWrittenTwice,
    isWritten: ({ start, end }: ByteRange) => written.some((range) => range.start <= start && end <= range.end),
    /** What is on the disk there is wrong, and comes again. */
    loseAt: (range: ByteRange) => {
      disk.fill(0, range.start, range.end);
      written = subtractRanges(written, [range]);
      fetcher.fetchAgain(range);
    },
    addHost: (host: string, script: readonly Answer[]) => {
      let own = 0;
      const open = openWith(script, () => (own += 1) - 1);
      const none = { paidBefore: null, knownLimit: null, onLimit: () => {}, onPaid: () => {} };
      fetcher.addHost(host, { ...none, maxConnections: 3, isAutomatic: false, splittable: true, open });
    },
  };
}

async function turnsLater(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

const answer: fc.Arbitrary<Answer> = fc.record({
  turns: fc.nat(12),
  sends: fc.oneof(fc.constant('all' as const), fc.constant('nothing' as const), fc.nat(4 * MIB)),
});

describe('fetching over several connections', () => {
  test('whatever is refused or breaks off: it ends with every byte, or with a failure that can be tried again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 12 }), fc.integer({ min: 1, max: 8 }), async (answers, most) => {
        const { fetcher, disk } = setUp(answers, most);
        try {
          await fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
        } catch (error) {
          assert.ok(error instanceof TransferError, String(error));
          return;
        }
        assert.equal(disk.compare(FILE), 0, 'the file has other bytes');
      }),
      { numRuns: 150 },
    );
  });

  test('a number that is asked for in two steps divides the file once: the first step asks for its own parts only', async () => {
    const { fetcher, ranges } = setUp([], 12);
    await fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
    const part = FILE.length / 12;
    for (const [index, { start, end }] of ranges.slice(0, 7).entries()) {
      assert.ok(
        Math.abs(start - (index + 1) * part) <= 1 && Math.abs(end - (index + 2) * part) <= 1,
        `${start} to ${end}`,
      );
    }
    assert.ok(ranges.length >= 11);
  });

  test('whatever crawls and is replaced at whatever moment: the file is the same', async () => {
    const picks = fc.array(fc.tuple(fc.nat(40), fc.nat(7)), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 12 }), picks, async (answers, moments) => {
        const { fetcher, disk, wasWrittenTwice } = setUp(answers, 4);
        const run = fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
        const outcome = run.catch((error: unknown) => error);
        for (const [turns, pick] of moments) {
          await turnsLater(turns);
          fetcher.replaceSlow((measured) => measured[pick % Math.max(1, measured.length)] ?? null);
        }
        const error = await outcome;
        if (error === undefined) assert.equal(disk.compare(FILE), 0, 'the file has other bytes');
        else assert.ok(error instanceof TransferError);
        assert.equal(wasWrittenTwice(), false);
      }),
      { numRuns: 150 },
    );
  });

  test('with the number of connections left to it, the file is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 12 }), async (answers) => {
        const { fetcher, disk, wasWrittenTwice } = setUp(answers, 8, { isAutomatic: true });
        const error = await fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length)).catch((e: unknown) => e);
        if (error === undefined) assert.equal(disk.compare(FILE), 0, 'the file has other bytes');
        else assert.ok(error instanceof TransferError);
        assert.equal(wasWrittenTwice(), false);
      }),
      { numRuns: 30 },
    );
  });

  test('whatever several hosts refuse, break off, are dropped or have to send again: every byte comes, once for each asking', async () => {
    const hosts = fc.array(fc.array(answer, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
    const drops = fc.array(fc.tuple(fc.nat(30), fc.nat(3)), { maxLength: 2 });
    const wrongs = fc.array(fc.tuple(fc.nat(30), fc.nat(47)), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 8 }), hosts, drops, wrongs, async (first, others, gone, bad) => {
        // As long as some of it may turn out to be wrong.
        const checked = Promise.withResolvers<void>();
        const bench = setUp(first, 3, { settle: () => checked.promise });
        const { fetcher, disk, isWritten, loseAt, wasWrittenTwice, addHost } = bench;
        const outcome = fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length)).catch((e: unknown) => e);
        others.forEach((answers, index) => addHost(`mirror ${index}`, answers));
        for (const [turns, which] of gone) {
          await turnsLater(turns);
          const name = fetcher.hosts[which % fetcher.hosts.length] ?? '';
          fetcher.dropHost(name, new TransferError('checksum.mismatch', ''));
          assert.ok(fetcher.hosts.length > 0, 'the last host was dropped');
        }
        for (const [turns, piece] of bad) {
          await turnsLater(turns);
          const range = { start: piece * CHUNK_BYTES, end: (piece + 1) * CHUNK_BYTES };
          if (isWritten(range)) loseAt(range);
        }
        checked.resolve();
        const error = await outcome;
        if (error === undefined) assert.equal(disk.compare(FILE), 0, 'the file has other bytes');
        else assert.ok(error instanceof TransferError);
        assert.equal(wasWrittenTwice(), false);
      }),
      { numRuns: 80 },
    );
  });

  test('a far connection that is refused while a nearer one still asks leaves no hole', async () => {
    const { fetcher, disk } = setUp(
      [
        { turns: 4, sends: 'all' },
        { turns: 4, sends: 'nothing' },
        { turns: 1, sends: 'nothing' },
      ],
      4,
    );
    await fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
    assert.equal(disk.compare(FILE), 0);
  });

  test('a limit that pieces and holds back the bytes changes nothing in them', async () => {
    const limiter = new RateLimiter({ bytesPerSecond: 100 * MIB });
    const { fetcher, disk } = setUp([{ turns: 3, sends: 2 * MIB }], 4, { limiter });
    await fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
    assert.equal(disk.compare(FILE), 0);
  });

  test('while this thread reads too late no range is divided, and when it has caught up they are', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] });
    let isBehind = true;
    const { fetcher, disk, ranges } = setUp([], 4, {
      lag: { reader: () => () => {}, isBehind: () => isBehind },
    });
    const run = fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length));
    await turnsLater(10);
    assert.deepEqual(ranges, []);
    isBehind = false;
    context.mock.timers.tick(1000);
    assert.equal(ranges.length, 3);
    await run;
    assert.equal(disk.compare(FILE), 0);
  });

  test('asks for nothing more after it was stopped', async () => {
    const { fetcher, controller, asked } = setUp([], 4);
    controller.abort(new Error('stopped'));
    await assert.rejects(fetcher.run(bodyOf({ start: 0, end: FILE.length }, FILE.length)), /stopped/u);
    assert.equal(asked(), 0);
    await until(() => fetcher.connections === 0, 'all connections to end');
  });
});
