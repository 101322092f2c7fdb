import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
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
