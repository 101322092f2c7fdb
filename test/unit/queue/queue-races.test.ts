import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { leftoversOf } from '../../../main/queue/removed-files.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';

/** A queue with one download. */
async function benchWithOne(settings = {}): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start(settings);
  const [id] = bench.add(URL_A);
  assert.ok(id !== undefined);
  return { bench, id };
}

describe('a crash in between', () => {
  test('does not undo a resume that came while the engine let go', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ id, run, durable: [{ start: 0, end: 5 }], blocks: [] }] });
    bench.queue.commands.pause([id]);
    assert.equal(bench.queue.commands.resume([id]), 1);
    await bench.restart();
    await bench.started(id);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, [{ start: 0, end: 5 }]);
  });

  test('leaves no files of a download that was removed while its name was taken', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await until(() => bench.queue.get(id)?.reservation?.owned === false, 'the intent');
    const download = bench.queue.get(id);
    assert.ok(download !== undefined);
    // What is listed here is deleted by the next start, if this process does not get round to it.
    const leftovers = leftoversOf(download, { deleteFiles: false, isRenaming: false });
    assert.deepEqual(
      leftovers.map((file) => [path.basename(file.path), file.onlyIfEmpty]),
      [
        ['file.zip.sluice-part', true],
        ['file.zip', true],
      ],
    );
  });
});

describe('one after another', () => {
  test('pause, resume and pause again while the engine lets go end in a pause', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.queue.commands.resume([id]);
    bench.queue.commands.pause([id]);
    assert.equal(bench.state(id).kind, 'pausing');
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'paused');
  });

  test('a start that follows at once waits for the name the last run was taking', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await until(() => bench.queue.get(id)?.reservation?.owned === false, 'the intent');
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    bench.queue.commands.resume([id]);
    const again = await bench.started(id, 2);
    bench.engine.tell({ kind: 'probed', id, run: again, facts: PLAIN_FACTS });
    await bench.reaches(id, 'downloading');
    await until(() => bench.engine.commands.at(-1)?.kind === 'destination', 'the destination');
    assert.deepEqual(bench.files(), ['file.zip', 'file.zip.sluice-part']);
  });

  test('a start alone is not written: a start after a crash would queue it again', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const run = await bench.started(id);
    assert.equal(bench.state(id).kind, 'probing');
    assert.equal(bench.stored(id).state.kind, 'queued');
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await until(() => bench.stored(id).facts !== null, 'the facts to be saved');
    assert.equal(bench.stored(id).state.kind, 'probing');
  });

  test('a run that ended before its start could be committed never begins', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const run = await bench.started(id);
    const failure = { code: 'network.timedOut', detail: '' } as const;
    bench.engine.tell({ kind: 'failed', id, run, failure, retryAfterMs: null, durable: [], stamp: null, blocks: [] });
    await until(() => bench.stored(id).state.kind === 'retrying', 'the failure to be saved');
    bench.refuseWrites(true);
    bench.clock.advance(60_000);
    await bench.reaches(id, 'probing');
    bench.engine.die('out of memory');
    assert.throws(() => bench.queue.commands.pause([id]));
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await until(() => bench.stored(id).state.kind === 'paused', 'the commit');
    assert.deepEqual(bench.engine.startedIds(), [id]);
  });

  test('what was removed while nothing could be saved is deleted as soon as it can', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'paused');
    bench.refuseWrites(true);
    assert.throws(() => bench.queue.commands.remove([id], { deleteFiles: true }));
    await until(() => bench.clock.pendingTimers === 1, 'another try to be planned');
    assert.equal(bench.files().length, 2);
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await until(() => bench.files().length === 0, 'the files to be deleted');
  });

  test('a close while the engine is stuck saves what is known, and says so', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.engine.tell({
      kind: 'checkpoints',
      checkpoints: [{ id, run, durable: [{ start: 0, end: 50 }], blocks: [] }],
    });
    bench.engine.close = () => new Promise(() => {});
    const closing = bench.queue.close();
    bench.clock.advance(12_000);
    assert.equal(await closing, 'stuck');
    assert.deepEqual(bench.stored(id).durable, [{ start: 0, end: 50 }]);
    bench.engine.close = async () => 'ended';
  });

  test('a close that follows the last byte at once ends with the file in its place', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, 'whole');
    bench.engine.close = async () => {
      bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 5, blocks: [] });
      return 'ended';
    };
    await bench.queue.close();
    assert.equal(bench.stored(id).state.kind, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
  });
});

describe('files of others', () => {
  test('one that stands where the placeholder was survives a removal in the instant of the rename', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run, part } = await bench.toDownloading(id);
    const theirs = path.join(bench.folder, 'file.zip');
    writeFileSync(theirs, 'theirs');
    writeFileSync(part, 'ours');
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 4, blocks: [] });
    await bench.reaches(id, 'finishing');
    bench.queue.commands.remove([id], { deleteFiles: true });
    await until(() => !bench.files().includes('file.zip.sluice-part'), 'the part to be deleted');
    await bench.queue.close();
    assert.equal(readFileSync(theirs, 'utf8'), 'theirs');
  });

  test('one that a link in the place of the part leads to is not emptied', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run, part } = await bench.toDownloading(id);
    bench.fail(id, run, 'network.reset');
    await bench.reaches(id, 'retrying');
    const theirs = path.join(bench.folder, 'theirs');
    writeFileSync(theirs, 'theirs');
    unlinkSync(part);
    symlinkSync(theirs, part);
    bench.clock.advance(1000);
    const again = await bench.started(id, 2);
    bench.engine.tell({ kind: 'probed', id, run: again, facts: PLAIN_FACTS });
    await bench.reaches(id, 'downloading');
    assert.equal(readFileSync(theirs, 'utf8'), 'theirs');
  });

  test('a part that is not the size of what was finished is not given the name', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, 'short');
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
    await bench.reaches(id, 'retrying');
    assert.deepEqual(bench.queue.get(id)?.durable, []);
  });
});

describe('a file listed to be deleted', () => {
  test('is another download’s when that has taken its name', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.finish(id);
    bench.queue.commands.remove([id], { deleteFiles: true });
    // The file is deleted, but that it was cannot be noted.
    bench.refuseWrites(true);
    await until(() => bench.files().length === 0, 'the file to be deleted');
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    bench.refuseWrites(false);
    const [next] = bench.add(URL_A);
    assert.ok(next !== undefined);
    await bench.finish(next, 'new');
    await bench.restart();
    await bench.queue.close();
    assert.deepEqual(bench.files(), ['file.zip']);
  });
});

describe('names', () => {
  test('one that could not be taken is given up', async () => {
    const { bench } = await benchWithOne();
    await using _bench = bench;
    const [id] = bench.addAll([{ url: URL_A, directory: path.join(bench.folder, 'nowhere') }]);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await bench.reaches(id, 'failed');
    await until(() => bench.stored(id).state.kind === 'failed', 'the commit');
    assert.equal(bench.stored(id).reservation, null);
  });

  test('one that has become free is taken again', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.finish(id);
    bench.queue.commands.remove([id], { deleteFiles: true });
    await until(() => bench.files().length === 0, 'the file to be deleted');
    const [again] = bench.add(URL_A);
    assert.ok(again !== undefined);
    await bench.finish(again);
    assert.deepEqual(bench.files(), ['file.zip']);
  });
});

describe('bytes that cannot be continued', () => {
  test('are no progress: a server that always sends too much is not asked for ever', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 2 });
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'server.tooManyBytes', [{ start: 0, end: 100 }]);
    await bench.reaches(id, 'retrying');
    bench.clock.advance(1000);
    bench.fail(id, await bench.started(id, 2), 'server.tooManyBytes', [{ start: 0, end: 100 }]);
    await bench.reaches(id, 'failed');
  });

  test('are not continued after the last attempt either', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 1 });
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'disk.partLost', [{ start: 0, end: 50 }]);
    await bench.reaches(id, 'failed');
    bench.queue.commands.retry([id]);
    await bench.started(id, 2);
    assert.equal(bench.engine.lastStart(id).request.resume, null);
  });

  test('are not continued after a pause that came in between', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.fail(id, run, 'disk.partLost', [{ start: 0, end: 50 }]);
    await bench.reaches(id, 'paused');
    assert.deepEqual(bench.queue.get(id)?.durable, []);
  });
});

test('a server can hold its downloads back for a day at most', async () => {
  const { bench, id } = await benchWithOne();
  await using _bench = bench;
  const year = 365 * 24 * 3_600_000;
  bench.fail(id, await bench.started(id), 'server.unavailable', [], year);
  await bench.reaches(id, 'retrying');
  bench.clock.advance(24 * 3_600_000);
  await bench.started(id, 2);
});
