import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const LINKS = ['https://a.example.org/f.zip', 'https://b.example.org/f.zip', 'https://c.example.org/f.zip'] as const;

const WHOLE = [{ start: 0, end: PLAIN_FACTS.sizeBytes ?? 0 }];

function addMirrored(bench: QueueBench, links: readonly string[] = LINKS): DownloadId {
  const [url = '', ...mirrors] = links;
  const [id] = bench.addAll([{ url, mirrors }]);
  assert.ok(id !== undefined);
  return id;
}

function linksOf(bench: QueueBench, id: DownloadId): readonly string[] {
  const { url, mirrors } = bench.stored(id);
  return [url, ...mirrors];
}

describe('a download with mirrors', () => {
  test('goes on with the next one at once, and a link that is gone is dropped for good', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    bench.fail(id, await bench.started(id), 'server.notFound');
    await bench.started(id, 2);
    assert.deepEqual(linksOf(bench, id), LINKS.slice(1));
    assert.equal(bench.engine.lastStart(id).request.url, LINKS[1]);
    assert.ok(bench.queue.timelineOf(id).some((entry) => entry.kind === 'note' && entry.note === 'otherMirror'));
  });

  test('a server that may be back goes to the end of the line, and when all have failed it waits', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    for (let round = 1; round <= 3; round += 1) bench.fail(id, await bench.started(id, round), 'network.refused');
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    assert.deepEqual(linksOf(bench, id), LINKS);
    assert.equal(bench.engine.startedIds().length, 3);
  });

  test('what came from one host is gone on with from another only when it is proved to be the same file', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'network.reset', [{ start: 0, end: 60 }]);
    await bench.started(id, 2);
    const { resume } = bench.engine.lastStart(id).request;
    assert.deepEqual([resume?.isNewLink, resume?.durable], [true, [{ start: 0, end: 60 }]]);
  });

  test('a mirror with another file is dropped, and the bytes stay for the next', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    const { run } = await bench.toDownloading(id);
    const durable = [{ start: 0, end: 60 }];
    bench.fail(id, run, 'network.reset', durable);
    bench.fail(id, await bench.started(id, 2), 'link.otherFile', durable);
    await bench.started(id, 3);
    assert.deepEqual(linksOf(bench, id), [LINKS[2], LINKS[0]]);
    assert.deepEqual(bench.stored(id).durable, durable);
  });

  test('a file that does not match its checksum is fetched anew from the next', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'checksum.mismatch', WHOLE);
    await bench.started(id, 2);
    assert.deepEqual(bench.stored(id).durable, []);
    assert.deepEqual(linksOf(bench, id), LINKS.slice(1));
  });

  test('when a piece did not match, what the other pieces prove stays for the next, and for another try', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench, LINKS.slice(0, 2));
    const { run } = await bench.toDownloading(id);
    const proved = [{ start: 0, end: 60 }];
    bench.fail(id, run, 'checksum.mismatch', proved);
    const second = await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, proved);
    bench.fail(id, second, 'checksum.mismatch', proved);
    await bench.reaches(id, 'blocked');
    bench.queue.commands.retry([id]);
    await bench.started(id, 3);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, proved);
  });

  test('what is accepted as it is is not compared with its pieces again', async () => {
    await using bench = await QueueBench.start();
    const pieces = { algorithm: 'sha256', pieceBytes: 2 ** 20, hex: '0'.repeat(64 * 5) } as const;
    const [id] = bench.addAll([{ url: LINKS[0], pieces }]);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    assert.deepEqual(bench.engine.lastStart(id).request.pieces, pieces);
    bench.fail(id, run, 'checksum.mismatch', [{ start: 0, end: 60 }]);
    await bench.reaches(id, 'blocked');
    bench.queue.questions.answer([id], 'accept');
    await bench.started(id, 2);
    assert.equal(bench.engine.lastStart(id).request.pieces, null);
  });

  test('a file whose pieces and checksum contradict each other is asked about: another link would bring the same bytes', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'checksum.contradiction', WHOLE);
    await bench.reaches(id, 'blocked');
    assert.deepEqual(bench.queue.get(id)?.durable, WHOLE);
    assert.deepEqual(linksOf(bench, id), LINKS);
  });

  test('must bring what the first server said it hashes to: a mirror says of itself whatever it likes', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench);
    const digest = { algorithm: 'sha256', hex: 'ab'.repeat(32) } as const;
    const { run } = await bench.toDownloading(id, { ...PLAIN_FACTS, digest });
    bench.fail(id, run, 'network.reset');
    await bench.started(id, 2);
    const second = await bench.toDownloading(id, { ...PLAIN_FACTS, digest: { ...digest, hex: 'cd'.repeat(32) } });
    assert.deepEqual(bench.engine.lastStart(id).request.checksum, digest);
    bench.fail(id, second.run, 'network.reset');
    await bench.started(id, 3);
    assert.deepEqual(bench.engine.lastStart(id).request.checksum, digest);
  });

  test('the last link asks or fails as if there had been no other; a full disk is no reason to change', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench, LINKS.slice(0, 2));
    bench.fail(id, await bench.started(id), 'disk.notWritable');
    await bench.reaches(id, 'failed');
    assert.deepEqual(linksOf(bench, id), LINKS.slice(0, 2));
    bench.queue.commands.retry([id]);
    bench.fail(id, await bench.started(id, 2), 'server.gone');
    bench.fail(id, await bench.started(id, 3), 'server.gone');
    await bench.reaches(id, 'failed');
  });

  test('links that are none are told, and one link counts once', async () => {
    await using bench = await QueueBench.start();
    const id = addMirrored(bench, [LINKS[0], LINKS[0], 'ftp://x/y', LINKS[1], LINKS[1]]);
    assert.deepEqual(linksOf(bench, id), LINKS.slice(0, 2));
  });
});
