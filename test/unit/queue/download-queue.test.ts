import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { callInputs } from '../../../shared/contract.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';

describe('adding', () => {
  test('what was acknowledged is there after a crash in the same instant', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    await bench.restart();
    assert.equal(bench.queue.get(id)?.url, URL_A);
  });

  test('bad links are refused one by one, the others are added', async () => {
    await using bench = await QueueBench.start();
    const { downloads } = callInputs['downloads.add'].parse({
      downloads: [{ url: 'ftp://a/b' }, { url: URL_A }, { url: 'what' }],
    });
    const { ids, refused } = bench.queue.additions.add(downloads, { paused: true });
    assert.deepEqual(
      ids.map((id) => id === null),
      [true, false, true],
    );
    assert.deepEqual(
      refused.map((link) => link.code),
      ['link.unsupportedScheme', 'link.notUrl'],
    );
  });

  test('ten thousand links are one transaction', async () => {
    await using bench = await QueueBench.start();
    const urls = Array.from({ length: 10_000 }, (_, index) => ({ url: `https://example.org/${index}` }));
    const ids = bench.addAll(urls, true);
    assert.equal(new Set(ids).size, 10_000);
    await bench.restart();
    assert.equal([...bench.queue.all()].length, 10_000);
  });
});

describe('a batch', () => {
  test('downloads that get on in one turn share its commits', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 20, maxActivePerHost: 20 });
    const ids = bench.add(...Array.from({ length: 20 }, (_, index) => `https://example.org/${index}.zip`));
    await Promise.all(ids.map((id) => bench.started(id)));
    let writes = 0;
    bench.onWrite = () => (writes += 1);
    for (const id of ids) {
      const { run } = bench.engine.lastStart(id);
      bench.engine.tell({ kind: 'probed', id, run, facts: { ...PLAIN_FACTS, suggestedName: `${id}.zip` } });
    }
    await Promise.all(ids.map((id) => bench.reaches(id, 'downloading')));
    // Alone each of them takes three: the name that is wanted, the files that were made, the state.
    assert.ok(writes < 2 * ids.length, `${writes} commits for ${ids.length} downloads`);
  });

  test('a download whose last byte came leaves its place to the next one at once', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, second] = bench.add(URL_A, 'https://example.org/second.zip');
    assert.ok(first !== undefined && second !== undefined);
    const { run, part } = await bench.toDownloading(first);
    writeFileSync(part, 'x'.repeat(100));
    bench.engine.tell({ kind: 'finished', id: first, run, sizeBytes: 100, blocks: [] });
    const states: string[] = [];
    bench.onWrite = () => states.push(`${bench.state(first).kind} ${bench.state(second).kind}`);
    await bench.reaches(first, 'completed');
    assert.equal(states[0], 'finishing probing');
  });
});

describe('one download', () => {
  test('reserves its name, is renamed over its own placeholder, and is in the history', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { part } = await bench.toDownloading(id);
    assert.deepEqual(bench.files(), ['file.zip', 'file.zip.sluice-part']);
    assert.equal(part, path.join(bench.folder, 'file.zip.sluice-part'));
    const run = bench.engine.lastStart(id).run;
    writeFileSync(part, 'y'.repeat(100));
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(readFileSync(path.join(bench.folder, 'file.zip'), 'utf8'), 'y'.repeat(100));
    const download = bench.queue.get(id);
    assert.ok(download !== undefined);
    assert.equal(bench.queue.progressOf(download).receivedBytes, 100);
  });

  test('never opens a file it did not make: the new one gets a number', async () => {
    await using bench = await QueueBench.start();
    const [first] = bench.add(URL_A);
    assert.ok(first !== undefined);
    await bench.finish(first, 'mine');
    writeFileSync(path.join(bench.folder, 'file (1).zip'), 'someone else’s');
    const [second] = bench.add(URL_A);
    assert.ok(second !== undefined);
    await bench.finish(second, 'new');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file (2).zip', 'file.zip']);
    assert.equal(readFileSync(path.join(bench.folder, 'file (1).zip'), 'utf8'), 'someone else’s');
    assert.equal(readFileSync(path.join(bench.folder, 'file.zip'), 'utf8'), 'mine');
  });

  test('a placeholder that someone wrote to meanwhile is theirs', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(path.join(bench.folder, 'file.zip'), 'theirs');
    writeFileSync(part, 'ours');
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 4, blocks: [] });
    await bench.reaches(id, 'completed');
    assert.equal(readFileSync(path.join(bench.folder, 'file.zip'), 'utf8'), 'theirs');
    assert.equal(readFileSync(path.join(bench.folder, 'file (1).zip'), 'utf8'), 'ours');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
  });

  test('many of one name at once each get their own', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 20, maxActivePerHost: 20 });
    const ids = bench.add(...Array.from({ length: 20 }, (_, index) => `https://example.org/${index}/file.zip`));
    await Promise.all(ids.map((id) => bench.finish(id, String(id))));
    assert.equal(bench.files().length, 20);
    const contents = bench.files().map((name) => readFileSync(path.join(bench.folder, name), 'utf8'));
    assert.deepEqual(contents.toSorted(), ids.map(String).toSorted());
  });

  test('a folder that does not exist is a failure with words, unless it is the download folder', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.addAll([{ url: URL_A, directory: path.join(bench.folder, 'nowhere') }]);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await bench.reaches(id, 'failed');
    const state = bench.state(id);
    assert.ok(state.kind === 'failed' && state.failure.code === 'disk.folderMissing');
    assert.ok(bench.engine.commands.some((command) => command.kind === 'stop' && command.run === run));
  });
});

describe('pause, resume, remove', () => {
  test('pause is confirmed only when the engine let go, and resume continues from what is durable', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    assert.equal(bench.queue.commands.pause([id]), 1);
    assert.equal(bench.state(id).kind, 'pausing');
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 40 }], stamp: null, blocks: [] });
    await bench.reaches(id, 'paused');
    bench.queue.commands.resume([id]);
    await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume, {
      partPath: part,
      sizeBytes: PLAIN_FACTS.sizeBytes,
      validators: PLAIN_FACTS.validators,
      contentType: PLAIN_FACTS.contentType,
      durable: [{ start: 0, end: 40 }],
      isNewLink: false,
      stamp: null,
    });
  });

  test('messages of an older run are dropped', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 40 }], stamp: null, blocks: [] });
    bench.queue.commands.resume([id]);
    await bench.started(id, 2);
    bench.fail(id, run, 'network.reset');
    bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ id, run, durable: [{ start: 0, end: 1 }], blocks: [] }] });
    assert.equal(bench.state(id).kind, 'downloading');
    assert.deepEqual(bench.queue.get(id)?.durable, [{ start: 0, end: 40 }]);
  });

  test('resume while still pausing puts it back in the queue when the engine let go', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.queue.commands.resume([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 10 }], stamp: null, blocks: [] });
    await bench.started(id, 2);
    assert.equal(bench.state(id).kind, 'downloading');
  });

  test('a file that was finished in the instant of the pause is complete', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, 'done');
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 4, blocks: [] });
    await bench.reaches(id, 'completed');
  });

  test('removing a running download deletes its files only after the engine let go', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    assert.equal(bench.queue.commands.remove([id], { deleteFiles: true }), 1);
    assert.equal(bench.queue.get(id), undefined);
    assert.deepEqual(bench.files(), ['file.zip', 'file.zip.sluice-part']);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await until(() => bench.files().length === 0, 'the files to be deleted');
  });

  test('removing without the file keeps what was paid for', async () => {
    await using bench = await QueueBench.start();
    const [id, done] = bench.add(URL_A, 'https://example.org/done.zip');
    assert.ok(id !== undefined && done !== undefined);
    const { run, part } = await bench.toDownloading(id);
    await bench.finish(done);
    writeFileSync(part, 'half');
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 4 }], stamp: null, blocks: [] });
    bench.queue.commands.remove([id, done], { deleteFiles: false });
    await until(() => !bench.files().includes('file.zip'), 'the placeholder to go');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip.sluice-part']);
  });

  test('files of a removed download that a crash left are deleted at the next start', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    await bench.toDownloading(id);
    bench.queue.commands.remove([id], { deleteFiles: true });
    await bench.restart();
    await until(() => bench.files().length === 0, 'the files to be deleted');
  });
});

describe('resume all', () => {
  test('goes on with the oldest first, whatever the order of the pauses', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 2 });
    const ids = bench.addAll(
      [1, 2, 3, 4].map((number) => ({ url: `https://example.org/${number}` })),
      true,
    );
    for (const id of ids.toReversed()) {
      bench.queue.commands.resume([id]);
      bench.queue.commands.pause([id]);
    }
    bench.queue.commands.resume(bench.queue.commands.pausedIds());
    await until(() => bench.engine.startedIds().length === 2, 'two starts');
    assert.deepEqual(bench.engine.startedIds(), ids.slice(0, 2));
  });
});

describe('failures', () => {
  test('a passing failure is tried again after its back-off, with the bytes kept', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'network.reset', [{ start: 0, end: 7 }]);
    await bench.reaches(id, 'retrying');
    bench.clock.advance(500);
    await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, [{ start: 0, end: 7 }]);
  });

  test('progress between failures gives all attempts back', async () => {
    await using bench = await QueueBench.start({ maxAttempts: 2 });
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    let { run } = await bench.toDownloading(id);
    for (const [index, bytes] of [10, 20, 30, 40].entries()) {
      bench.fail(id, run, 'network.reset', [{ start: 0, end: bytes }]);
      await bench.reaches(id, 'retrying');
      bench.clock.advance(300_000);
      run = await bench.started(id, index + 2);
    }
    bench.fail(id, run, 'network.reset', [{ start: 0, end: 40 }]);
    await bench.reaches(id, 'failed');
  });

  test('Retry-After holds every download of that host, and no other', async () => {
    await using bench = await QueueBench.start();
    const [first] = bench.add(URL_A);
    assert.ok(first !== undefined);
    const run = await bench.started(first);
    bench.fail(first, run, 'server.unavailable', [], 60_000);
    await bench.reaches(first, 'retrying');
    const [sameHost, otherHost] = bench.add('https://example.org/2', 'https://example.net/3');
    assert.ok(sameHost !== undefined && otherHost !== undefined);
    await bench.started(otherHost);
    assert.equal(bench.state(sameHost).kind, 'queued');
    bench.clock.advance(60_000);
    await bench.started(sameHost);
    await bench.started(first, 2);
  });

  test('a checksum mismatch is asked, and retry starts from the first byte', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    const durable = [{ start: 0, end: PLAIN_FACTS.sizeBytes ?? 0 }];
    bench.fail(id, run, 'checksum.mismatch', durable);
    await bench.reaches(id, 'blocked');
    assert.deepEqual(bench.files(), ['file.zip', 'file.zip.sluice-part']);
    bench.queue.commands.retry([id]);
    await bench.started(id, 2);
    assert.equal(bench.engine.lastStart(id).request.resume, null);
  });

  test('a server that cannot continue gets the part file only after its old bytes are given up', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 50 }], stamp: null, blocks: [] });
    bench.queue.commands.resume([id]);
    const again = await bench.started(id, 2);
    bench.engine.onCommand = (command) => {
      if (command.kind === 'destination') assert.deepEqual(bench.stored(id).durable, []);
    };
    bench.engine.tell({ kind: 'restarted', id, run: again, facts: { ...PLAIN_FACTS, acceptsRanges: false } });
    await until(() => bench.engine.commands.at(-1)?.kind === 'destination', 'the destination');
    assert.deepEqual(bench.engine.commands.at(-1), { kind: 'destination', id, run: again, partPath: part });
  });

  test('when the engine dies, what it worked on is tried again', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.engine.tell({
      kind: 'checkpoints',
      checkpoints: [{ id, run, durable: [{ start: 0, end: 50 }], blocks: [] }],
    });
    bench.engine.die('out of memory');
    await bench.reaches(id, 'retrying');
    bench.clock.advance(1000);
    await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, [{ start: 0, end: 50 }]);
  });
});

describe('an idle queue', () => {
  test('runs no timer', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    await bench.finish(id);
    assert.equal(bench.clock.pendingTimers, 0);
  });
});
