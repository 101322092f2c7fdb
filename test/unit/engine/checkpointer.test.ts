import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import type { ByteRanges } from '../../../shared/byte-range.ts';
import { Checkpointer, MAX_UNDURABLE_BYTES } from '../../../main/engine/checkpointer.ts';

const BIG = 16 * 1024 * 1024;

function setUp(
  sync: () => Promise<void>,
  nowMs: () => number = () => 0,
): {
  readonly checkpointer: Checkpointer;
  readonly claimed: ByteRanges[];
  readonly errors: unknown[];
  flushes: () => number;
} {
  const claimed: ByteRanges[] = [];
  const errors: unknown[] = [];
  let flushes = 0;
  const checkpointer = new Checkpointer({
    file: { sync },
    durable: [],
    blocks: { noteWritten: () => {}, takeFresh: () => [] },
    flush: () => {
      flushes += 1;
      return Promise.resolve();
    },
    onDurable: (durable) => claimed.push(durable),
    onError: (error) => errors.push(error),
    nowMs,
  });
  return { checkpointer, claimed, errors, flushes: () => flushes };
}

describe('the checkpointer', () => {
  test('claims only what was written before the sync began', async () => {
    const gate = Promise.withResolvers<void>();
    const { checkpointer, claimed } = setUp(() => gate.promise);
    checkpointer.noteWritten({ start: 0, end: BIG });
    checkpointer.noteWritten({ start: BIG, end: BIG + 5 });
    assert.deepEqual(claimed, []);
    gate.resolve();
    await nextTurn();
    assert.deepEqual(claimed, [[{ start: 0, end: BIG }]]);
    await checkpointer.finish();
    assert.deepEqual(checkpointer.durable, [{ start: 0, end: BIG + 5 }]);
  });

  test('claims no byte that turned out to be wrong, also while a sync covered it, until it has come again', async () => {
    const gate = Promise.withResolvers<void>();
    const { checkpointer, claimed } = setUp(() => gate.promise);
    checkpointer.noteWritten({ start: 0, end: BIG });
    checkpointer.noteLost({ start: 10, end: 20 });
    checkpointer.noteWritten({ start: 10, end: 15 });
    gate.resolve();
    await nextTurn();
    assert.deepEqual(claimed, [
      [
        { start: 0, end: 10 },
        { start: 20, end: BIG },
      ],
    ]);
    await checkpointer.finish();
    assert.deepEqual(checkpointer.durable, [
      { start: 0, end: 15 },
      { start: 20, end: BIG },
    ]);
    checkpointer.noteLost({ start: 0, end: 5 });
    assert.deepEqual(checkpointer.durable[0], { start: 5, end: 15 });
  });

  test('claims nothing when the sync fails, and tells it', async () => {
    const failure = new Error('EIO');
    const { checkpointer, claimed, errors } = setUp(() => Promise.reject(failure));
    checkpointer.noteWritten({ start: 0, end: BIG });
    await nextTurn();
    assert.deepEqual([claimed, errors, checkpointer.durable], [[], [failure], []]);
    await assert.rejects(checkpointer.finish(), failure);
  });

  test('believes no sync after one that failed: Linux forgets the pages it could not write', async () => {
    const failure = new Error('EIO');
    let syncs = 0;
    const { checkpointer } = setUp(() => {
      syncs += 1;
      return syncs === 1 ? Promise.reject(failure) : Promise.resolve();
    });
    checkpointer.noteWritten({ start: 0, end: BIG });
    await nextTurn();
    await assert.rejects(checkpointer.finish(), failure);
    assert.deepEqual(checkpointer.durable, []);
  });

  test('flushes and syncs two seconds after the first byte, once, and holds no timer when nothing comes', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let syncs = 0;
    const { checkpointer, flushes } = setUp(async () => {
      syncs += 1;
    });
    checkpointer.noteReceived();
    checkpointer.noteReceived();
    checkpointer.noteWritten({ start: 0, end: 5 });
    context.mock.timers.tick(2000);
    await nextTurn();
    assert.deepEqual([syncs, flushes()], [1, 1]);
    context.mock.timers.tick(60_000);
    await nextTurn();
    assert.equal(syncs, 1);
    checkpointer.stop();
  });

  test('syncs after 16 MiB, and after 32 MiB where those come within a tenth of a second', async () => {
    let nowMs = 0;
    let syncs = 0;
    const { checkpointer } = setUp(
      async () => {
        syncs += 1;
      },
      () => nowMs,
    );
    const write = async (index: number): Promise<number> => {
      checkpointer.noteWritten({ start: index * BIG, end: (index + 1) * BIG });
      await nextTurn();
      return syncs;
    };
    assert.equal(await write(0), 1);
    nowMs = 99;
    assert.equal(await write(1), 1);
    assert.equal(await write(2), 2);
    nowMs = 199;
    assert.equal(await write(3), 3);
    checkpointer.stop();
  });

  test('holds writes back while 64 MiB are not durable, until the sync that covers them', async () => {
    const gate = Promise.withResolvers<void>();
    const { checkpointer } = setUp(() => gate.promise);
    assert.equal(checkpointer.beginWrite(MAX_UNDURABLE_BYTES - 1), null);
    checkpointer.noteWritten({ start: 0, end: MAX_UNDURABLE_BYTES - 1 });
    assert.equal(checkpointer.beginWrite(1), null);
    checkpointer.noteWritten({ start: MAX_UNDURABLE_BYTES - 1, end: MAX_UNDURABLE_BYTES });
    const room = checkpointer.beginWrite(1);
    assert.equal(await Promise.race([room, nextTurn('held')]), 'held');
    gate.resolve();
    await room;
    assert.deepEqual(checkpointer.durable, [{ start: 0, end: MAX_UNDURABLE_BYTES - 1 }]);
    await checkpointer.finish();
  });

  test('counts writes under way, and lets in no more of those that wait than have room', async () => {
    let syncs = 0;
    const { checkpointer } = setUp(async () => {
      syncs += 1;
    });
    for (let start = 0; start < MAX_UNDURABLE_BYTES; start += BIG) assert.equal(checkpointer.beginWrite(BIG), null);
    const begun: string[] = [];
    for (const name of ['first', 'second']) void checkpointer.beginWrite(BIG)?.then(() => begun.push(name));
    await nextTurn();
    assert.deepEqual([begun, syncs], [[], 0], 'there is nothing to sync before one of them has ended');
    checkpointer.noteWritten({ start: 0, end: BIG });
    await nextTurn();
    assert.deepEqual([begun, syncs], [['first'], 1]);
    checkpointer.noteUnwritten(BIG);
    await nextTurn();
    assert.deepEqual([begun, syncs], [['first', 'second'], 1]);
    checkpointer.stop();
  });

  test('who waits for room is let in when no checkpoint comes any more', async () => {
    const { checkpointer } = setUp(() => Promise.resolve());
    assert.equal(checkpointer.beginWrite(MAX_UNDURABLE_BYTES), null);
    const room = checkpointer.beginWrite(1);
    assert.equal(await Promise.race([room, nextTurn('held')]), 'held');
    checkpointer.stop();
    await room;
  });

  test('bytes that are written twice make room too', async () => {
    const { checkpointer } = setUp(() => Promise.resolve());
    for (let time = 0; time < 8; time += 1) {
      await checkpointer.beginWrite(BIG);
      checkpointer.noteWritten({ start: 0, end: BIG });
    }
    await checkpointer.finish();
    assert.deepEqual(checkpointer.durable, [{ start: 0, end: BIG }]);
  });

  test('who waits for room hears of the sync that failed', async () => {
    const failure = new Error('EIO');
    const { checkpointer, errors } = setUp(() => Promise.reject(failure));
    assert.equal(checkpointer.beginWrite(MAX_UNDURABLE_BYTES), null);
    checkpointer.noteWritten({ start: 0, end: MAX_UNDURABLE_BYTES });
    await assert.rejects(async () => await checkpointer.beginWrite(1), failure);
    assert.deepEqual(errors, [failure]);
    await assert.rejects(async () => await checkpointer.beginWrite(1), failure);
  });

  test('a checkpoint by time does not wait for a write that waits for a sync', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const claimed: ByteRanges[] = [];
    const checkpointer: Checkpointer = new Checkpointer({
      file: { sync: () => Promise.resolve() },
      durable: [],
      blocks: { noteWritten: () => {}, takeFresh: () => [] },
      // What was gathered is so much that its last write has to wait.
      flush: async () => {
        assert.equal(checkpointer.beginWrite(MAX_UNDURABLE_BYTES), null);
        checkpointer.noteWritten({ start: 0, end: MAX_UNDURABLE_BYTES });
        await checkpointer.beginWrite(1);
      },
      onDurable: (durable) => claimed.push(durable),
      onError: (error) => assert.fail(String(error)),
    });
    checkpointer.noteReceived();
    context.mock.timers.tick(2000);
    await nextTurn();
    assert.deepEqual(claimed, [[{ start: 0, end: MAX_UNDURABLE_BYTES }]]);
    checkpointer.stop();
  });
});
