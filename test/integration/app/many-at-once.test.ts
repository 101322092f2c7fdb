import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROWS_PER_STEP } from '../../../main/app/slot-order.ts';
import { AppBench } from '../../support/app-bench.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { until } from '../../support/until.ts';

const MANY = 1200;

describe('thousands of downloads changed by one call', () => {
  test('pause, while other calls are answered and nothing takes the places of those that ran', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start({ maxActiveDownloads: 2, maxActivePerHost: 2, connectionsPerDownload: 1 });
    const downloads = Array.from({ length: MANY }, () => ({ url: files.url('silent') }));
    await bench.call('downloads.add', { downloads });
    await until(() => files.requests.length === 2, 'two that run');
    const answered: string[] = [];
    const pausing = bench.call('downloads.pauseAll', {}).then(({ changed }) => {
      answered.push('pauseAll');
      return changed;
    });
    await bench.call('app.info', {});
    answered.push('info');
    assert.equal(await pausing, MANY);
    assert.deepEqual(answered, ['info', 'pauseAll']);
    await until(() => bench.app.queue.idsIn('paused').size === MANY, 'all to be paused');
    assert.equal(files.requests.length, 2);
  });

  test('get other places, kinds and limits, some hundred in a turn', async () => {
    await using bench = await AppBench.start();
    await using elsewhere = await createTempFolder();
    const downloads = Array.from({ length: MANY }, (_, index) => ({ url: `https://example.org/${index}` }));
    const added = await bench.call('downloads.add', { downloads, paused: true });
    const ids = added.ids.flatMap((id) => id ?? []);
    const to = { kind: 'bottom' } as const;
    const calls = {
      moveTo: () => bench.call('downloads.moveTo', { ids, directory: elsewhere.path }),
      setCategory: () => bench.call('downloads.setCategory', { ids, category: 'video' }),
      change: () => bench.call('downloads.change', { ids, limitBytesPerSecond: 5000 }),
      setPriority: () => bench.call('downloads.setPriority', { ids, priority: 'low' }),
      move: () => bench.call('downloads.move', { ids: ids.slice(0, MANY / 2), to }),
    };
    const changed: Record<string, number> = {};
    let most = 0;
    bench.app.queue.onCommit((changes) => {
      most = Math.max(most, changes.length);
    });
    for (const [name, call] of Object.entries(calls)) changed[name] = (await call()).changed;
    assert.equal(most, 250, 'rows that one turn changed');
    assert.deepEqual(changed, {
      moveTo: MANY, setCategory: MANY, change: MANY, setPriority: MANY, move: MANY / 2,
    }); // prettier-ignore
    const [row] = [...bench.app.queue.all()].slice(-1);
    assert.ok(row !== undefined);
    assert.deepEqual([row.directory, row.category, row.priority], [elsewhere.path, 'video', 'low']);
  });

  test('are sorted by name in turns of their own, and then a window gets its frame', async () => {
    await using bench = await AppBench.start();
    const count = 2 * ROWS_PER_STEP;
    const downloads = Array.from({ length: count }, (_, index) => ({
      url: `https://example.org/${count - index}.bin`,
    }));
    const { ids } = await bench.call('downloads.add', { downloads, paused: true });
    const byName = { sort: 'name', descending: false } as const;
    const framed = Promise.withResolvers<readonly unknown[]>();
    using _window = bench.watch(({ placements }) => framed.resolve(placements[0]?.ids ?? []), byName);
    const list = await bench.call('downloads.list', { view: byName, count: 10 });
    const expected = ids.toReversed().slice(0, 10);
    assert.deepEqual(
      list.rows.map(({ id }) => id),
      expected,
    );
    assert.deepEqual(await framed.promise, expected);
  });

  test('are removed and brought back, all of them', async () => {
    await using bench = await AppBench.start();
    const downloads = Array.from({ length: MANY }, (_, index) => ({ url: `https://example.org/${index}` }));
    const { ids } = await bench.call('downloads.add', { downloads, paused: true });
    const all = ids.flatMap((id) => id ?? []);
    assert.deepEqual(await bench.call('downloads.remove', { ids: all }), { changed: MANY });
    assert.deepEqual([...bench.app.queue.ids()], []);
    assert.deepEqual(await bench.call('downloads.undoRemove', { ids: all }), { ids: all });
    assert.equal(bench.app.queue.idsIn('paused').size, MANY);
  });
});
