import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const NO_RANGES = { ...PLAIN_FACTS, acceptsRanges: false };

function urls(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `https://h${index}.example.org/file.zip`);
}

/** The parts of a limit that a download was given, in order. */
function weightsOf({ engine }: QueueBench, id: DownloadId): number[] {
  return engine.commands.flatMap((command) => {
    if (command.kind === 'start' && command.id === id) return [command.request.weight];
    return command.kind === 'adjust' && command.id === id ? [command.bounds.weight] : [];
  });
}

async function busy(bench: QueueBench, acceptsRanges: boolean): Promise<{ running: DownloadId; run: number }> {
  const [running] = bench.add('https://a.example.org/large.iso');
  assert.ok(running !== undefined);
  const { run } = await bench.toDownloading(running, acceptsRanges ? PLAIN_FACTS : NO_RANGES);
  return { running, run };
}

describe('the order of the queue', () => {
  test('a download that was moved to the top starts next, also after a restart', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, second, third] = bench.add(...urls(3));
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    await bench.started(first);
    assert.equal(await bench.queue.moves.move([third], { kind: 'top' }), 1);
    await bench.restart({ maxActiveDownloads: 1 });
    await until(() => bench.engine.startedIds().length === 1, 'a start');
    assert.deepEqual(bench.engine.startedIds(), [third]);
    assert.deepEqual(bench.queue.inOrder(), [third, first, second]);
  });

  test('one that was paused and resumed has kept its place', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, second, third] = bench.add(...urls(3));
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    await bench.started(first);
    bench.queue.commands.pause([second]);
    bench.queue.commands.resume([second]);
    await bench.finish(first);
    await bench.started(second);
    assert.equal(bench.state(third).kind, 'queued');
  });

  test('what has ended is not moved', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(...urls(1));
    assert.ok(id !== undefined);
    await bench.finish(id);
    assert.equal(await bench.queue.moves.move([id], { kind: 'top' }), 0);
  });
});

describe('a high priority', () => {
  test('takes the place of a download that can go on later, and that one comes back', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const { running, run } = await busy(bench, true);
    const [urgent] = bench.addAll([{ url: 'https://b.example.org/small.zip', priority: 'high' }]);
    assert.ok(urgent !== undefined);
    await until(() => bench.engine.commands.some(({ kind }) => kind === 'stop'), 'the stop');
    assert.equal(bench.state(urgent).kind, 'queued');
    const durable = [{ start: 0, end: 50 }];
    bench.engine.tell({ kind: 'stopped', id: running, run, durable, stamp: null, blocks: [] });
    await bench.started(urgent);
    assert.deepEqual([bench.state(running).kind, bench.stored(running).durable], ['queued', durable]);
    await bench.finish(urgent);
    await bench.started(running, 2);
  });

  test('waits for a download that would have to begin again', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const { running } = await busy(bench, false);
    const [urgent] = bench.addAll([{ url: 'https://b.example.org/small.zip', priority: 'high' }]);
    await bench.turns(5);
    assert.ok(urgent !== undefined);
    assert.deepEqual([bench.state(running).kind, bench.state(urgent).kind], ['downloading', 'queued']);
  });

  test('given later, it counts at once', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const { running, run } = await busy(bench, true);
    const [, second] = bench.add(...urls(2));
    assert.ok(second !== undefined);
    assert.equal(bench.queue.commands.setPriority([second], 'high'), 1);
    await until(() => bench.engine.commands.some(({ kind }) => kind === 'stop'), 'the stop');
    bench.engine.tell({ kind: 'stopped', id: running, run, durable: [], stamp: null, blocks: [] });
    await bench.started(second);
  });

  test('gets more of a limit, also when it is given to what runs, or taken on by a move', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 2 });
    const [first, second] = bench.add(...urls(2));
    assert.ok(first !== undefined && second !== undefined);
    await bench.started(first);
    await bench.started(second);
    assert.deepEqual(weightsOf(bench, first), [4]);
    bench.queue.commands.setPriority([first], 'high');
    assert.deepEqual(weightsOf(bench, first), [4, 16]);
    bench.queue.commands.setPriority([second], 'low');
    await bench.queue.moves.move([second], { kind: 'before', id: first });
    assert.deepEqual(weightsOf(bench, second), [4, 1, 16]);
  });
});
