import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { QueueOrder } from '../../../main/queue/queue-order.ts';
import { PRIORITIES, toDownloadId, type DownloadId, type Priority } from '../../../shared/download.ts';
import type { QueueMove } from '../../../shared/contract.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

type Model = { readonly order: QueueOrder; readonly rows: Map<DownloadId, ReturnType<typeof sampleDownload>> };

function queueOf(priorities: readonly Priority[]): Model {
  const rows: Model['rows'] = new Map();
  const order = new QueueOrder(() => rows.values());
  priorities.forEach((priority, index) => {
    const row = sampleDownload(index + 1, { priority, position: order.nextPosition() });
    rows.set(row.id, row);
    order.follow(row.id, row);
  });
  return { order, rows };
}

/** Moves, and stores what changed as the table does: one after the other, and none of them passes another on the way. */
function move({ order, rows }: Model, ids: readonly number[], to: QueueMove): readonly number[] {
  const before = order.all();
  for (const {
    to: { id, priority, position },
  } of order.plan(ids.map(toDownloadId), to).changes) {
    const row = rows.get(id);
    assert.ok(row !== undefined);
    const changed = { ...row, priority, position };
    rows.set(id, changed);
    order.follow(id, changed);
    for (const isMoved of [true, false]) {
      const own = (all: readonly DownloadId[]): DownloadId[] => all.filter((one) => ids.includes(one) === isMoved);
      assert.deepEqual(own(order.all()), own(before));
    }
  }
  return order.all();
}

/** What the moves mean, on a plain list. */
function expected(list: readonly number[], ids: ReadonlySet<number>, to: QueueMove): readonly number[] {
  const moved = list.filter((id) => ids.has(id));
  const others = list.filter((id) => !ids.has(id));
  switch (to.kind) {
    case 'top':
      return [...moved, ...others];
    case 'bottom':
      return [...others, ...moved];
    case 'before':
    case 'behind': {
      const at = others.indexOf(to.id) + (to.kind === 'behind' ? 1 : 0);
      return ids.has(to.id) ? list : [...others.slice(0, at), ...moved, ...others.slice(at)];
    }
    case 'up':
    case 'down': {
      const line = to.kind === 'up' ? [...list] : list.toReversed();
      for (let index = 1; index < line.length; index += 1) {
        const [before, own] = [line[index - 1], line[index]];
        if (before === undefined || own === undefined || !ids.has(own) || ids.has(before)) continue;
        line[index - 1] = own;
        line[index] = before;
      }
      return to.kind === 'up' ? line : line.toReversed();
    }
  }
}

const COUNT = 7;
const anId = fc.integer({ min: 1, max: COUNT });
const aMove: fc.Arbitrary<QueueMove> = fc.oneof(
  fc.constantFrom<QueueMove>({ kind: 'up' }, { kind: 'down' }, { kind: 'top' }, { kind: 'bottom' }),
  fc.record({ kind: fc.constantFrom('before', 'behind'), id: anId.map(toDownloadId) }),
);
const moves = fc.array(fc.record({ ids: fc.uniqueArray(anId, { minLength: 1 }), to: aMove }), { maxLength: 40 });

describe('the order of the queue', () => {
  test('moves do on places what they do on a list, however often', () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const model = queueOf(Array.from({ length: COUNT }, () => 'normal' as const));
        let list: readonly number[] = model.order.all();
        for (const { ids, to } of steps) {
          list = expected(list, new Set(ids), to);
          assert.deepEqual(move(model, ids, to), list);
        }
      }),
    );
  });

  test('stays in step with the rows among priorities: whoever loads them finds the same order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PRIORITIES), { minLength: COUNT, maxLength: COUNT }),
        moves,
        (all, steps) => {
          const model = queueOf(all);
          for (const { ids, to } of steps) move(model, ids, to);
          const loaded = new QueueOrder(() => model.rows.values());
          model.rows.forEach((row) => loaded.follow(row.id, row));
          assert.deepEqual(loaded.all(), model.order.all());
          const ranks = loaded.all().map((id) => PRIORITIES.indexOf(model.rows.get(id)?.priority ?? 'low'));
          assert.deepEqual(
            ranks,
            ranks.toSorted((a, b) => a - b),
          );
        },
      ),
    );
  });

  test('a thousand moves into the same gap leave room for another', () => {
    const model = queueOf(['normal', 'normal', 'normal', 'normal']);
    for (let round = 0; round < 1000; round += 1) {
      assert.deepEqual(move(model, [3], { kind: 'behind', id: toDownloadId(1) }), [1, 3, 2, 4]);
      assert.deepEqual(move(model, [2], { kind: 'behind', id: toDownloadId(1) }), [1, 2, 3, 4]);
    }
  });

  test('one that comes among others of another priority takes on theirs', () => {
    const model = queueOf(['high', 'high', 'normal']);
    assert.deepEqual(move(model, [3], { kind: 'before', id: toDownloadId(2) }), [1, 3, 2]);
    assert.equal(model.rows.get(toDownloadId(3))?.priority, 'high');
    assert.deepEqual(move(model, [2], { kind: 'down' }), [1, 3, 2]);
  });

  test('a step of many that stand together is one place, and one of each that stand apart', () => {
    const model = queueOf(Array.from({ length: 300 }, () => 'normal' as const));
    const together = Array.from({ length: 200 }, (_, index) => toDownloadId(index + 50));
    for (const kind of ['up', 'down'] as const) {
      const { changes, moved } = model.order.plan(together, { kind });
      assert.deepEqual([changes.length, moved], [1, 200]);
    }
    const apart = together.filter((id) => id % 2 === 0);
    assert.deepEqual(model.order.plan(apart, { kind: 'up' }).changes.length, apart.length);
  });

  test('is made in parts, and follows what changes between them', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => sampleDownload(index + 1, { position: index + 1 }));
    let reads = 0;
    const order = new QueueOrder(function* () {
      for (const row of rows) {
        reads += 1;
        yield row;
      }
    });
    assert.equal(order.make(), false);
    assert.ok(reads <= 2000, `${reads} rows were read in one part`);
    const [first, last] = [toDownloadId(1), toDownloadId(5000)];
    order.follow(first, sampleDownload(1, { position: 6000 }));
    order.follow(last, null);
    rows.pop();
    while (!order.make());
    assert.deepEqual(order.all(), [...rows.slice(1).map(({ id }) => id), first]);
  });

  test('what has ended has no place', () => {
    const model = queueOf(['normal', 'normal']);
    assert.deepEqual(model.order.all(), [1, 2]);
    model.order.follow(toDownloadId(1), sampleDownload(1, { state: { kind: 'completed', atMs: 1 }, position: 1 }));
    assert.deepEqual(model.order.plan([toDownloadId(1)], { kind: 'bottom' }), { changes: [], moved: 0 });
    assert.deepEqual(move(model, [1], { kind: 'top' }), [2]);
  });
});
