import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const ROWS = 1200;

/** A queue of paused downloads, and how many rows each of its writes has changed since then. */
async function longQueue(): Promise<{ bench: QueueBench; ids: readonly DownloadId[]; written: number[] }> {
  const bench = await QueueBench.start();
  const urls = Array.from({ length: ROWS }, (_, index) => ({ url: `https://h${index}.example.org/file.zip` }));
  const ids = bench.addAll(urls, true);
  const written: number[] = [];
  bench.onWrite = ({ changed }) => written.push(changed.length);
  return { bench, ids, written };
}

test('a few are moved before anything starts', async () => {
  await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
  const [, second = assert.fail()] = bench.add('https://a.example/1', 'https://a.example/2');
  void bench.queue.moves.move([second], { kind: 'top' });
  await bench.started(second);
  assert.deepEqual(bench.engine.startedIds(), [second]);
});

describe('moving many in the queue', () => {
  test('takes steps that are committed one by one', async () => {
    const { bench: owned, ids, written } = await longQueue();
    await using bench = owned;
    const moved = ids.slice(300, 1000);
    const changed = await bench.queue.moves.move(moved, { kind: 'top' });
    assert.equal(changed, 700);
    assert.deepEqual(written, [250, 250, 200]);
    assert.deepEqual(bench.queue.inOrder(), [...moved, ...ids.slice(0, 300), ...ids.slice(1000)]);
  });

  test('is planned in a turn of its own, after the one in which it was asked for and before the first step', async () => {
    const { bench: owned, ids, written } = await longQueue();
    await using bench = owned;
    const stepsAfter: number[] = [];
    const ends: string[] = [];
    const moving = bench.queue.moves.move(ids.slice(900), { kind: 'top' }).finally(() => ends.push('over'));
    while (ends.length === 0) {
      await bench.turns(1);
      stepsAfter.push(written.length);
    }
    await moving;
    assert.equal(stepsAfter.filter((steps) => steps === 0).length, 2);
    assert.equal(written.length, 2);
  });

  test('that a crash cuts short leaves everyone on the list, and nobody has passed another of his own', async () => {
    const { bench: owned, ids, written } = await longQueue();
    await using bench = owned;
    const moved = ids.slice(300, 1000);
    const cutShort = bench.queue.moves.move(moved, { kind: 'before', id: ids[10] ?? moved[0] ?? (0 as DownloadId) });
    while (written.length === 0) await bench.turns(1);
    await bench.crash();
    await cutShort.catch(() => {});
    const order = bench.queue.inOrder();
    const isMoved = new Set(moved);
    assert.deepEqual(
      order.filter((id) => isMoved.has(id)),
      moved,
    );
    assert.deepEqual(
      order.filter((id) => !isMoved.has(id)),
      ids.filter((id) => !isMoved.has(id)),
    );
    // Some went, and not all.
    assert.deepEqual(order.slice(10, 260), moved.slice(0, 250));
    assert.notDeepEqual(order.slice(10, 710), moved);
  });

  test('one after the other when two are asked for at once', async () => {
    const { bench: owned, ids } = await longQueue();
    await using bench = owned;
    const [first, second] = [ids.slice(0, 600), ids.slice(300, 900)];
    await Promise.all([
      bench.queue.moves.move(first, { kind: 'bottom' }),
      bench.queue.moves.move(second, { kind: 'top' }),
    ]);
    const others = [...ids.slice(900), ...ids.slice(0, 300)];
    assert.deepEqual(bench.queue.inOrder(), [...ids.slice(600, 900), ...ids.slice(300, 600), ...others]);
  });

  test('leaves whom someone else gave another place meanwhile', async () => {
    const { bench: owned, ids, written } = await longQueue();
    await using bench = owned;
    const [last] = ids.slice(-1);
    assert.ok(last !== undefined);
    const moving = bench.queue.moves.move(ids.slice(300), { kind: 'top' });
    while (written.length === 0) await bench.turns(1);
    bench.queue.commands.setPriority([last], 'high');
    await moving;
    assert.equal(bench.queue.get(last)?.priority, 'high');
    assert.equal(bench.queue.get(last)?.position, ROWS);
  });

  test('that cannot be saved says so; what was saved stays', async () => {
    const { bench: owned, ids, written } = await longQueue();
    await using bench = owned;
    const moving = bench.queue.moves.move(ids.slice(300), { kind: 'top' });
    const refused = assert.rejects(moving);
    while (written.length === 0) await bench.turns(1);
    bench.refuseWrites(true);
    await refused;
    bench.refuseWrites(false);
    assert.deepEqual(bench.queue.inOrder().slice(0, 250), ids.slice(300, 550));
    assert.equal(await bench.queue.moves.move(ids.slice(0, 1), { kind: 'bottom' }), 1, 'the next one works');
  });
});
