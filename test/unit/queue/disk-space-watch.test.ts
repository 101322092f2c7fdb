import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { until } from '../../support/until.ts';

const MIB = 2 ** 20;

function addTo(bench: QueueBench, directory: string, count: number): DownloadId[] {
  return bench.addAll(
    Array.from({ length: count }, (_, index) => ({ url: `https://example.org/${index}.bin`, directory })),
  );
}

function tellSize(bench: QueueBench, id: DownloadId, sizeBytes: number): void {
  const { run } = bench.engine.lastStart(id);
  bench.engine.tell({ kind: 'probed', id, run, facts: { ...PLAIN_FACTS, sizeBytes } });
}

async function starts(bench: QueueBench, id: DownloadId): Promise<void> {
  await until(() => bench.engine.startedIds().includes(id), `${id} to start`);
}

function stateOf(bench: QueueBench, id: DownloadId): string {
  return bench.queue.get(id)?.state.kind ?? 'gone';
}

describe('a disk without room', { skip: noSmallDisk }, () => {
  test('is noticed before the first byte, and the download goes on by itself when there is room', async () => {
    using disk = mountSmallDisk(4);
    await using bench = await QueueBench.start();
    const idle = bench.clock.pendingTimers;
    const [id = assert.fail()] = addTo(bench, disk.path, 1);
    await starts(bench, id);
    tellSize(bench, id, 5 * MIB);
    await bench.reaches(id, 'blocked');
    const state = bench.queue.get(id)?.state;
    assert.ok(state?.kind === 'blocked' && state.failure.code === 'disk.full');
    assert.match(state.failure.detail, /5242880 bytes to come/u);
    assert.ok(!bench.engine.commands.some(({ kind }) => kind === 'destination'));

    bench.clock.advance(10_000);
    await until(() => bench.clock.pendingTimers > idle, 'the next look to be planned');
    assert.equal(stateOf(bench, id), 'blocked');
    disk.grow(20);
    bench.clock.advance(10_000);
    await until(() => stateOf(bench, id) === 'probing', 'it to start again');
    tellSize(bench, id, 5 * MIB);
    await bench.reaches(id, 'downloading');
    bench.clock.advance(10_000);
    assert.equal(bench.clock.pendingTimers, idle);
  });

  test('what runs already is spoken for: the second of two files that fit alone waits', async () => {
    using disk = mountSmallDisk(10);
    await using bench = await QueueBench.start();
    const [first = assert.fail(), second = assert.fail()] = addTo(bench, disk.path, 2);
    await starts(bench, second);
    tellSize(bench, first, 6 * MIB);
    await bench.reaches(first, 'downloading');
    tellSize(bench, second, 6 * MIB);
    await bench.reaches(second, 'blocked');
    assert.equal(stateOf(bench, first), 'downloading');
  });

  test('a failed write asks one question for the volume: the others wait and all go on together', async () => {
    using disk = mountSmallDisk(10);
    await using bench = await QueueBench.start({ maxActiveDownloads: 10, maxActivePerHost: 10 });
    const [elsewhere = assert.fail()] = bench.add('https://example.org/elsewhere.bin');
    const ids = addTo(bench, disk.path, 4);
    const [a = assert.fail(), b = assert.fail(), c = assert.fail(), late = assert.fail()] = ids;
    await starts(bench, late);
    for (const id of [elsewhere, a, b, c, late]) tellSize(bench, id, MIB);
    for (const id of [elsewhere, a, b, c, late]) await bench.reaches(id, 'downloading');
    disk.fill();
    bench.fail(b, bench.engine.lastStart(b).run, 'disk.full');
    await bench.reaches(b, 'blocked');
    for (const id of [a, c, late]) {
      const { run } = bench.engine.lastStart(id);
      await until(
        () => bench.engine.commands.some((command) => command.kind === 'stop' && command.id === id),
        `${id} to be let go of`,
      );
      // One of them meets the wall itself before it hears of it.
      if (id === c) bench.fail(id, run, 'disk.full');
      else bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    }
    for (const id of [a, c, late]) await until(() => stateOf(bench, id) === 'queued', `${id} to wait`);
    const [added = assert.fail()] = addTo(bench, disk.path, 1);
    await nextTurn();
    await nextTurn();
    assert.equal(stateOf(bench, added), 'queued');
    assert.equal(stateOf(bench, elsewhere), 'downloading');

    disk.grow(40);
    bench.clock.advance(10_000);
    for (const id of [a, b, c, late])
      await until(() => stateOf(bench, id) !== 'queued' && stateOf(bench, id) !== 'blocked', `${id} to go on`);
  });

  test('when the one that asks is taken off the list, the next one tries', async () => {
    using disk = mountSmallDisk(4);
    await using bench = await QueueBench.start();
    const [first = assert.fail(), second = assert.fail()] = addTo(bench, disk.path, 2);
    await starts(bench, second);
    tellSize(bench, first, 5 * MIB);
    await bench.reaches(first, 'blocked');
    tellSize(bench, second, 5 * MIB);
    await until(() => stateOf(bench, second) === 'queued', 'the second to wait without a question');
    assert.deepEqual(bench.queue.waitReasonOf(bench.queue.get(second) ?? assert.fail()), { kind: 'disk' });
    bench.queue.commands.remove([first], { deleteFiles: true });
    await until(() => bench.engine.lastStart(second).run > 2, 'the second to try');
    tellSize(bench, second, 5 * MIB);
    await bench.reaches(second, 'blocked');
  });

  test('a question from before a restart is still watched', async () => {
    using disk = mountSmallDisk(4);
    await using bench = await QueueBench.start();
    const [id = assert.fail()] = addTo(bench, disk.path, 1);
    await starts(bench, id);
    tellSize(bench, id, 5 * MIB);
    await bench.reaches(id, 'blocked');
    await until(() => bench.stored(id).state.kind === 'blocked', 'the question to be committed');
    await bench.crash();
    assert.equal(stateOf(bench, id), 'blocked');
    disk.grow(20);
    bench.clock.advance(10_000);
    await until(() => stateOf(bench, id) === 'probing', 'it to go on');
  });

  test('what the full disk of the list could not take is asked for again by itself', async () => {
    await using bench = await QueueBench.start();
    const [id = assert.fail(), other = assert.fail()] = bench.add('https://example.org/a', 'https://example.org/b');
    await bench.toDownloading(other);
    await bench.toDownloading(id);
    const failure = { code: 'disk.full', detail: 'database: full' } as const;
    const { run } = bench.engine.lastStart(id);
    bench.engine.tell({ kind: 'failed', id, run, failure, retryAfterMs: null, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'blocked');
    assert.equal(stateOf(bench, other), 'downloading');
    bench.clock.advance(10_000);
    await until(() => bench.engine.lastStart(id).run !== run, 'it to go on');
  });

  test('a quota is not seen in the free space, so it waits for the user', async () => {
    await using bench = await QueueBench.start();
    const [id = assert.fail()] = bench.add('https://example.org/a.bin');
    const { run } = await bench.toDownloading(id);
    bench.engine.tell({
      kind: 'failed',
      id,
      run,
      failure: { code: 'disk.full', detail: 'EDQUOT' },
      retryAfterMs: null,
      durable: [],
      stamp: null,
      blocks: [],
    });
    await bench.reaches(id, 'blocked');
    bench.clock.advance(60_000);
    await nextTurn();
    assert.equal(stateOf(bench, id), 'blocked');
  });
});
