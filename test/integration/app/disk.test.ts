import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 2 ** 20;

describe('a disk that does not do what was asked', () => {
  let files: FaultServer;
  before(async () => {
    files = await FaultServer.start();
  });
  after(() => files[Symbol.asyncDispose]());

  test(
    'a full disk asks, keeps the bytes, and the file is whole once there is room',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(2);
      await using bench = await AppBench.start();
      const url = files.url('good', { name: 'large.bin', seed: 1, size: 5 * MIB });
      const { ids } = await bench.call('downloads.add', { downloads: [{ url, directory: disk.path }] });
      const id = ids[0] ?? assert.fail();
      await bench.reaches(id, 'blocked');
      const state = bench.app.queue.get(id)?.state;
      assert.ok(state?.kind === 'blocked' && state.failure.code === 'disk.full');
      disk.grow(20);
      await bench.call('downloads.resume', { ids: [id] });
      await bench.reaches(id, 'completed');
      assert.equal(await fileSha256(path.join(disk.path, 'large.bin')), testBytesSha256(1, 5 * MIB));
    },
  );

  test(
    'links that the full disk cannot keep are refused with a code, and the ones before are still there',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(2);
      await using bench = await AppBench.start({}, path.join(disk.path, 'data'));
      await bench.call('downloads.add', { downloads: [{ url: 'https://example.org/1' }], paused: true });
      const tooMany = Array.from({ length: 50_000 }, (_, index) => ({ url: `https://example.org/many/${index}` }));
      assert.equal(await bench.refused('downloads.add', { downloads: tooMany, paused: true }), 'call.notSaved');
      assert.equal((await bench.call('downloads.list', {})).total, 1);
      disk.grow(100);
      await bench.call('downloads.add', { downloads: tooMany, paused: true });
      await bench.restart();
      assert.equal((await bench.call('downloads.list', {})).total, 50_001);
    },
  );

  test(
    'while the disk of the list is full, windows are told; when there is room, what happened is saved',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(3);
      await using bench = await AppBench.start({}, path.join(disk.path, 'data'), { mayComplain: true });
      const id = await bench.add(
        files.url('drip', { name: 'a.bin', seed: 4, size: 400_000, pieceBytes: 4000, everyMs: 20 }),
      );
      await bench.reaches(id, 'downloading');
      const troubles: (string | null)[] = [];
      using _watch = bench.watch((frame) => troubles.push(frame.trouble?.code ?? null));
      disk.fill();
      await until(() => troubles.at(-1) === 'notice.cannotSave', 'the window to be told');
      disk.grow(50);
      await until(() => troubles.at(-1) === null, 'the trouble to be over');
      await bench.reaches(id, 'completed');
      await bench.restart();
      assert.equal(bench.app.queue.get(id)?.state.kind, 'completed');
    },
  );

  test(
    'a download whose start the full disk of the list cannot keep goes on by itself when there is room',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(3);
      const asked = Promise.withResolvers<void>();
      const mayAnswer = Promise.withResolvers<void>();
      await using server = createServer((_request, response) => {
        asked.resolve();
        void mayAnswer.promise.then(() => response.end('short'));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      await using bench = await AppBench.start({}, path.join(disk.path, 'data'), { mayComplain: true });
      const troubles: (string | null)[] = [];
      using _watch = bench.watch((frame) => troubles.push(frame.trouble?.code ?? null));
      const id = await bench.add(`http://127.0.0.1:${address.port}/a.bin`);
      await asked.promise;
      disk.fill();
      mayAnswer.resolve();
      await until(() => troubles.at(-1) === 'notice.cannotSave', 'the window to be told');
      assert.equal(bench.app.queue.get(id)?.state.kind, 'probing');
      disk.grow(50);
      await bench.reaches(id, 'completed');
    },
  );

  test('a folder that is missing, a file, or too deep fails with its own code', async () => {
    await using bench = await AppBench.start();
    mkdirSync(bench.downloadFolder);
    const plain = path.join(bench.downloadFolder, 'plain');
    writeFileSync(plain, '');
    for (const [directory, code] of [
      [path.join(bench.downloadFolder, 'nowhere'), 'disk.folderMissing'],
      [plain, 'disk.folderMissing'],
      [path.join(bench.downloadFolder, 'x'.repeat(300)), 'disk.nameTooLong'],
    ] as const) {
      const { ids } = await bench.call('downloads.add', {
        downloads: [{ url: files.url('good', { size: 10 }), directory }],
      });
      const id = ids[0] ?? assert.fail();
      await bench.reaches(id, 'failed');
      const state = bench.app.queue.get(id)?.state;
      assert.ok(state?.kind === 'failed');
      assert.equal(state.failure.code, code);
    }
    assert.deepEqual(readdirSync(bench.downloadFolder), ['plain']);
  });

  test('a part file that was deleted meanwhile is fetched again from the start', async () => {
    await using bench = await AppBench.start();
    const url = files.url('drip', { name: 'a.bin', seed: 2, size: 300_000, pieceBytes: 30_000, everyMs: 30 });
    const id = await bench.add(url);
    await bench.reaches(id, 'downloading');
    await bench.call('downloads.pause', { ids: [id] });
    await bench.reaches(id, 'paused');
    const part = readdirSync(bench.downloadFolder).find((name) => name.endsWith('.sluice-part')) ?? assert.fail();
    unlinkSync(path.join(bench.downloadFolder, part));
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'a.bin')), testBytesSha256(2, 300_000));
  });

  test('settings that cannot be read stand at their defaults, and the user is told which', async () => {
    await using bench = await AppBench.start();
    await bench.call('settings.change', { maxActiveDownloads: 3, maxAttempts: 4 });
    await bench.app.close();
    bench.damageSetting('maxActiveDownloads');
    await bench.restart();
    const settings = await bench.call('settings.get', {});
    assert.equal(settings.maxActiveDownloads, 5);
    assert.equal(settings.maxAttempts, 4);
    const { notices } = await bench.call('app.info', {});
    assert.deepEqual(notices, [{ code: 'notice.settingsReset', detail: 'maxActiveDownloads' }]);
  });
});
