import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import type { ByteRanges } from '../../../shared/byte-range.ts';
import { Checkpointer } from '../../../main/engine/checkpointer.ts';

const BIG = 16 * 1024 * 1024;

function setUp(sync: () => Promise<void>): {
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
});
