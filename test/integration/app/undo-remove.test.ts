import assert from 'node:assert/strict';
import { access, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { pauseHalfway, removeHalfway, SEED, SIZE } from '../../support/half-file.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

describe('undoing a removal', () => {
  test('a completed download comes back with its file and its checksums', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const id = await bench.add(files.url('good', { name: 'done.bin', size: 3_000_000 }));
    await bench.reaches(id, 'completed');
    await bench.call('downloads.remove', { ids: [id] });
    assert.deepEqual(await bench.call('downloads.undoRemove', { ids: [id] }), { ids: [id] });
    assert.equal(bench.app.queue.get(id)?.state.kind, 'completed');
    assert.equal((await bench.call('downloads.verify', { id })).checkedBytes, 3_000_000);
    await access(path.join(bench.downloadFolder, 'done.bin'));
    assert.deepEqual(await bench.call('downloads.undoRemove', { ids: [id] }), { ids: [] });
  });

  test('one that ran goes on with its bytes, and ends whole under its name', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const size = 8_000_000;
    const url = files.url('hold', { name: 'half.bin', size, seed: 3, after: 4_000_000 });
    const id = await bench.add(url);
    await bench.reaches(id, 'downloading');
    await bench.call('downloads.pause', { ids: [id] });
    await bench.reaches(id, 'paused');
    files.change(url, 'good', { size, seed: 3 });
    await bench.call('downloads.resume', { ids: [id] });
    await bench.call('downloads.remove', { ids: [id] });
    assert.deepEqual(await bench.call('downloads.undoRemove', { ids: [id] }), { ids: [id] });
    await bench.reaches(id, 'completed');
    const file = path.join(bench.downloadFolder, bench.app.queue.get(id)?.reservation?.target ?? '');
    assert.equal(path.basename(file), 'half.bin');
    assert.equal(await fileSha256(file), testBytesSha256(3, size));
  });

  test('an empty file that the user made under its name meanwhile stays, and it gets a number', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id, url, target: own } = await removeHalfway(bench, files);
    await writeFile(own, '');
    const { ino } = await stat(own);
    await bench.call('downloads.undoRemove', { ids: [id] });
    files.change(url, 'good', { size: SIZE, seed: SEED });
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
    assert.equal((await stat(own)).ino, ino);
    assert.equal(bench.app.queue.get(id)?.reservation?.target, 'half (1).bin');
  });

  test('one whose part file another download has taken up begins anew, under another name', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id, url } = await pauseHalfway(bench, files);
    await bench.call('downloads.remove', { ids: [id] });
    const { recovered } = await bench.call('downloads.recover', { directory: bench.downloadFolder });
    const [taker] = recovered;
    assert.ok(taker !== undefined);
    assert.deepEqual(await bench.call('downloads.undoRemove', { ids: [id] }), { ids: [id] });
    files.change(url, 'good', { size: SIZE, seed: SEED });
    await bench.call('downloads.resume', { ids: [taker.id, id] });
    for (const each of [taker.id, id]) await bench.reaches(each, 'completed');
    const names = [taker.id, id].map((each) => bench.app.queue.get(each)?.reservation?.target ?? '');
    assert.deepEqual(names, ['half.bin', 'half (1).bin']);
    for (const name of names) {
      assert.equal(await fileSha256(path.join(bench.downloadFolder, name)), testBytesSha256(SEED, SIZE));
    }
  });
});
