import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const SIZE = 3_000_000;

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function complete(bench: AppBench, server: FaultServer): Promise<{ id: DownloadId; file: string; sum: string }> {
  const id = await bench.add(server.url('good', { name: 'film.bin', size: SIZE }));
  await bench.reaches(id, 'completed');
  const file = path.join(bench.downloadFolder, 'film.bin');
  return { id, file, sum: sha256(file) };
}

describe('a file that is moved to another file system', { skip: noSmallDisk }, () => {
  test('is there byte for byte with its time and mode, and only then gone from the old folder', async () => {
    using disk = mountSmallDisk(8);
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, file, sum } = await complete(bench, server);
    chmodSync(file, 0o750);
    utimesSync(file, new Date('2020-02-03T04:05:06Z'), new Date('2020-02-03T04:05:06Z'));
    assert.deepEqual(await bench.call('downloads.moveTo', { ids: [id], directory: disk.path }), { changed: 1 });
    await bench.moveEnds(id);
    await until(() => readdirSync(bench.downloadFolder).length === 0, 'the old name to go');
    await until(() => readdirSync(disk.path).join() === 'film.bin', 'only the file to be left');
    const moved = path.join(disk.path, 'film.bin');
    assert.equal(sha256(moved), sum);
    const facts = statSync(moved);
    assert.deepEqual([facts.mode & 0o777, facts.mtime.toISOString()], [0o750, '2020-02-03T04:05:06.000Z']);
    const { row } = await bench.call('downloads.get', { id });
    assert.deepEqual([row.directory, row.relocation, row.state.kind], [disk.path, null, 'completed']);
    assert.equal((await bench.call('downloads.verify', { id })).damaged.length, 0);
    await bench.restart();
    assert.equal(bench.app.queue.get(id)?.directory, disk.path);
  });

  test('stays whole where it is when there is no room, and goes when there is', async () => {
    using disk = mountSmallDisk(1);
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, file, sum } = await complete(bench, server);
    await bench.call('downloads.moveTo', { ids: [id], directory: disk.path });
    await bench.moveEnds(id);
    const { row } = await bench.call('downloads.get', { id });
    assert.equal(row.relocation?.problem, 'full');
    assert.equal(sha256(file), sum);
    await until(() => readdirSync(disk.path).length === 0, 'half a copy to be deleted');
    disk.grow(8);
    await bench.call('downloads.moveTo', { ids: [id], directory: disk.path });
    await bench.moveEnds(id);
    assert.equal(sha256(path.join(disk.path, 'film.bin')), sum);
  });

  test('gets a number beside a file of that name, which stays as it is', async () => {
    using disk = mountSmallDisk(8);
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, sum } = await complete(bench, server);
    writeFileSync(path.join(disk.path, 'film.bin'), 'of the user');
    writeFileSync(path.join(disk.path, 'film (1).bin.sluice-part'), 'of someone');
    await bench.call('downloads.moveTo', { ids: [id], directory: disk.path });
    await bench.moveEnds(id);
    assert.equal(readFileSync(path.join(disk.path, 'film.bin'), 'utf8'), 'of the user');
    assert.equal(readFileSync(path.join(disk.path, 'film (1).bin.sluice-part'), 'utf8'), 'of someone');
    assert.equal(sha256(path.join(disk.path, 'film (1).bin')), sum);
  });

  test('tells the bytes that are copied, and stays when it is told to', async () => {
    using disk = mountSmallDisk(8);
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, file, sum } = await complete(bench, server);
    await bench.call('downloads.moveTo', { ids: [id], directory: disk.path });
    await bench.call('downloads.stopMove', { ids: [id] });
    await until(() => readdirSync(disk.path).length === 0, 'the copy to go');
    // Whatever it had reached: the file is in one place, whole.
    assert.equal(sha256(file), sum);
    assert.equal(bench.app.queue.get(id)?.relocation, null);
    assert.equal(bench.app.queue.get(id)?.directory, bench.downloadFolder);
  });

  test('is taken up by the next start when this one ends', async () => {
    using disk = mountSmallDisk(8);
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, sum } = await complete(bench, server);
    await bench.call('downloads.moveTo', { ids: [id], directory: disk.path });
    await bench.restart();
    await bench.moveEnds(id);
    await until(() => readdirSync(bench.downloadFolder).length === 0, 'the old name to go');
    await until(() => readdirSync(disk.path).join() === 'film.bin', 'only the file to be left');
    assert.equal(sha256(path.join(disk.path, 'film.bin')), sum);
  });
});

test('names, folders and kinds are changed by calls, and refused in words', async () => {
  using folder = makeTempFolder();
  await using server = await FaultServer.start();
  await using bench = await AppBench.start();
  const { id, sum } = await complete(bench, server);
  assert.equal(await bench.refused('downloads.moveTo', { ids: [id], directory: 'films' }), 'call.folderNotAbsolute');
  const missing = path.join(folder.path, 'missing');
  assert.equal(await bench.refused('downloads.moveTo', { ids: [id], directory: missing }), 'call.folderGone');
  assert.equal(await bench.refused('downloads.rename', { id: 999, name: 'a' }), 'call.notFound');
  assert.deepEqual(await bench.call('downloads.rename', { id, name: 'a: b?.mp4' }), {
    kind: 'renamed',
    name: 'a_ b_.mp4',
  });
  const { row } = await bench.call('downloads.get', { id });
  assert.deepEqual([row.name, row.category, row.chosenCategory], ['a_ b_.mp4', 'video', null]);
  await bench.call('downloads.setCategory', { ids: [id], category: 'documents' });
  const videos = await bench.call('downloads.list', { view: { category: 'video' } });
  const documents = await bench.call('downloads.list', { view: { category: 'documents' } });
  assert.deepEqual([videos.total, documents.total], [0, 1]);
  assert.equal(sha256(path.join(bench.downloadFolder, 'a_ b_.mp4')), sum);
});

test('a new download goes where the rule of its chosen kind says', async () => {
  using folder = makeTempFolder();
  await using server = await FaultServer.start();
  const films = path.join(folder.path, 'films');
  mkdirSync(films);
  await using bench = await AppBench.start({ folderRules: [{ category: 'video', host: '', folder: films }] });
  const url = server.url('good', { name: 'film.bin', size: 1000 });
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, category: 'video' }] });
  const [id] = ids;
  assert.ok(id !== null && id !== undefined);
  await bench.reaches(id, 'completed');
  assert.deepEqual(readdirSync(films), ['film.bin']);
  const { row } = await bench.call('downloads.get', { id });
  assert.deepEqual([row.category, row.chosenCategory], ['video', 'video']);
});

test('a file that came with an imported list is not moved', async () => {
  using folder = makeTempFolder();
  await using bench = await AppBench.start();
  mkdirSync(bench.downloadFolder, { recursive: true });
  writeFileSync(path.join(bench.downloadFolder, 'thesis.odt'), 'the only copy');
  const listed = { url: 'https://example.org/thesis.odt', directory: bench.downloadFolder };
  const { ids } = await bench.call('list.import', {
    downloads: [{ ...listed, file: 'thesis.odt', sizeBytes: 13, state: 'completed' }],
  });
  const [id] = ids;
  assert.ok(id !== undefined);
  assert.deepEqual(await bench.call('downloads.rename', { id, name: 'b.odt' }), { kind: 'failed', problem: 'notOurs' });
  await bench.call('downloads.moveTo', { ids: [id], directory: folder.path });
  assert.equal((await bench.call('downloads.get', { id })).row.relocation?.problem, 'notOurs');
  assert.deepEqual(readdirSync(bench.downloadFolder), ['thesis.odt']);
});
