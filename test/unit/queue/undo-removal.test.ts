import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { HandlerContext } from '../../../main/app/handlers.ts';
import { createListHandlers } from '../../../main/app/list-handlers.ts';
import { UNWATCHED } from '../../../main/queue/work-watch.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { journalHeader, journalLine } from '../../../shared/part-journal.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const UNDO_MS = 10 * 60_000;
const HALF = [{ start: 0, end: 50 }];
const BLOCKS = [{ start: 0, end: 50, crc32: 7 }];
const NO_WINDOW: HandlerContext = {
  watch: () => {},
  watchDetails: () => {},
  show: () => {},
  hold: () => {},
  ended: new AbortController().signal,
  work: UNWATCHED,
};

/** A download that has half of its bytes and is paused. */
async function pausedHalfway(bench: QueueBench, id: DownloadId): Promise<void> {
  const { run, part } = await bench.toDownloading(id, { ...PLAIN_FACTS, sizeBytes: 100 });
  writeFileSync(part, 'x'.repeat(50));
  bench.queue.commands.pause([id]);
  bench.engine.tell({ kind: 'stopped', id, run, durable: HALF, stamp: null, blocks: BLOCKS });
  await bench.reaches(id, 'paused');
}

describe('undoing a removal', () => {
  test('brings the same download back: id, place in the queue, bytes, checksums and timeline', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [first, half, last] = bench.add('http://a.example/1', 'http://a.example/2', 'http://a.example/3') as [
      DownloadId,
      DownloadId,
      DownloadId,
    ];
    await bench.queue.moves.move([half], { kind: 'top' });
    bench.queue.commands.pause([first, last]);
    await pausedHalfway(bench, half);
    const order = bench.queue.inOrder();
    const before = bench.queue.get(half);
    const timeline = bench.queue.timelineOf(half);
    assert.ok(timeline.length > 0);
    bench.queue.commands.remove([half], { deleteFiles: false });
    assert.equal(bench.queue.get(half), undefined);
    assert.deepEqual(
      bench.storedAll().map(({ id }) => id),
      [first, last],
    );
    assert.deepEqual(await bench.queue.removed.undo([half, half]), [half]);
    assert.deepEqual(bench.queue.get(half), before);
    assert.deepEqual(bench.stored(half), before);
    assert.deepEqual(bench.queue.inOrder(), order);
    assert.deepEqual(bench.storedBlocks(half), BLOCKS);
    assert.deepEqual(bench.queue.timelineOf(half), timeline);
    assert.deepEqual(await bench.queue.removed.undo([half]), []);
  });

  test('what ran without bytes comes back under its own name, which its placeholder held until then', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('http://a.example/same.bin') as [DownloadId];
    const { run } = await bench.toDownloading(id, { ...PLAIN_FACTS, sizeBytes: 100_000_000 });
    const before = bench.queue.get(id)?.reservation?.target;
    bench.queue.commands.remove([id], { deleteFiles: false });
    const undone = bench.queue.removed.undo([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    assert.deepEqual(await undone, [id]);
    const again = await bench.started(id, 2);
    bench.engine.tell({ kind: 'probed', id, run: again, facts: { ...PLAIN_FACTS, sizeBytes: 100_000_000 } });
    await until(() => (bench.queue.get(id)?.reservation ?? null) !== null, 'its name');
    assert.equal(bench.queue.get(id)?.reservation?.target, before);
  });

  test('what ran when it was removed comes back with what came until then, once nothing writes to its file', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('http://a.example/1') as [DownloadId];
    const { run, part } = await bench.toDownloading(id, { ...PLAIN_FACTS, sizeBytes: 100 });
    writeFileSync(part, 'x'.repeat(50));
    bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ id, run, durable: HALF, blocks: BLOCKS }] });
    bench.queue.commands.remove([id], { deleteFiles: false });
    let isBack = false;
    const undone = bench.queue.removed.undo([id]).then((ids) => {
      isBack = true;
      return ids;
    });
    await bench.turns(3);
    assert.equal(isBack, false);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 80 }], stamp: null, blocks: [] });
    assert.deepEqual(await undone, [id]);
    assert.deepEqual(bench.queue.get(id)?.durable, HALF);
    assert.deepEqual(bench.storedBlocks(id), BLOCKS);
    assert.notEqual(await bench.started(id, 2), run);
  });

  test('holds up no other download while it waits for a disk that does not answer', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('http://a.example/1') as [DownloadId];
    const { run } = await bench.toDownloading(id, { ...PLAIN_FACTS, sizeBytes: 100 });
    bench.queue.commands.remove([id], { deleteFiles: false });
    const calls = createListHandlers(bench.queue, bench.clock, { chooseSaveFile: null });
    const undone = calls['downloads.undoRemove']({ ids: [id] }, NO_WINDOW);
    const [other] = bench.add('http://b.example/2') as [DownloadId];
    await bench.started(other);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    assert.deepEqual(await undone, { ids: [id] });
    await bench.started(id, 2);
  });

  test('holds up no other download while it waits for a part file that is being read', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.addAll([{ url: 'http://a.example/1' }], true) as [DownloadId];
    bench.queue.commands.remove([id], { deleteFiles: false });
    const header = { url: 'http://a.example/lost', sizeBytes: 100, etag: null, lastModified: null, contentType: null };
    mkdirSync(bench.folder, { recursive: true });
    writeFileSync(path.join(bench.folder, 'lost.sluice-part'), 'x'.repeat(50));
    writeFileSync(path.join(bench.folder, 'lost.sluice-info'), journalHeader(header) + journalLine(BLOCKS));
    const recovered = bench.queue.recover(bench.folder, UNWATCHED);
    await until(() => bench.engine.commands.some(({ kind }) => kind === 'verify'), 'the part file to be read');
    const calls = createListHandlers(bench.queue, bench.clock, { chooseSaveFile: null });
    const undone = calls['downloads.undoRemove']({ ids: [id] }, NO_WINDOW);
    const [other] = bench.add('http://b.example/2') as [DownloadId];
    await bench.started(other);
    const verify = bench.engine.commands.find(({ kind }) => kind === 'verify');
    assert.ok(verify?.kind === 'verify');
    const stamp = { sizeBytes: 50, mtimeMs: 1 };
    bench.engine.tell({ kind: 'verified', job: verify.job, result: { ok: true, damaged: [], stamp } });
    assert.equal((await recovered).recovered.length, 1);
    assert.deepEqual(await undone, { ids: [id] });
  });

  for (const name of ['gets its name', 'keeps the name that it has got already']) {
    test(`what was whole when it was removed ${name}, and is not fetched again`, async () => {
      await using bench = await QueueBench.start();
      const [id] = bench.add('http://a.example/1') as [DownloadId];
      const { run, part } = await bench.toDownloading(id, { ...PLAIN_FACTS, sizeBytes: 100 });
      const content = 'x'.repeat(100);
      writeFileSync(part, content);
      bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
      bench.queue.commands.remove([id], { deleteFiles: false });
      // The removal came before the rename or, as nobody can tell later, after it.
      const target = part.slice(0, -'.sluice-part'.length);
      if (name.startsWith('keeps')) renameSync(part, target);
      assert.deepEqual(await bench.queue.removed.undo([id]), [id]);
      await bench.reaches(id, 'completed');
      assert.equal(readFileSync(target, 'utf8'), content);
      assert.deepEqual(bench.files(), [path.basename(target)]);
      assert.deepEqual(bench.engine.startedIds(), [id]);
    });
  }

  test('a removal that could not be saved is saved before it is undone', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.addAll([{ url: 'http://a.example/1' }], true) as [DownloadId];
    bench.refuseWrites(true);
    assert.throws(() => bench.queue.commands.remove([id], { deleteFiles: false }));
    await assert.rejects(bench.queue.removed.undo([id]));
    bench.refuseWrites(false);
    assert.deepEqual(await bench.queue.removed.undo([id]), [id]);
    bench.queue.commands.resume([id]);
    assert.equal(bench.stored(id).state.kind, 'queued');
  });

  test('is over after its time, after the end of the process, and for what went for good', async () => {
    await using bench = await QueueBench.start();
    const [old, young, final, deleted, left] = bench.addAll(
      ['1', '2', '3', '4', '5'].map((name) => ({ url: `http://a.example/${name}` })),
      true,
    ) as [DownloadId, DownloadId, DownloadId, DownloadId, DownloadId];
    bench.queue.commands.remove([final], { deleteFiles: false, forGood: true });
    bench.queue.commands.remove([deleted], { deleteFiles: true });
    assert.deepEqual(await bench.queue.removed.undo([final, deleted]), []);
    bench.queue.commands.remove([old], { deleteFiles: false });
    bench.clock.advance(UNDO_MS - 1);
    bench.queue.commands.remove([young], { deleteFiles: false });
    bench.clock.advance(2000);
    await until(() => bench.rowCount() === 2, 'the old one to be forgotten');
    assert.deepEqual(await bench.queue.removed.undo([old, young]), [young]);
    bench.queue.commands.remove([left, young], { deleteFiles: false });
    await bench.crash();
    assert.equal(bench.rowCount(), 0);
    assert.deepEqual(await bench.queue.removed.undo([left]), []);
    // The number of a download is never another's.
    const [next] = bench.add('http://a.example/6') as [DownloadId];
    assert.ok(next > left);
  });

  test('what the server answered a moment before goes with the removal, and does not keep it from being saved', async () => {
    await using bench = await QueueBench.start();
    const [id, other] = bench.add('http://a.example/1', 'http://b.example/2') as [DownloadId, DownloadId];
    const answer = { atMs: 1, statusLine: 'HTTP/1.1 200 OK', headers: [], isCut: false };
    for (const each of [id, other]) {
      const run = await bench.started(each);
      bench.engine.tell({ kind: 'noted', id: each, run, entries: [], answer });
    }
    bench.queue.commands.remove([id], { deleteFiles: true });
    bench.queue.commands.remove([other], { deleteFiles: false });
    assert.equal(bench.rowCount(), 1);
  });

  test('rows are forgotten some at a time, all of them in the end', async () => {
    await using bench = await QueueBench.start();
    const urls = Array.from({ length: 450 }, (_, number) => ({ url: `http://a.example/${number}` }));
    bench.queue.commands.remove(bench.addAll(urls, true), { deleteFiles: false });
    assert.equal(bench.rowCount(), 450);
    bench.clock.advance(UNDO_MS + 1000);
    await until(() => bench.rowCount() === 0, 'all to be forgotten');
  });
});
