import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockPool, type Block } from '../../../main/engine/block-pool.ts';

test('no slice changes before it was given back, whatever the order of reads and returns', () => {
  type Held = { readonly slice: Buffer; readonly done: () => void; readonly mark: number };
  const most = fc.oneof(fc.integer({ min: 1, max: 512 * 1024 }), fc.constant(Infinity));
  const step = fc.oneof(
    fc.record({ most, read: fc.integer({ min: 1, max: 600_000 }) }),
    fc.constant('return' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, choices) => {
      const pool = new BlockPool();
      let block: Block = pool.open();
      const held: Held[] = [];
      let mark = 0;
      for (const action of steps) {
        if (action === 'return') {
          const index = choices.next().value % Math.max(1, held.length);
          held.splice(index, 1)[0]?.done();
          continue;
        }
        let room = block.room(action.most);
        if (room === null) {
          block.close();
          block = pool.open();
          room = block.room(action.most);
        }
        assert.ok(room !== null && room.length > 0 && room.length <= action.most);
        const length = Math.min(action.read, room.length);
        mark = (mark + 1) % 256;
        room.fill(mark, 0, length);
        held.push({ ...block.take(length), mark });
        for (const { slice, mark: expected } of held) {
          assert.ok(slice[0] === expected && slice.at(-1) === expected);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a block that was read full and given back is used again', () => {
  const pool = new BlockPool();
  const first = pool.open();
  const room = first.room(Infinity);
  const { done } = first.take(room?.length ?? 0);
  first.close();
  assert.notEqual(pool.open().room(Infinity)?.buffer, room?.buffer);
  done();
  assert.equal(pool.open().room(Infinity)?.buffer, room?.buffer);
});

test('a block whose slices were all given back begins again at its start; one that is still written does not', () => {
  const block = new BlockPool().open();
  const room = block.room(Infinity);
  const [one, two] = [block.take(100), block.take(100)];
  one.done();
  assert.equal(block.room(Infinity)?.byteOffset, (room?.byteOffset ?? 0) + 200);
  two.done();
  assert.equal(block.room(Infinity)?.byteOffset, room?.byteOffset);
});

test('a block that has no room for all that may come is full', () => {
  const block = new BlockPool().open();
  const bytes = block.room(Infinity)?.length ?? 0;
  block.take(bytes - 1000);
  assert.equal(block.room(1000)?.length, 1000);
  assert.equal(block.room(1001), null);
  assert.equal(block.room(Infinity), null);
});
