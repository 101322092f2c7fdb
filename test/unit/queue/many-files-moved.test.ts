import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { makeFolder } from '../../support/place-bench.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const FILES = 150;
const AT_ONCE = 64;

/** Complete downloads with their files, as an earlier process left them. */
async function withFiles(): Promise<{ readonly bench: QueueBench; readonly ids: readonly DownloadId[] }> {
  const bench = await QueueBench.start();
  mkdirSync(bench.folder, { recursive: true });
  const names = Array.from({ length: FILES }, (_, index) => `file-${index}.zip`);
  const ids = bench.addAll(
    names.map((name) => ({ url: `https://example.org/${name}` })),
    true,
  );
  for (const [index, target] of names.entries()) {
    writeFileSync(path.join(bench.folder, target), target);
    const reservation = {
      target, part: target + PART_SUFFIX, owned: true, sinceMs: 0, hasPlaceholder: false, replaces: null,
    }; // prettier-ignore
    bench.leaves(ids[index] ?? (0 as DownloadId), {
      state: { kind: 'completed', atMs: 1 },
      facts: { ...PLAIN_FACTS, sizeBytes: target.length },
      reservation,
    });
  }
  await bench.restart();
  return { bench, ids };
}

function onTheirWay({ queue }: QueueBench): number {
  return [...queue.all()].filter(({ relocation }) => relocation?.kind === 'moving').length;
}

describe('many files that are moved at once', () => {
  test('go some at a time, and all arrive', async () => {
    const { bench: owned, ids } = await withFiles();
    await using bench = owned;
    const folder = makeFolder(bench, 'elsewhere');
    let most = 0;
    bench.onWrite = () => {
      most = Math.max(most, onTheirWay(bench));
    };
    assert.equal(bench.queue.places.moveTo(ids, folder), FILES);
    await until(() => readdirSync(folder).length === FILES && bench.files().length === 0, 'all files to arrive');
    assert.equal(most, AT_ONCE);
  });

  test('do not keep one waiting that is renamed meanwhile', async () => {
    const { bench: owned, ids } = await withFiles();
    await using bench = owned;
    const folder = makeFolder(bench, 'elsewhere');
    const [last] = ids.slice(-1);
    assert.ok(last !== undefined);
    bench.queue.places.moveTo(ids.slice(0, -1), folder);
    const verdict = await bench.queue.places.rename(last, 'first.zip');
    assert.deepEqual(verdict, { kind: 'renamed', name: 'first.zip' });
    await until(() => readdirSync(folder).length === FILES - 1 && bench.files().length === 1, 'all others to arrive');
    assert.deepEqual(bench.files(), ['first.zip']);
  });

  test('go on after a crash', async () => {
    const { bench: owned, ids } = await withFiles();
    await using bench = owned;
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo(ids, folder);
    await until(() => readdirSync(folder).length > 0, 'the first to arrive');
    await bench.crash();
    await until(() => readdirSync(folder).length === FILES && bench.files().length === 0, 'all files to arrive');
  });
});
