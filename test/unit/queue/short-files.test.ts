import assert from 'node:assert/strict';
import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const NEW = 'n'.repeat(100);
const FACTS = { ...PLAIN_FACTS, sizeBytes: NEW.length };
const PART = 'file.zip.sluice-part';

/** A download of a short file up to the moment in which its bytes may be written. */
async function shortDownload(bench: QueueBench): Promise<{ id: DownloadId; run: number; part: string }> {
  const [id] = bench.add('https://example.org/file.zip');
  assert.ok(id !== undefined);
  return { id, ...(await bench.toDownloading(id, FACTS)) };
}

function fill(bench: QueueBench, { id, run, part }: { id: DownloadId; run: number; part: string }): void {
  writeFileSync(part, NEW);
  bench.engine.tell({ kind: 'finished', id, run, sizeBytes: NEW.length, blocks: [] });
}

describe('a short file', () => {
  test('has nothing under its name until it is whole', async () => {
    await using bench = await QueueBench.start();
    const download = await shortDownload(bench);
    assert.deepEqual(bench.files(), [PART]);
    fill(bench, download);
    await bench.reaches(download.id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(readFileSync(path.join(bench.folder, 'file.zip'), 'utf8'), NEW);
  });

  test('gets a number when someone takes its name meanwhile, be it with an empty file', async () => {
    await using bench = await QueueBench.start();
    const download = await shortDownload(bench);
    writeFileSync(path.join(bench.folder, 'file.zip'), '');
    fill(bench, download);
    await bench.reaches(download.id, 'completed');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
    assert.equal(readFileSync(path.join(bench.folder, 'file.zip'), 'utf8'), '');
    assert.equal(bench.queue.get(download.id)?.reservation?.target, 'file (1).zip');
  });

  test('that is removed takes no file with it that someone else made under its name', async () => {
    await using bench = await QueueBench.start();
    const { id, run } = await shortDownload(bench);
    writeFileSync(path.join(bench.folder, 'file.zip'), '');
    bench.queue.commands.remove([id], { deleteFiles: true });
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await bench.queue.close();
    assert.deepEqual(bench.files(), ['file.zip']);
    await bench.restart();
  });

  test('that a crash left with two names keeps the right one', async () => {
    await using bench = await QueueBench.start();
    const download = await shortDownload(bench);
    const crash = bench.crashWhenCommitted('finishing');
    fill(bench, download);
    await crash;
    linkSync(download.part, path.join(bench.folder, 'file.zip'));
    await bench.restart();
    await bench.reaches(download.id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('that is here before it has a name leaves its place to the next one', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, second] = bench.add('https://example.org/file.zip', 'https://example.org/second.zip');
    assert.ok(first !== undefined && second !== undefined);
    const run = await bench.started(first);
    const running: string[] = [];
    bench.onWrite = () => running.push(`${bench.state(first).kind} ${bench.state(second).kind}`);
    bench.engine.tell({ kind: 'probed', id: first, run, facts: FACTS });
    bench.engine.tell({ kind: 'arrived', id: first, run });
    await bench.started(second);
    assert.ok(running.includes('probing probing'), running.join(', '));
    await bench.finish(second, 'second');
    await bench.reaches(first, 'downloading');
    const destination = bench.engine.commands.find((command) => command.kind === 'destination' && command.run === run);
    assert.ok(destination?.kind === 'destination');
    fill(bench, { id: first, run, part: destination.partPath });
    await bench.reaches(first, 'completed');
  });

  test('leaves its place to the next one even while the next commit has to wait', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 }, 600_000);
    const [first, second] = bench.add('https://example.org/file.zip', 'https://example.org/second.zip');
    assert.ok(first !== undefined && second !== undefined);
    const run = await bench.started(first);
    bench.engine.tell({ kind: 'arrived', id: first, run });
    await bench.turns(3);
    assert.deepEqual(bench.engine.startedIds(), [first, second]);
  });

  test('leaves its place to nobody while nothing can be saved', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, second] = bench.add('https://example.org/file.zip', 'https://example.org/second.zip');
    assert.ok(first !== undefined && second !== undefined);
    const run = await bench.started(first);
    bench.refuseWrites(true);
    bench.engine.tell({ kind: 'probed', id: first, run, facts: FACTS });
    await bench.turns(3);
    bench.engine.tell({ kind: 'arrived', id: first, run });
    await bench.turns(3);
    assert.deepEqual(bench.engine.startedIds(), [first]);
    bench.refuseWrites(false);
    bench.clock.advance(1000);
    await bench.started(second);
  });
});
