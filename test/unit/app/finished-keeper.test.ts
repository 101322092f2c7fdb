import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FinishedKeeper } from '../../../main/app/finished-keeper.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function keeperOf(bench: QueueBench): FinishedKeeper {
  return new FinishedKeeper({ queue: bench.queue, history: bench.history(), clock: bench.clock });
}

/** A finished download, by its file's name. */
async function finish(bench: QueueBench, name: string): Promise<DownloadId> {
  const [id] = bench.addAll([{ url: `http://a.example/${name}`, name }]) as [DownloadId];
  await bench.finish(id);
  return id;
}

const listed = (bench: QueueBench): number[] => [...bench.queue.all()].map(({ id }) => id);

describe('finished downloads that are kept for some days', () => {
  test('leave the list and the history when they are that old, within an hour; their files stay, others stay', async () => {
    await using bench = await QueueBench.start({ finishedKeptDays: 2 });
    const old = await finish(bench, 'old.bin');
    bench.clock.advance(DAY_MS);
    await bench.turns(2);
    const young = await finish(bench, 'young.bin');
    const [waiting] = bench.addAll([{ url: 'http://a.example/w' }], true) as [DownloadId];
    using keeper = keeperOf(bench);
    keeper.look();
    await bench.turns(2);
    bench.clock.advance(DAY_MS - HOUR_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), [old, young, waiting]);
    bench.clock.advance(2 * HOUR_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), [young, waiting]);
    assert.equal(bench.historyPaths().length, 1);
    bench.clock.advance(30 * DAY_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), [waiting]);
    assert.deepEqual(bench.historyPaths(), []);
    assert.deepEqual(bench.files(), ['old.bin', 'young.bin']);
    assert.deepEqual(await bench.queue.removed.undo([old, young]), [], 'it is forgotten for good');
  });

  test('stay for ever without the setting; with it from the moment it is chosen, and no clock runs without it', async () => {
    await using bench = await QueueBench.start({ finishedKeptDays: 0 });
    const id = await finish(bench, 'a.bin');
    using keeper = keeperOf(bench);
    keeper.look();
    await bench.turns(2);
    const timers = bench.clock.pendingTimers;
    bench.clock.advance(400 * DAY_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), [id]);
    bench.queue.changeSettings({ finishedKeptDays: 365 });
    await bench.turns(2);
    assert.deepEqual(listed(bench), []);
    assert.deepEqual(bench.files(), ['a.bin']);
    bench.queue.changeSettings({ finishedKeptDays: 0 });
    assert.equal(bench.clock.pendingTimers, timers);
  });

  test('a wall clock that is set back removes nothing; one that is set on removes what is old by it', async () => {
    await using bench = await QueueBench.start({ finishedKeptDays: 1 });
    const id = await finish(bench, 'a.bin');
    using keeper = keeperOf(bench);
    keeper.look();
    await bench.turns(2);
    bench.clock.jump(-10 * DAY_MS);
    await bench.turns(2);
    bench.clock.advance(DAY_MS + HOUR_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), [id]);
    bench.clock.jump(10 * DAY_MS);
    await bench.turns(2);
    bench.clock.advance(HOUR_MS);
    await bench.turns(2);
    assert.deepEqual(listed(bench), []);
    assert.deepEqual(bench.files(), ['a.bin']);
  });
});
