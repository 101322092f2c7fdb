import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readImport, createListTransfer, type ImportPlan } from '../../../renderer/model/list-transfer.ts';
import type { DroppedFile } from '../../../renderer/model/dropped-content.ts';
import { listFileFrame } from '../../../shared/list-file.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { AppBench } from '../../support/app-bench.ts';

const COUNT = 10_000;

/** A list of so many waiting downloads, as it is exported. */
function longList(): DroppedFile {
  const { start, end } = listFileFrame({
    exportedAtMs: 1,
    hasSecrets: false,
    settings: { ...DEFAULT_SETTINGS, maxActiveDownloads: 7 },
  });
  const rows = Array.from({ length: COUNT }, (_, index) =>
    JSON.stringify({ url: `https://127.0.0.1:1/${index}`, state: 'waiting' }),
  );
  const bytes = new TextEncoder().encode(start + rows.join(',\n') + end);
  return { name: 'long.json', size: bytes.length, arrayBuffer: () => Promise.resolve(bytes.buffer) };
}

async function planOf(file: DroppedFile): Promise<ImportPlan> {
  const read = await readImport(file, 1, {
    signal: new AbortController().signal,
    onProgress: () => {},
    pause: () => nextTurn(),
  });
  assert.ok(read.ok);
  return read.plan;
}

/** The window's side of an import, over the core of the bench. */
function transferOf(bench: AppBench) {
  const session = bench.app.openSession(() => {});
  return createListTransfer({ call: (name, input) => session.call(name, input) });
}

describe('importing ten thousand links', () => {
  test('reading tells how far it is, lets others work in between, and can be called off', async () => {
    const shares: number[] = [];
    const controller = new AbortController();
    let pauses = 0;
    const watch = {
      signal: controller.signal,
      onProgress: (share: number) => shares.push(share),
      pause: () => {
        pauses += 1;
        if (pauses === 20) controller.abort();
        return nextTurn();
      },
    };
    assert.deepEqual(await readImport(longList(), 1, watch), { ok: false, reason: 'cancelled' });
    assert.equal(shares.length, 20);
    assert.equal((await planOf(longList())).downloads.length, COUNT);
  });

  test('adding tells how far it is; the settings come and what waited starts when all of it is there', async () => {
    await using bench = await AppBench.start();
    const plan = await planOf(longList());
    const told: number[] = [];
    const outcome = await transferOf(bench).importList(plan, {
      withSettings: true,
      starts: true,
      signal: new AbortController().signal,
      onProgress: (done) => {
        told.push(done);
        assert.equal(bench.app.queue.idsIn('queued').size, 0);
        assert.equal(bench.app.queue.settings().maxActiveDownloads, DEFAULT_SETTINGS.maxActiveDownloads);
      },
    });
    assert.equal(outcome.kind === 'done' && outcome.added, COUNT);
    assert.ok(told.length > 20);
    assert.equal(told.at(-1), COUNT);
    assert.equal(bench.app.queue.idsIn('paused').size, 0);
    assert.equal(bench.app.queue.settings().maxActiveDownloads, 7);
  });

  test('called off on the way it leaves nothing behind: no download, no file, no setting', async () => {
    await using bench = await AppBench.start();
    const kept = await bench.call('downloads.add', { downloads: [{ url: 'https://127.0.0.1:1/0' }], paused: true });
    const plan = await planOf(longList());
    const controller = new AbortController();
    const outcome = await transferOf(bench).importList(plan, {
      withSettings: true,
      starts: true,
      signal: controller.signal,
      onProgress: (done) => {
        if (done > COUNT / 2) controller.abort();
      },
    });
    assert.deepEqual(outcome, { kind: 'takenBack' });
    const left = (): number[] => [...bench.app.queue.all()].map(({ id }) => id);
    assert.deepEqual(left(), kept.ids);
    assert.equal(bench.app.queue.settings().maxActiveDownloads, DEFAULT_SETTINGS.maxActiveDownloads);
    await bench.restart();
    assert.deepEqual(left(), kept.ids);
  });
});
