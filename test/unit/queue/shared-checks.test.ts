import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WorkWatch } from '../../../main/queue/work-watch.ts';
import type { DownloadId } from '../../../shared/download.ts';
import type { WorkProgress } from '../../../shared/work-progress.ts';
import { QueueBench } from '../../support/queue-bench.ts';

function watcher(): WorkWatch & { readonly stop: () => void; readonly told: WorkProgress[] } {
  const controller = new AbortController();
  const told: WorkProgress[] = [];
  return {
    signal: controller.signal,
    stop: () => controller.abort(new Error('not wanted')),
    onProgress: (progress) => told.push(progress),
    told,
  };
}

const kindsOf = (bench: QueueBench): string[] =>
  bench.engine.commands.map(({ kind }) => kind).filter((kind) => kind === 'verify' || kind === 'cancelFileJob');

describe('a check that two wait for', () => {
  test('goes on while one of them wants it, ends when nobody does, and is made anew for the next', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add('http://a.example/1') as [DownloadId];
    await bench.finish(id);
    const [first, second, third] = [watcher(), watcher(), watcher()];
    const unwanted = bench.queue.checks.verify(id, first);
    const alsoUnwanted = bench.queue.checks.verify(id, second);
    const command = bench.engine.commands.find(({ kind }) => kind === 'verify');
    assert.ok(command?.kind === 'verify');
    bench.engine.tell({ kind: 'fileRead', job: command.job, doneBytes: 1, totalBytes: 2 });
    const progress = { doneBytes: 1, totalBytes: 2 };
    assert.deepEqual([first.told, second.told], [[progress], [progress]]);
    first.stop();
    await assert.rejects(unwanted, /not wanted/u);
    assert.deepEqual(kindsOf(bench), ['verify']);
    second.stop();
    await assert.rejects(alsoUnwanted, /not wanted/u);
    assert.deepEqual(kindsOf(bench), ['verify', 'cancelFileJob']);
    const wanted = bench.queue.checks.verify(id, third);
    const anew = bench.engine.commands.findLast(({ kind }) => kind === 'verify');
    assert.ok(anew?.kind === 'verify' && anew.job !== command.job);
    const failure = { code: 'app.unexpected', detail: 'cancelled' } as const;
    bench.engine.tell({ kind: 'verified', job: command.job, result: { ok: false, failure } });
    const stamp = { sizeBytes: 100, mtimeMs: 1 };
    bench.engine.tell({ kind: 'verified', job: anew.job, result: { ok: true, damaged: [], stamp } });
    assert.equal((await wanted).kind, 'checked');
  });
});
