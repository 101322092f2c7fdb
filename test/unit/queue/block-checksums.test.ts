import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlockChecksum } from '../../../shared/block-checksum.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const A: BlockChecksum = { start: 0, end: 10, crc32: 1 };
const B: BlockChecksum = { start: 10, end: 20, crc32: 2 };
const STAMP = { sizeBytes: 20, mtimeMs: 5 };

/** A download that has a checkpoint behind it. */
async function running(bench: QueueBench): Promise<{ id: DownloadId; run: number }> {
  const [id] = bench.add('https://example.org/file.zip');
  assert.ok(id !== undefined);
  const { run } = await bench.toDownloading(id);
  const checkpoint = { id, run, durable: [{ start: 0, end: 10 }], blocks: [A] };
  bench.engine.tell({ kind: 'checkpoints', checkpoints: [checkpoint] });
  await until(() => bench.stored(id).durable.length === 1, 'the checkpoint');
  return { id, run };
}

describe('checksums and the stamp of a part file', () => {
  test('are stored with the bytes, given back when the engine cannot trust the file, and gone with a restart', async () => {
    await using bench = await QueueBench.start();
    const { id, run } = await running(bench);
    assert.deepEqual(bench.storedBlocks(id), [A]);
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 20 }], stamp: STAMP, blocks: [B] });
    await bench.reaches(id, 'paused');
    await until(() => bench.stored(id).stamp !== null, 'the stamp');
    assert.deepEqual([bench.stored(id).stamp, bench.storedBlocks(id)], [STAMP, [A, B]]);

    bench.queue.commands.resume([id]);
    const second = await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.stamp, STAMP);
    assert.equal(bench.stored(id).stamp, null, 'nothing vouches for a file that is written to');
    bench.engine.tell({ kind: 'unproved', id, run: second });
    await until(() => bench.engine.commands.some((command) => command.kind === 'prove'), 'the checksums');
    const proof = bench.engine.commands.find((command) => command.kind === 'prove');
    assert.deepEqual(proof, { kind: 'prove', id, run: second, blocks: [A, B] });

    const facts = bench.queue.get(id)?.facts;
    assert.ok(facts !== undefined && facts !== null);
    bench.engine.tell({ kind: 'restarted', id, run: second, facts });
    await until(() => bench.stored(id).durable.length === 0, 'the restart');
    assert.deepEqual(bench.storedBlocks(id), []);
  });

  test('of a failure that makes the bytes worthless are not kept', async () => {
    await using bench = await QueueBench.start();
    const { id, run } = await running(bench);
    const failure = { code: 'server.tooManyBytes', detail: '' } as const;
    const durable = [{ start: 0, end: 20 }];
    bench.engine.tell({ kind: 'failed', id, run, failure, retryAfterMs: null, durable, stamp: STAMP, blocks: [B] });
    await bench.reaches(id, 'retrying');
    await until(() => bench.stored(id).durable.length === 0, 'the commit');
    assert.deepEqual([bench.stored(id).stamp, bench.storedBlocks(id)], [null, []]);
  });

  test('of the last bytes wait with them for a disk that takes nothing, and are dropped with a removed row', async () => {
    await using bench = await QueueBench.start();
    const { id, run } = await running(bench);
    bench.refuseWrites(true);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 20 }], stamp: STAMP, blocks: [B] });
    assert.throws(() => bench.queue.commands.remove([id], { deleteFiles: false }));
    bench.refuseWrites(false);
    bench.clock.advance(10_000);
    await until(() => bench.storedAll().length === 0, 'the removal');
  });
});
