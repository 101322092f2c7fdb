import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

/** A queue with one download whose server has answered in the instant from which on nothing can be saved. */
async function refusedAtItsStart(): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start();
  const [id = assert.fail()] = bench.add('https://example.org/file.zip');
  const run = await bench.started(id);
  bench.refuseWrites(true);
  bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
  await until(() => bench.queue.get(id)?.reservation?.owned === false, 'its name to be wanted');
  await until(() => bench.clock.pendingTimers > 0, 'another try to be planned');
  return { bench, id };
}

/** A queue with one download that is complete and needs a name with a number, in the instant from which on nothing can be saved. */
async function refusedAtItsEnd(): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start();
  const [id = assert.fail()] = bench.add('https://example.org/file.zip');
  const { run, part } = await bench.toDownloading(id);
  const target = path.join(bench.folder, 'file.zip');
  rmSync(target);
  writeFileSync(target, 'of the user');
  writeFileSync(part, 'x'.repeat(100));
  bench.onWrite = ({ changed }) => {
    const isFinished = changed.some(({ before, after }) => before.durable !== after.durable);
    if (isFinished) bench.refuseWrites(true);
  };
  bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
  await until(() => bench.queue.get(id)?.reservation?.target === 'file (1).zip', 'its number');
  await until(() => bench.clock.pendingTimers > 0, 'another try to be planned');
  return { bench, id };
}

describe('while the list cannot be saved, as on a full disk', () => {
  test('a download that was just begun waits, and goes on by itself', async () => {
    const { bench, id } = await refusedAtItsStart();
    await using _bench = bench;
    for (let tries = 0; tries < 3; tries += 1) {
      bench.clock.advance(1000);
      await until(() => bench.clock.pendingTimers > 0, 'another try to be planned');
      assert.equal(bench.state(id).kind, 'probing');
    }
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await bench.reaches(id, 'downloading');
    assert.equal(bench.engine.startedIds().length, 1);
    assert.deepEqual(bench.files(), ['file.zip', 'file.zip.sluice-part']);
  });

  test('one that is paused meanwhile is paused, and takes no name', async () => {
    const { bench, id } = await refusedAtItsStart();
    await using _bench = bench;
    const { run } = bench.engine.lastStart(id);
    assert.throws(() => bench.queue.commands.pause([id]));
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await bench.reaches(id, 'paused');
    assert.deepEqual(bench.files(), []);
  });

  test('a close does not wait for it, and the next start begins it again', async () => {
    const { bench, id } = await refusedAtItsStart();
    await using _bench = bench;
    await assert.rejects(bench.queue.close());
    await bench.restart();
    await bench.started(id);
    assert.equal(bench.state(id).kind, 'probing');
  });

  test('a finished file whose name was taken gets its number as soon as that can be saved', async () => {
    const { bench, id } = await refusedAtItsEnd();
    await using _bench = bench;
    assert.equal(bench.state(id).kind, 'finishing');
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
  });

  test('a close leaves that file to the next start: it has not failed', async () => {
    const { bench, id } = await refusedAtItsEnd();
    await using _bench = bench;
    await assert.rejects(bench.queue.close());
    assert.equal(bench.state(id).kind, 'finishing');
    await bench.restart();
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
  });
});
