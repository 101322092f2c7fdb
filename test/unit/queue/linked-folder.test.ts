import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { UNWATCHED } from '../../../main/queue/work-watch.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

test('a part file that the run of a removed download still writes to is in use, also by another path of its folder', async () => {
  await using bench = await QueueBench.start();
  const linked = `${bench.folder}-linked`;
  mkdirSync(bench.folder, { recursive: true });
  symlinkSync(bench.folder, linked, 'junction');
  const [id] = bench.addAll([{ url: 'https://example.org/file.zip', directory: linked }]);
  assert.ok(id !== undefined);
  const { run } = await bench.toDownloading(id);
  const checkpoint = { id, run, durable: [{ start: 0, end: 10 }], blocks: [{ start: 0, end: 10, crc32: 1 }] };
  bench.engine.tell({ kind: 'checkpoints', checkpoints: [checkpoint] });
  await until(() => bench.stored(id).durable.length === 1, 'the checkpoint');
  bench.queue.commands.remove([id], { deleteFiles: false });
  for (const folder of [bench.folder, linked]) {
    const { recovered, skipped } = await bench.queue.recover(folder, UNWATCHED);
    assert.deepEqual([recovered, skipped], [[], [{ name: 'file.zip.sluice-part', reason: 'inUse' }]], folder);
  }
  bench.engine.tell({ kind: 'stopped', id, run, durable: [{ start: 0, end: 10 }], stamp: null, blocks: [] });
});
