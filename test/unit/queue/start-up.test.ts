import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';

describe('after a crash', () => {
  test('what ran is in the queue again with its durable bytes, what was paused stays paused', async () => {
    await using bench = await QueueBench.start();
    const [running, paused] = bench.add(URL_A, 'https://example.org/b');
    assert.ok(running !== undefined && paused !== undefined);
    const { run } = await bench.toDownloading(running);
    bench.engine.tell({
      kind: 'checkpoints',
      checkpoints: [{ id: running, run, durable: [{ start: 0, end: 64 }], blocks: [] }],
    });
    const pausedRun = await bench.started(paused);
    bench.queue.commands.pause([paused]);
    assert.ok(pausedRun > 0);
    await bench.restart();
    await bench.started(running);
    assert.deepEqual(bench.engine.lastStart(running).request.resume?.durable, [{ start: 0, end: 64 }]);
    assert.equal(bench.state(paused).kind, 'paused');
  });

  test('between the last byte and the rename: the file is renamed at the start', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, 'whole');
    const crash = bench.crashWhenCommitted('finishing');
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 5, blocks: [] });
    await crash;
    await bench.restart();
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('names taken in the instant of the crash are given back', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await until(() => bench.queue.get(id)?.reservation?.owned === false, 'the intent');
    await until(() => bench.files().length === 2, 'both files');
    await bench.restart();
    const again = await bench.started(id);
    assert.ok(again > 0);
    assert.deepEqual(bench.files(), []);
  });
});
