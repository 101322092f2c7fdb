import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QueueBench } from '../../support/queue-bench.ts';

const URLS = ['https://example.org/a.zip', 'https://example.org/b.zip', 'https://example.org/c.zip'] as const;

describe('on battery or a metered line, with the setting', () => {
  test('what runs goes back into the queue with its bytes, and starts again when plugged in; a pause stays', async () => {
    await using bench = await QueueBench.start({ pauseOnBattery: true });
    const [runs, paused, waits] = bench.add(...URLS);
    assert.ok(runs !== undefined && paused !== undefined && waits !== undefined);
    bench.queue.commands.pause([paused]);
    const { run } = await bench.toDownloading(runs);
    bench.network.runsOn('battery');
    assert.equal(bench.queue.heldBySystem(), 'battery');
    bench.engine.tell({ kind: 'stopped', id: runs, run, durable: [{ start: 0, end: 40 }], stamp: null, blocks: [] });
    await bench.turns(5);
    assert.equal(bench.state(runs).kind, 'queued');
    assert.equal(bench.engine.startedIds().filter((id) => id === runs).length, 1);

    // Also what is asked for meanwhile waits, and says so by its state.
    const [late] = bench.add('https://example.net/late.zip');
    assert.ok(late !== undefined);
    await bench.turns(3);
    assert.equal(bench.state(late).kind, 'queued');

    bench.network.runsOn('mains');
    await bench.started(runs, 2);
    assert.deepEqual(bench.engine.lastStart(runs).request.resume?.durable, [{ start: 0, end: 40 }]);
    await bench.started(late);
    assert.equal(bench.state(paused).kind, 'paused');
  });

  test('a Sluice that starts on battery starts nothing, and the setting turned off starts all', async () => {
    await using bench = await QueueBench.start();
    bench.network.runsOn('battery');
    await bench.restart({ pauseOnBattery: true });
    const [id] = bench.add(URLS[0]);
    assert.ok(id !== undefined);
    await bench.turns(3);
    assert.equal(bench.state(id).kind, 'queued');
    bench.queue.changeSettings({ pauseOnBattery: false });
    await bench.started(id);
    assert.equal(bench.queue.heldBySystem(), null);
  });

  test('without the setting nobody asks what the computer runs on', async () => {
    await using bench = await QueueBench.start();
    bench.network.runsOn('battery');
    const [id] = bench.add(URLS[0]);
    assert.ok(id !== undefined);
    await bench.started(id);
    assert.equal(bench.network.powerListeners, 0);
    bench.queue.changeSettings({ pauseOnBattery: true });
    assert.equal(bench.network.powerListeners, 1);
    assert.equal(bench.queue.heldBySystem(), 'battery');
    bench.queue.changeSettings({ pauseOnBattery: false });
    assert.equal(bench.network.powerListeners, 0);
  });

  test('a metered line holds as battery does, each by its own setting; one hold ends when neither holds', async () => {
    await using bench = await QueueBench.start({ pauseOnMetered: true });
    assert.equal(bench.network.powerListeners, 0);
    bench.network.costs(true);
    const [id] = bench.add(URLS[0]);
    assert.ok(id !== undefined);
    await bench.turns(3);
    assert.equal(bench.state(id).kind, 'queued');
    assert.equal(bench.queue.heldBySystem(), 'metered');
    bench.network.runsOn('battery');
    bench.queue.changeSettings({ pauseOnBattery: true });
    assert.equal(bench.queue.heldBySystem(), 'battery');
    bench.network.runsOn('mains');
    assert.equal(bench.queue.heldBySystem(), 'metered');
    bench.network.costs(false);
    await bench.started(id);
    assert.equal(bench.queue.heldBySystem(), null);
    bench.queue.changeSettings({ pauseOnMetered: false });
    assert.equal(bench.network.meteredListeners, 0);
  });
});
