import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_TIMELINE_ENTRIES } from '../../../main/store/timeline-store.ts';
import type { TimelineEntry } from '../../../shared/timeline.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const URL_A = 'https://example.org/file.zip';
const note = (atMs: number): TimelineEntry => ({ kind: 'note', note: 'redirected', detail: '', atMs });

function states(entries: readonly TimelineEntry[]): string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'state' ? [`${entry.state} ${entry.code ?? ''} ${entry.detail} ${entry.durableBytes}`] : [],
  );
}

describe('the timeline of a download', () => {
  test('tells each change worth telling, with its code and its bytes, and outlives the process', async () => {
    await using bench = await QueueBench.start({ maxAttempts: 2 });
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'network.reset', [{ start: 0, end: 7 }]);
    await bench.reaches(id, 'retrying');
    bench.clock.advance(1000);
    bench.fail(id, await bench.started(id, 2), 'network.truncated', [{ start: 0, end: 7 }]);
    await bench.reaches(id, 'failed');
    await bench.turns(3);
    await bench.restart();
    assert.deepEqual(states(bench.queue.timelineOf(id)), ['retrying network.reset  7', 'failed network.truncated  7']);
    bench.queue.commands.retry([id]);
    bench.queue.commands.pause([id]);
    assert.deepEqual(states(bench.queue.timelineOf(id)).at(-1), 'paused   7');
  });

  test('takes what the engine notes without a commit for each, and shows it at once', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    let commits = 0;
    bench.onWrite = () => (commits += 1);
    for (let at = 0; at < 50; at += 1) bench.engine.tell({ kind: 'noted', id, run, entries: [note(at)], answer: null });
    await bench.turns(3);
    assert.equal(commits, 0);
    assert.equal(bench.queue.timelineOf(id).length, 50);
    bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ id, run, durable: [{ start: 0, end: 5 }], blocks: [] }] });
    await bench.turns(3);
    assert.equal(commits, 1);
    await bench.crash();
    assert.equal(bench.queue.timelineOf(id).length, 50);
  });

  test('is bounded, also while nothing can be saved', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.refuseWrites(true);
    for (let at = 0; at < 1000; at += 1)
      bench.engine.tell({ kind: 'noted', id, run, entries: [note(at)], answer: null });
    assert.equal(bench.queue.timelineOf(id).length, MAX_TIMELINE_ENTRIES);
    bench.refuseWrites(false);
    bench.queue.commands.pause([id]);
    assert.deepEqual(bench.queue.timelineOf(id).at(-1), note(999));
    assert.equal(bench.queue.timelineOf(id).length, MAX_TIMELINE_ENTRIES);
  });
});

test('what waits for a commit happens although someone who is told of it fails', async () => {
  await using bench = await QueueBench.start();
  const [id] = bench.add(URL_A);
  assert.ok(id !== undefined);
  const { run } = await bench.toDownloading(id);
  bench.queue.onCommit(() => {
    throw new Error('a window fell over');
  });
  assert.throws(() => bench.queue.commands.pause([id]), /a window fell over/u);
  assert.deepEqual(bench.engine.commands.at(-1), { kind: 'stop', id, run });
});
