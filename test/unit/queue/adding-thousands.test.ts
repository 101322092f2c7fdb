import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callInputs } from '../../../shared/contract.ts';
import type { DownloadId } from '../../../shared/download.ts';
import type { NewDownload } from '../../../shared/new-download.ts';
import { QueueBench } from '../../support/queue-bench.ts';

/** Three steps and a half. */
const LINKS = 3500;

function wishes(count = LINKS, host = 'example.org'): NewDownload[] {
  const downloads = Array.from({ length: count }, (_, index) => ({ url: `https://${host}/${index}.bin` }));
  return callInputs['downloads.add'].parse({ downloads }).downloads;
}

function count(bench: QueueBench): number {
  return [...bench.queue.ids()].length;
}

/** Lets turns of the event loop pass until so many are on the list, or as many rows saved. */
async function turnsUntil(bench: QueueBench, isSo: () => boolean): Promise<number> {
  let turns = 0;
  for (; !isSo() && turns < 1000; turns += 1) await bench.turns(1);
  assert.ok(isSo());
  return turns;
}

describe('thousands of links that are added at once', () => {
  test('are saved and taken in a thousand in a turn of the loop; nothing starts before the last', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 3 });
    const counts: number[] = [];
    const saved: number[] = [];
    const ends: string[] = [];
    const adding = bench.queue.additions.addMany(wishes(), { paused: false }).finally(() => ends.push('over'));
    while (ends.length === 0) {
      saved.push(bench.rowCount());
      counts.push(count(bench));
      assert.equal(bench.engine.startedIds().length, 0);
      await bench.turns(1);
    }
    assert.deepEqual([...new Set(saved)], [0, 1000, 2000, 3000, 3500]);
    assert.deepEqual([...new Set(counts)], [0, 1000, 2000, 3000]);
    const { ids } = await adding;
    assert.equal(count(bench), LINKS);
    const [first] = ids;
    assert.ok(first !== undefined && first !== null);
    await bench.started(first);
    assert.deepEqual(bench.engine.startedIds(), ids.slice(0, 3));
    assert.deepEqual(bench.queue.inOrder(), ids);
    assert.equal(bench.storedAll().length, LINKS);
  });

  test('of which some are none: the ids stand in the places of their links', async () => {
    await using bench = await QueueBench.start();
    const given = wishes().map((wish, index) => (index % 1000 === 7 ? { ...wish, url: 'ftp://no' } : wish));
    const { ids, refused } = await bench.queue.additions.addMany(given, { paused: true });
    assert.equal(refused.length, 4);
    for (const [index, id] of ids.entries()) {
      if (index % 1000 === 7) assert.equal(id, null);
      else assert.equal(bench.queue.get(id ?? (0 as DownloadId))?.url, given[index]?.url);
    }
  });

  test('let others work in between: what is added meanwhile is there, and what is asked for is done', async () => {
    await using bench = await QueueBench.start();
    const [before] = bench.add('https://example.org/before');
    assert.ok(before !== undefined);
    const adding = bench.queue.additions.addMany(wishes(), { paused: true });
    await turnsUntil(bench, () => bench.rowCount() > 1);
    assert.equal(bench.queue.commands.pause([before]), 1);
    const [meanwhile] = bench.add('https://example.org/meanwhile');
    const also = bench.queue.additions.addMany(wishes(2000, 'other.example'), { paused: true });
    assert.ok(meanwhile !== undefined);
    assert.deepEqual([...bench.queue.ids()], [before, meanwhile]);
    const all = [...(await adding).ids, ...(await also).ids];
    assert.equal(new Set(all).size, LINKS + 2000);
    assert.equal(count(bench), LINKS + 2002);
    assert.deepEqual(new Set(bench.storedAll().map(({ id }) => id)), new Set(bench.queue.ids()));
  });

  test('are none of them on the list after a crash while they are saved', async () => {
    await using bench = await QueueBench.start();
    const cutShort = bench.queue.additions.addMany(wishes(), { paused: true });
    await turnsUntil(bench, () => bench.rowCount() >= 2000);
    await bench.crash();
    await assert.rejects(cutShort);
    assert.equal(count(bench), 0);
    assert.equal(bench.rowCount(), 0);
  });

  test('are all of them on the list after a crash while they are taken in', async () => {
    await using bench = await QueueBench.start();
    const cutShort = bench.queue.additions.addMany(wishes(), { paused: true });
    await turnsUntil(bench, () => count(bench) > 0);
    assert.ok(count(bench) < LINKS);
    await bench.crash();
    await cutShort.catch(() => {});
    assert.equal(count(bench), LINKS);
  });

  test('that cannot all be saved are not added, and can be added again', async () => {
    await using bench = await QueueBench.start();
    const refused = assert.rejects(bench.queue.additions.addMany(wishes(), { paused: true }), { name: 'StoreError' });
    await turnsUntil(bench, () => bench.rowCount() >= 1000);
    bench.refuseWrites(true);
    await refused;
    bench.refuseWrites(false);
    assert.equal(count(bench), 0);
    assert.equal(bench.storedAll().length, 0);
    const { ids } = await bench.queue.additions.addMany(wishes(), { paused: true });
    assert.deepEqual([...bench.queue.ids()], ids);
    await bench.crash();
    assert.equal(bench.rowCount(), LINKS, 'what was saved of the first is forgotten');
  });

  test('are not added when Sluice ends before all are saved', async () => {
    await using bench = await QueueBench.start();
    const refused = assert.rejects(bench.queue.additions.addMany(wishes(), { paused: true }), { name: 'StoreError' });
    await turnsUntil(bench, () => bench.rowCount() >= 1000);
    await bench.queue.close();
    await refused;
    await bench.restart();
    assert.equal(count(bench), 0);
  });

  test('cannot be brought back like removed ones before they are there', async () => {
    await using bench = await QueueBench.start();
    const adding = bench.queue.additions.addMany(wishes(), { paused: true });
    await turnsUntil(bench, () => bench.rowCount() >= 2000);
    assert.deepEqual(await bench.queue.removed.undo([1 as DownloadId, 2 as DownloadId]), []);
    assert.equal((await adding).ids.length, LINKS);
    assert.equal(count(bench), LINKS);
  });
});
