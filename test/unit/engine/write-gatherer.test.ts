import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PAGED_BLOCK_BYTES, returnPagedBlock, takePagedBlock } from '../../../main/engine/page-memory.ts';
import { bytesToWriteEnd, GATHER_BYTES, WriteGatherer } from '../../../main/engine/write-gatherer.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { testBytes } from '../../support/test-bytes.ts';

function nothing(): void {}

async function settled(): Promise<void> {}

describe('the gatherer', () => {
  test('writes every byte once, in place and in order, whatever the chunks and the drains', async () => {
    const action = fc.oneof(fc.integer({ min: 1, max: 700_000 }), fc.constant('drain' as const));
    // Each write at once or later.
    const ways = fc.infiniteStream(fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 20 }),
        fc.nat({ max: 1e9 }),
        ways,
        async (actions, position, isAtOnce) => {
          const file: Buffer[] = [];
          let at = position;
          const put = (buffers: readonly Uint8Array[]): void => {
            file.push(...buffers.map((buffer) => Buffer.from(buffer)));
            at += buffers.reduce((sum, buffer) => sum + buffer.length, 0);
          };
          const gatherer = new WriteGatherer({
            position,
            write: (buffers, start) => {
              assert.equal(start, at);
              if (!isAtOnce.next().value) return nextTurn().then(() => put(buffers));
              put(buffers);
              return null;
            },
            settled,
            onWritten: (range) => assert.equal(range.end, at),
          });
          let sent = 0;
          for (const step of actions) {
            if (step === 'drain') {
              await gatherer.drain();
              assert.equal(at, position + sent);
            } else {
              await gatherer.add(testBytes(1, sent, sent + step), nothing);
              sent += step;
            }
          }
          await gatherer.drain();
          assert.ok(Buffer.concat(file).equals(testBytes(1, 0, sent)));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('holds the sender back while the disk is behind', async () => {
    const gate = Promise.withResolvers<void>();
    const gatherer = new WriteGatherer({ position: 0, write: () => gate.promise, settled, onWritten: nothing });
    assert.equal(gatherer.add(Buffer.alloc(GATHER_BYTES), nothing), null);
    assert.equal(gatherer.add(Buffer.alloc(GATHER_BYTES - 1), nothing), null);
    const held = gatherer.add(Buffer.alloc(1), nothing);
    assert.notEqual(held, null);
    gate.resolve();
    await held;
    await gatherer.drain();
  });

  test('ends a write where it should, though more came in the same turn while it had to wait', async () => {
    const gate = Promise.withResolvers<void>();
    const writes: number[] = [];
    const write = (buffers: readonly Uint8Array[]): Promise<void> => {
      writes.push(buffers.reduce((sum, { length }) => sum + length, 0));
      return gate.promise;
    };
    const gatherer = new WriteGatherer({ position: 0, write, settled, onWritten: nothing });
    for (const length of [GATHER_BYTES, GATHER_BYTES - 16, 16, 48]) void gatherer.add(Buffer.alloc(length), nothing);
    gate.resolve();
    await gatherer.drain();
    assert.deepEqual(writes, [GATHER_BYTES, GATHER_BYTES, 48]);
  });

  test('tells when the memory of a chunk is free: after its write, not before', async () => {
    const gate = Promise.withResolvers<void>();
    const gatherer = new WriteGatherer({ position: 0, write: () => gate.promise, settled, onWritten: nothing });
    let free = false;
    void gatherer.add(Buffer.alloc(10), () => {
      free = true;
    });
    const drained = gatherer.drain();
    await nextTurn();
    assert.equal(free, false);
    gate.resolve();
    await drained;
    assert.equal(free, true);
  });

  for (const { code, given } of [
    { code: 'disk.full', given: ['written', 'gathered', 'late'] },
    { code: 'disk.stalled', given: ['gathered', 'late'] },
  ] as const) {
    test(`gives memory back after ${code}, and what the disk may still read when it is done with it`, async () => {
      const gate = Promise.withResolvers<void>();
      const wake = Promise.withResolvers<void>();
      const gatherer = new WriteGatherer({
        position: 0,
        write: () => gate.promise,
        settled: () => wake.promise,
        onWritten: nothing,
      });
      const free: string[] = [];
      void gatherer.add(Buffer.alloc(GATHER_BYTES), () => free.push('written'));
      void gatherer.add(Buffer.alloc(10), () => free.push('gathered'));
      gate.reject(new TransferError(code, 'disk'));
      await assert.rejects(gatherer.drain(), { code });
      await assert.rejects(gatherer.add(Buffer.alloc(10), () => free.push('late')) ?? Promise.resolve(), { code });
      assert.deepEqual(free, given);
      wake.resolve();
      await nextTurn();
      assert.deepEqual(free.toSorted(), ['gathered', 'late', 'written']);
    });
  }

  for (const way of ['later', 'at once'] as const) {
    test(`after a write that failed ${way} tells it to everyone and writes no more`, async () => {
      let writes = 0;
      const failure = new Error('disk');
      const gatherer = new WriteGatherer({
        position: 0,
        write: () => {
          writes += 1;
          if (way === 'at once') throw failure;
          return Promise.reject(failure);
        },
        settled,
        onWritten: () => assert.fail('nothing was written'),
      });
      assert.equal(gatherer.add(Buffer.alloc(GATHER_BYTES), nothing), null);
      await assert.rejects(gatherer.add(Buffer.alloc(GATHER_BYTES), nothing) ?? Promise.resolve(), failure);
      await assert.rejects(gatherer.drain(), failure);
      await assert.rejects(gatherer.drain(), failure);
      assert.equal(writes, 1);
    });
  }

  test('tells a write that failed just before the call', async () => {
    const { gatherer, underWay } = slowWriter();
    void gatherer.add(Buffer.alloc(GATHER_BYTES), nothing);
    const failure = new TransferError('disk.full', 'ENOSPC');
    underWay.get(0)?.reject(failure);
    await assert.rejects(gatherer.drain(), failure);
  });

  test('begins a write that is enough when the one before has ended, though nothing more comes', async () => {
    const gate = Promise.withResolvers<void>();
    const starts: number[] = [];
    const write = (_: unknown, position: number): Promise<void> => {
      starts.push(position);
      return gate.promise;
    };
    const gatherer = new WriteGatherer({ position: 0, write, settled, onWritten: nothing });
    void gatherer.add(Buffer.alloc(1000), nothing);
    const drained = gatherer.drain();
    assert.equal(gatherer.add(Buffer.alloc(GATHER_BYTES - 1000), nothing), null);
    assert.deepEqual(starts, [0]);
    gate.resolve();
    await drained;
    await nextTurn();
    assert.deepEqual(starts, [0, 1000]);
  });
});

describe('writes at once', () => {
  test('end where the position in the file is a whole block, whatever it began with, and give their memory back at once', () => {
    const writes: [start: number, bytes: number][] = [];
    let free = 0;
    const gatherer = new WriteGatherer({
      position: 3 * GATHER_BYTES + 1000,
      write: (buffers, start) => {
        writes.push([start, buffers.reduce((sum, { length }) => sum + length, 0)]);
        return null;
      },
      settled,
      onWritten: nothing,
    });
    const add = (bytes: number): void => {
      assert.equal(
        gatherer.add(Buffer.alloc(bytes), () => {
          free += bytes;
        }),
        null,
      );
    };
    add(1000);
    assert.deepEqual(writes, []);
    add(bytesToWriteEnd(3 * GATHER_BYTES + 2000));
    assert.deepEqual(writes, [[3 * GATHER_BYTES + 1000, GATHER_BYTES - 1000]]);
    assert.equal(free, GATHER_BYTES - 1000);
    add(bytesToWriteEnd(4 * GATHER_BYTES));
    assert.deepEqual(writes.at(-1), [4 * GATHER_BYTES, GATHER_BYTES]);
  });
});

/** Blocks that begin at a page of memory, of what a write holds; given back at the end. */
function pagedBlocks(count: number): Disposable & { readonly blocks: readonly Buffer[] } {
  const taken = Array.from({ length: count }, () => takePagedBlock()).filter((block) => block !== null);
  return {
    blocks: taken.map((block) => block.subarray(0, PAGED_BLOCK_BYTES)),
    [Symbol.dispose]: () => {
      for (const block of taken) returnPagedBlock(block);
    },
  };
}

/** A gatherer whose writes end when they are told to, in any order. */
function slowWriter(): {
  readonly gatherer: WriteGatherer;
  readonly underWay: Map<number, PromiseWithResolvers<void>>;
  readonly written: number[];
} {
  const underWay = new Map<number, PromiseWithResolvers<void>>();
  const written: number[] = [];
  const gatherer = new WriteGatherer({
    position: 0,
    write: (_, position) => {
      const write = Promise.withResolvers<void>();
      underWay.set(position / PAGED_BLOCK_BYTES, write);
      return write.promise;
    },
    settled,
    onWritten: ({ start }) => written.push(start / PAGED_BLOCK_BYTES),
  });
  return { gatherer, underWay, written };
}

describe('writes of whole pages', () => {
  test('run at once, a few of them, end in any order, and hold the sender back only when there are too many', async () => {
    using memory = pagedBlocks(5);
    const { gatherer, underWay, written } = slowWriter();
    const [last, ...first] = memory.blocks.toReversed();
    assert.ok(last);
    for (const block of first) assert.equal(gatherer.add(block, nothing), null);
    const held = gatherer.add(last, nothing);
    assert.notEqual(held, null);
    assert.deepEqual([...underWay.keys()], [0, 1, 2, 3]);
    underWay.get(2)?.resolve();
    await held;
    assert.deepEqual([...underWay.keys()], [0, 1, 2, 3, 4]);
    const drained = gatherer.drain();
    for (const at of [4, 0, 3, 1]) underWay.get(at)?.resolve();
    await drained;
    assert.deepEqual(new Set(written), new Set([0, 1, 2, 3, 4]));
  });

  test('of which one fails: the others are told as they are and waited for, and everything after it fails', async () => {
    using memory = pagedBlocks(4);
    const { gatherer, underWay, written } = slowWriter();
    const free: number[] = [];
    for (const [at, block] of memory.blocks.entries()) void gatherer.add(block, () => free.push(at));
    const drained = gatherer.drain();
    const failure = new TransferError('disk.full', 'ENOSPC');
    underWay.get(1)?.reject(failure);
    underWay.get(3)?.resolve();
    underWay.get(0)?.resolve();
    await nextTurn();
    assert.deepEqual(written, [3, 0]);
    assert.deepEqual(free, [1, 3, 0]);
    await assert.rejects(gatherer.add(Buffer.alloc(1), nothing) ?? Promise.resolve(), failure);
    assert.equal(await Promise.race([drained.catch(() => 'ended'), nextTurn('waits')]), 'waits');
    assert.deepEqual([...underWay.keys()], [0, 1, 2, 3]);
    underWay.get(2)?.resolve();
    await assert.rejects(drained, failure);
    await assert.rejects(gatherer.drain(), failure);
  });

  test('that were not begun when one failed are not told as written when the others end', async () => {
    using memory = pagedBlocks(6);
    const { gatherer, underWay, written } = slowWriter();
    for (const block of memory.blocks) void gatherer.add(block, nothing)?.catch(nothing);
    underWay.get(0)?.reject(new TransferError('disk.full', 'ENOSPC'));
    await nextTurn();
    for (const at of [1, 2, 3]) {
      underWay.get(at)?.resolve();
      await nextTurn();
    }
    assert.deepEqual(written, [1, 2, 3]);
    assert.deepEqual([...underWay.keys()], [0, 1, 2, 3]);
  });

  test('end before one that goes through the page cache begins', async () => {
    using memory = pagedBlocks(1);
    const [block] = memory.blocks;
    assert.ok(block);
    const { gatherer, underWay } = slowWriter();
    assert.equal(gatherer.add(block, nothing), null);
    const held = gatherer.add(Buffer.alloc(GATHER_BYTES), nothing);
    assert.deepEqual([...underWay.keys()], [0]);
    underWay.get(0)?.resolve();
    await held;
    assert.deepEqual([...underWay.keys()], [0, 1]);
    underWay.get(1)?.resolve();
    await gatherer.drain();
  });
});
