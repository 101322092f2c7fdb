import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import { mountExfatDisk, noExfatDisk } from '../../support/loop-disk.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const SIZES = [0, 1000, 3_000_000] as const;

/** Adds `NAME` of a seed of its own for each, all at once, and waits until they are complete. */
async function complete(
  bench: AppBench,
  server: FaultServer,
  files: readonly { readonly name: string; readonly seed: number; readonly size: number; readonly directory: string }[],
): Promise<DownloadId[]> {
  const downloads = files.map(({ name, seed, size, directory }) => ({
    url: server.url('good', { seed, size, name: `${seed}.bin` }),
    name,
    directory,
  }));
  const { ids } = await bench.call('downloads.add', { downloads });
  const all = ids.filter((id) => id !== null);
  for (const id of all) await bench.reaches(id, 'completed');
  return all;
}

function fileOf(bench: AppBench, id: DownloadId): string {
  const download = bench.app.queue.get(id);
  return path.join(download?.directory ?? '', download?.reservation?.target ?? '');
}

describe('a disk without hard links that ignores case', { skip: noExfatDisk }, () => {
  for (const size of SIZES) {
    test(`two files of ${size} bytes whose names differ in case only are both there, whole`, async () => {
      using disk = mountExfatDisk();
      await using server = await FaultServer.start();
      await using bench = await AppBench.start();
      const directory = disk.path;
      const ids = await complete(bench, server, [
        { name: 'film.bin', seed: 1, size, directory },
        { name: 'FILM.BIN', seed: 2, size, directory },
        { name: 'Film.bin', seed: 3, size, directory },
      ]);
      assert.equal(readdirSync(disk.path).length, 3);
      for (const [index, id] of ids.entries()) {
        assert.equal(await fileSha256(fileOf(bench, id)), testBytesSha256(index + 1, size));
      }
    });
  }

  for (const size of SIZES) {
    test(`a file of ${size} bytes replaces the old one of its name, in whatever case, when that is wished`, async () => {
      using disk = mountExfatDisk();
      await using server = await FaultServer.start();
      await using bench = await AppBench.start({ onNameTaken: 'overwrite' });
      writeFileSync(path.join(disk.path, 'FILM.BIN'), 'the old one');
      const [id] = await complete(bench, server, [{ name: 'film.bin', seed: 1, size, directory: disk.path }]);
      assert.ok(id !== undefined);
      assert.equal(readdirSync(disk.path).length, 1);
      assert.equal(await fileSha256(fileOf(bench, id)), testBytesSha256(1, size));
    });
  }

  test('a file that is renamed or moved there replaces nothing, and may change the case of its own name', async () => {
    using disk = mountExfatDisk();
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const size = 100_000;
    const [there, other, far] = await complete(bench, server, [
      { name: 'film.bin', seed: 1, size, directory: disk.path },
      { name: 'other.bin', seed: 2, size, directory: disk.path },
      { name: 'FILM.BIN', seed: 3, size, directory: bench.downloadFolder },
    ]);
    assert.ok(there !== undefined && other !== undefined && far !== undefined);
    await bench.call('downloads.rename', { id: other, name: 'Film.bin' });
    await bench.moveEnds(other);
    await bench.call('downloads.moveTo', { ids: [far], directory: disk.path });
    await bench.moveEnds(far);
    await bench.call('downloads.rename', { id: there, name: 'FILM.bin' });
    await bench.moveEnds(there);
    await until(() => readdirSync(bench.downloadFolder).length === 0, 'the old name to go');
    await until(() => readdirSync(disk.path).length === 3, 'only the files to be left');
    for (const [seed, id] of [
      [1, there],
      [2, other],
      [3, far],
    ] as const) {
      assert.equal(await fileSha256(fileOf(bench, id)), testBytesSha256(seed, size));
    }
    assert.deepEqual(readdirSync(disk.path).toSorted(), ['FILM (2).BIN', 'FILM.bin', 'Film (1).bin'].toSorted());
  });
});
