import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { OldFilePolicy } from '../../../shared/contract.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const OLD = 'o'.repeat(100);
const NEW = 'n'.repeat(100);

async function completed(settings = {}): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start(settings);
  const [id] = bench.add('https://example.org/file.zip');
  assert.ok(id !== undefined);
  await bench.finish(id, OLD);
  return { bench, id };
}

/** Plays the second run of a download up to its end. */
async function finishAgain(bench: QueueBench, id: DownloadId): Promise<void> {
  await until(() => bench.engine.startedIds().filter((started) => started === id).length === 2, 'the second start');
  await bench.finish(id, NEW);
}

function contentOf(bench: QueueBench, name: string): string {
  return readFileSync(path.join(bench.folder, name), 'utf8');
}

describe('starting a complete download again', () => {
  const cases: readonly (readonly [OldFilePolicy, Record<string, string>])[] = [
    ['keep', { 'file.zip': OLD, 'file (1).zip': NEW }],
    ['replace', { 'file.zip': NEW }],
  ];
  for (const [policy, files] of cases) {
    test(`${policy}: the old file is there until the new one is complete, in the same row`, async () => {
      const { bench, id } = await completed({ onNameTaken: 'ask' });
      await using _bench = bench;
      assert.equal(bench.queue.commands.restart([id], policy), 1);
      await bench.started(id, 2);
      assert.equal(bench.engine.lastStart(id).request.resume, null);
      assert.equal(contentOf(bench, 'file.zip'), OLD);
      await finishAgain(bench, id);
      assert.deepEqual(bench.files(), Object.keys(files).toSorted());
      for (const [name, content] of Object.entries(files)) assert.equal(contentOf(bench, name), content);
      assert.equal(bench.storedAll().length, 1);
    });
  }

  test('replaces the file of this row, though the server calls it otherwise', async () => {
    const { bench } = await completed();
    await using _bench = bench;
    const [id] = bench.add('https://example.org/file.zip?again');
    assert.ok(id !== undefined);
    await bench.finish(id, OLD);
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
    bench.queue.commands.restart([id], 'replace');
    await finishAgain(bench, id);
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
    assert.equal(contentOf(bench, 'file (1).zip'), NEW);
    assert.equal(contentOf(bench, 'file.zip'), OLD);
  });

  test('a failure leaves the old file', async () => {
    const { bench, id } = await completed();
    await using _bench = bench;
    bench.queue.commands.restart([id], 'replace');
    const run = await bench.started(id, 2);
    bench.fail(id, run, 'server.notFound');
    await bench.reaches(id, 'failed');
    assert.equal(contentOf(bench, 'file.zip'), OLD);
  });
});

describe('starting an unfinished download again', () => {
  test('gives up its bytes before anything is asked, and keeps its row and its name', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('https://example.org/file.zip');
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, OLD.slice(0, 50));
    bench.fail(id, run, 'link.expired', [{ start: 0, end: 50 }]);
    await bench.reaches(id, 'blocked');
    assert.equal(bench.queue.commands.restart([id], 'keep'), 1);
    assert.deepEqual(bench.stored(id).durable, []);
    await finishAgain(bench, id);
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(statSync(path.join(bench.folder, 'file.zip')).size, NEW.length);
    const notes = bench.queue.timelineOf(id).flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
    assert.ok(notes.includes('startedAgain'));
  });

  test('leaves alone what runs, and what is being let go of', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('https://example.org/file.zip');
    assert.ok(id !== undefined);
    await bench.toDownloading(id);
    assert.equal(bench.queue.commands.restart([id], 'keep'), 0);
    bench.queue.commands.pause([id]);
    assert.equal(bench.queue.commands.restart([id], 'keep'), 0);
    bench.queue.commands.resume([id]);
    assert.equal(bench.state(id).kind, 'queued');
    assert.equal(bench.queue.commands.restart([id], 'keep'), 0);
  });
});
