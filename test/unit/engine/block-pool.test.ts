import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockPool, type Block } from '../../../main/engine/block-pool.ts';
import { liesInPages, PAGED_BLOCK_BYTES } from '../../../main/engine/page-memory.ts';

test('a slice is what was read since the last one, and does not change before it was given back, whatever the order', () => {
  const most = fc.oneof(fc.integer({ min: 1, max: 512 * 1024 }), fc.constant(Infinity));
  const step = fc.oneof(
    fc.record({ most, read: fc.integer({ min: 1, max: 600_000 }), isTaken: fc.boolean() }),
    fc.constant('return' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, choices) => {
      const pool = new BlockPool();
      let block: Block = pool.open();
      const held: { readonly slice: Buffer; readonly done: () => void; readonly expected: Buffer }[] = [];
      let untaken: Buffer[] = [];
      const take = (): void => {
        if (block.hasUntaken) held.push({ ...block.take(), expected: Buffer.concat(untaken) });
        untaken = [];
      };
      for (const [index, action] of steps.entries()) {
        if (action === 'return') {
          const returned = choices.next().value % Math.max(1, held.length);
          held.splice(returned, 1)[0]?.done();
          continue;
        }
        let room = block.room(action.most);
        if (room === null) {
          take();
          block.close();
          block = pool.open();
          room = block.room(action.most);
        }
        assert.ok(room !== null && room.length > 0 && room.length <= action.most);
        const length = Math.min(action.read, room.length);
        room.fill(index + 1, 0, length);
        block.noteRead(length);
        untaken.push(Buffer.alloc(length, index + 1));
        if (action.isTaken) take();
        for (const { slice, expected } of held) assert.ok(slice.equals(expected));
      }
    }),
    { numRuns: 50 },
  );
});

test('a block that was read full and given back is used again', () => {
  const pool = new BlockPool();
  const first = pool.open();
  const room = first.room(Infinity);
  first.noteRead(room?.length ?? 0);
  const { done } = first.take();
  first.close();
  assert.notEqual(pool.open().room(Infinity)?.buffer, room?.buffer);
  done();
  assert.equal(pool.open().room(Infinity)?.buffer, room?.buffer);
});

test('a block whose slices were all given back begins again at its start; one that is still written does not', () => {
  const block = new BlockPool().open();
  const room = block.room(Infinity);
  block.noteRead(100);
  const one = block.take();
  block.noteRead(100);
  one.done();
  assert.equal(block.room(Infinity)?.byteOffset, (room?.byteOffset ?? 0) + 200, 'what was not taken is still needed');
  const two = block.take();
  assert.equal(block.room(Infinity)?.byteOffset, (room?.byteOffset ?? 0) + 200);
  two.done();
  assert.equal(block.room(Infinity)?.byteOffset, room?.byteOffset);
});

test('a block that has no room for all that may come is full', () => {
  const block = new BlockPool().open();
  const bytes = block.room(512 * 1024 + 1)?.length ?? 0;
  block.noteRead(bytes - 1000);
  block.take();
  assert.equal(block.room(1000)?.length, 1000);
  assert.equal(block.room(1001), null);
  assert.equal(block.room(Infinity), null);
});

/** Where the next byte lies. */
function room(block: Block, blockOffset: number | null): Buffer {
  const place = block.room(Infinity, blockOffset);
  assert.ok(place);
  return place;
}

test('in a block that begins at a page each byte lies where it lies in the file, also when it begins again', () => {
  const pool = new BlockPool();
  const position = 7 * PAGED_BLOCK_BYTES + 300_001;
  const block = pool.open(300_001);
  assert.ok(liesInPages(room(block, 300_001), position));
  assert.ok(!liesInPages(room(block, 300_001), position + 1));
  block.noteRead(1000);
  const first = block.take();
  assert.ok(liesInPages(room(block, 301_001), position + 1000));
  first.done();
  // All of it was given back.
  assert.ok(liesInPages(room(block, 20), 20));
  assert.equal(block.room(Infinity, null), null, 'of these there are few');
  block.close();
  assert.equal(liesInPages(room(pool.open(), null), 0), false);
});

test('when all blocks that begin at a page are in use there are others, and when one is free again it is wanted', () => {
  const pool = new BlockPool();
  const blocks: Block[] = [];
  let block = pool.open(0);
  while (liesInPages(room(block, 0), 0)) {
    blocks.push(block);
    block = pool.open(0);
  }
  assert.equal(blocks.length, 8);
  assert.ok(room(block, 0).length > 0);
  blocks.pop()?.close();
  assert.equal(block.room(Infinity, 0), null);
  for (const each of blocks) each.close();
});

test('a block that begins at a page takes as much as there is; another one no more than one write', () => {
  const pool = new BlockPool();
  const paged = pool.open(0);
  assert.equal(paged.room(PAGED_BLOCK_BYTES, 0)?.length, PAGED_BLOCK_BYTES);
  assert.equal(paged.room(PAGED_BLOCK_BYTES + 1, 0)?.length, PAGED_BLOCK_BYTES + 1, 'a byte behind the end is noticed');
  paged.close();
  assert.equal(pool.open().room(PAGED_BLOCK_BYTES)?.length, 512 * 1024);
});
