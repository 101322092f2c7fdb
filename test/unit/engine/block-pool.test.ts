import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockPool, type Block } from '../../../main/engine/block-pool.ts';

test('no slice changes before it was given back, whatever the order of reads and returns', () => {
  type Held = { readonly slice: Buffer; readonly done: () => void; readonly mark: number };
  const step = fc.oneof(fc.integer({ min: 1, max: 600_000 }), fc.constant('return' as const));
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
        if (block.room === null) {
          block.close();
          block = pool.open();
        }
        const length = Math.min(action, block.room?.length ?? 0);
        mark = (mark + 1) % 256;
        block.room?.fill(mark, 0, length);
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
  const memory = first.room?.buffer;
  const { done } = first.take(first.room?.length ?? 0);
  first.close();
  assert.notEqual(pool.open().room?.buffer, memory);
  done();
  assert.equal(pool.open().room?.buffer, memory);
});
