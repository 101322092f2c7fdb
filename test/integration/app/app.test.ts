import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createApp } from '../../../main/app/create-app.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { countBytes } from '../../../shared/byte-range.ts';
import { fileContent, startPacedServer, type PacedServer } from '../../crash/paced-server.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const SIZE = 3_000_000;

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('the app with its real engine', () => {
  let server: PacedServer;
  before(async () => {
    server = await startPacedServer();
  });
  after(() => server[Symbol.asyncDispose]());

  test('a downloaded program opens only when it was asked about', async () => {
    await using bench = await AppBench.start();
    const { ids } = await bench.call('downloads.add', { downloads: [{ url: server.url(10, 7), name: 'Setup.exe' }] });
    const [id] = ids;
    assert.ok(id !== null && id !== undefined);
    await bench.reaches(id, 'completed');
    assert.equal(await bench.refused('downloads.open', { id }), 'call.isProgram');
    assert.deepEqual(bench.opened, []);
    await bench.call('downloads.open', { id, confirmed: true });
    assert.deepEqual(bench.opened, [path.join(bench.downloadFolder, 'Setup.exe')]);
  });

  test('a link becomes a file with the same bytes, and only a completed file opens', async () => {
    await using bench = await AppBench.start();
    const id = await bench.add(server.url(SIZE, 1));
    assert.equal(await bench.refused('downloads.open', { id }), 'call.notCompleted');
    await bench.reaches(id, 'completed');
    const file = path.join(bench.downloadFolder, '1.bin');
    assert.equal(sha256(readFileSync(file)), sha256(fileContent(SIZE, 1)));
    await bench.call('downloads.open', { id });
    await bench.call('downloads.showInFolder', { id });
    assert.deepEqual(bench.opened, [file, file]);
    rmSync(file);
    assert.equal(await bench.refused('downloads.open', { id }), 'call.fileGone');
    assert.equal(await bench.refused('downloads.showInFolder', { id }), 'call.fileGone');
    assert.deepEqual(bench.opened, [file, file]);
    const { row, progress } = await bench.call('downloads.get', { id });
    assert.equal(row.name, '1.bin');
    assert.equal(progress.receivedBytes, SIZE);
  });

  test('pause keeps the bytes, and resume asks for none of them again', async () => {
    await using bench = await AppBench.start({ connectionsPerDownload: 2 });
    const id = await bench.add(server.url(SIZE * 4, 2));
    const download = (): Download => bench.app.queue.get(id) ?? assert.fail();
    await until(() => bench.app.queue.progressOf(download()).receivedBytes > 1_000_000, 'the first million bytes');
    await bench.call('downloads.pause', { ids: [id] });
    await bench.reaches(id, 'paused');
    assert.equal(bench.app.queue.progressOf(download()).connections, 0);
    const { durable } = download();
    assert.ok(countBytes(durable) > 1_000_000);
    const requestsBefore = server.firstBytes.length;
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
    assert.equal(sha256(readFileSync(path.join(bench.downloadFolder, '2.bin'))), sha256(fileContent(SIZE * 4, 2)));
    const askedAgain = server.firstBytes.slice(requestsBefore);
    assert.ok(askedAgain.length > 0);
    for (const first of askedAgain)
      assert.ok(!durable.some((range) => range.start <= first && first < range.end), String(first));
  });

  test('a checksum that does not match keeps the file under its unfinished name', async () => {
    await using bench = await AppBench.start();
    const checksum = { algorithm: 'sha256', hex: 'ab'.repeat(32) } as const;
    const { ids } = await bench.call('downloads.add', { downloads: [{ url: server.url(10_000, 3), checksum }] });
    const id = ids[0] ?? assert.fail();
    await bench.reaches(id, 'blocked');
    const state = bench.app.queue.get(id)?.state;
    assert.ok(state?.kind === 'blocked' && state.failure.code === 'checksum.mismatch');
    assert.ok(!readdirSync(bench.downloadFolder).includes('3.bin'));
    assert.equal(readFileSync(path.join(bench.downloadFolder, '3.bin.sluice-part')).length, 10_000);
  });

  test('after a restart everything is there, and what was running goes on', async () => {
    await using bench = await AppBench.start();
    const running = await bench.add(server.url(SIZE * 4, 4));
    const done = await bench.add(server.url(1000, 5));
    await bench.reaches(running, 'downloading');
    await bench.reaches(done, 'completed');
    await bench.restart();
    await bench.reaches(running, 'completed');
    assert.equal(sha256(readFileSync(path.join(bench.downloadFolder, '4.bin'))), sha256(fileContent(SIZE * 4, 4)));
    const { total } = await bench.call('downloads.list', {});
    assert.equal(total, 2);
  });

  test('ten thousand links are added in one call and listed by pages', async () => {
    await using bench = await AppBench.start();
    const downloads = Array.from({ length: 10_000 }, (_, index) => ({ url: `https://example.org/${index}` }));
    await bench.call('downloads.add', { downloads, paused: true });
    const { total, rows } = await bench.call('downloads.list', { start: 9_900, count: 200 });
    assert.equal(total, 10_000);
    assert.equal(rows.length, 100);
    assert.equal((await bench.call('downloads.remove', { ids: rows.map((row) => row.id) })).changed, 100);
    const search = { view: { search: '/777' } } as const;
    assert.equal((await bench.call('downloads.list', search)).total, 11);
  });

  test('settings are kept, bad ones are refused', async () => {
    await using bench = await AppBench.start();
    await bench.call('settings.change', {
      maxActiveDownloads: 2,
      downloadFolder: path.join(bench.dataFolder, 'other'),
    });
    assert.equal(
      await bench.refused('settings.change', { downloadFolder: 'relative/folder' }),
      'call.folderNotAbsolute',
    );
    assert.equal(await bench.refused('settings.change', { maxActiveDownloads: 0 }), 'call.badInput');
    await bench.restart();
    const settings = await bench.call('settings.get', {});
    assert.equal(settings.maxActiveDownloads, 2);
    assert.equal((await bench.call('app.info', {})).downloadFolder, path.join(bench.dataFolder, 'other'));
  });

  test('a finished file that a server calls like the journal of another stays', async () => {
    await using faults = await FaultServer.start();
    await using bench = await AppBench.start();
    const value = 'attachment; filename="a.bin.sluice-info"';
    const hostile = await bench.add(faults.url('disposition', { size: 0, value }));
    await bench.reaches(hostile, 'completed');
    const files = readdirSync(bench.downloadFolder);
    await bench.reaches(await bench.add(faults.url('good', { size: 20 * 1024 * 1024, name: 'a.bin' })), 'completed');
    assert.deepEqual(readdirSync(bench.downloadFolder).toSorted(), ['a.bin', ...files].toSorted());
  });

  test('a folder that no row can hold is refused, and the list opens again', async () => {
    await using bench = await AppBench.start();
    const url = 'http://127.0.0.1:9/a';
    await bench.call('downloads.add', { downloads: [{ url }], paused: true });
    const folder = `${bench.downloadFolder}/a\0b`;
    await bench.refused('downloads.add', { downloads: [{ url, directory: folder }], paused: true });
    await bench.refused('settings.change', { downloadFolder: folder });
    await bench.refused('downloads.recover', { directory: folder });
    await bench.restart();
    assert.equal([...bench.app.queue.all()].length, 1);
  });

  test('a folder that is not absolute is refused before anything is added', async () => {
    await using bench = await AppBench.start();
    const downloads = [{ url: server.url(1, 1) }, { url: server.url(1, 2), directory: 'here' }];
    assert.equal(await bench.refused('downloads.add', { downloads }), 'call.folderNotAbsolute');
    assert.equal((await bench.call('downloads.list', {})).total, 0);
  });
});

describe('starting', () => {
  test('one Sluice works on a data folder', async () => {
    await using bench = await AppBench.start();
    const second = await createApp(bench.input());
    assert.ok(!second.ok);
    assert.equal(second.refusal.kind, 'locked');
    assert.match(second.refusal.message, /already running/u);
  });

  test('a damaged database is put aside and the user is told where', async () => {
    await using bench = await AppBench.start();
    await bench.app.close();
    writeFileSync(path.join(bench.dataFolder, 'sluice.db'), 'not a database');
    await bench.restart();
    const { notices } = await bench.call('app.info', {});
    assert.equal(notices[0]?.code, 'notice.databaseDamaged');
    assert.equal(readFileSync(notices[0].detail, 'utf8'), 'not a database');
  });

  test('a data folder that cannot be made is a refusal with words', async () => {
    using folder = makeTempFolder();
    writeFileSync(path.join(folder.path, 'plain'), '');
    await using bench = await AppBench.start();
    const started = await createApp({ ...bench.input(), dataFolder: path.join(folder.path, 'plain', 'data') });
    assert.ok(!started.ok);
    assert.equal(started.refusal.kind, 'notWritable');
    assert.match(started.refusal.message, /--data-dir/u);
  });

  test('a clean end leaves one database file and no log', async () => {
    await using bench = await AppBench.start();
    await bench.app.close();
    assert.ok(existsSync(path.join(bench.dataFolder, 'sluice.db')));
    assert.deepEqual(
      readdirSync(bench.dataFolder).filter((name) => name.includes('-wal')),
      [],
    );
  });
});
