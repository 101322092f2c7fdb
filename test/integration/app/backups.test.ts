import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { createApp } from '../../../main/app/create-app.ts';
import { createBackup, prepareRestore } from '../../../main/store/backup.ts';
import { MIGRATIONS } from '../../../main/store/migrations.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { realPorts } from '../../support/real-ports.ts';
import { FakeNetwork } from '../../fakes/fake-network.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const DAY_MS = 86_400_000;

async function urlsOf(bench: AppBench): Promise<string[]> {
  const { rows } = await bench.call('downloads.list', { view: { sort: 'added', descending: false } });
  return rows.map((row) => row.url);
}

async function addPaused(bench: AppBench, url: string): Promise<void> {
  await bench.call('downloads.add', { downloads: [{ url }], paused: true });
}

describe('backups of the list', () => {
  let files: FaultServer;
  before(async () => {
    files = await FaultServer.start();
  });
  after(() => files[Symbol.asyncDispose]());

  test('one that was asked for is whole, private, and in the list', async () => {
    await using bench = await AppBench.start();
    await addPaused(bench, 'https://example.org/1');
    const backup = await bench.call('backups.create', {});
    assert.deepEqual(await bench.call('backups.list', {}), { backups: [backup] });
    assert.match(backup.name, /^sluice-\d{8}-\d{6}-asked\.db$/u);
    const folder = path.join(bench.dataFolder, 'backups');
    assert.deepEqual(readdirSync(folder), [backup.name]);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(folder, backup.name)).mode & 0o777, 0o600);
    const copy = new SqliteDatabase(path.join(folder, backup.name), { readonly: true });
    assert.equal(copy.prepare('SELECT url FROM downloads').pluck().get(), 'https://example.org/1');
    copy.close();
  });

  test('two in one second have two names', async () => {
    await using bench = await AppBench.start();
    const [one, two] = await Promise.all([bench.call('backups.create', {}), bench.call('backups.create', {})]);
    assert.notEqual(one.name, two.name);
  });

  test('a restored one is the list at the next start, and the list of before is kept', async () => {
    await using bench = await AppBench.start();
    await addPaused(bench, 'https://example.org/1');
    const { name } = await bench.call('backups.create', {});
    await addPaused(bench, 'https://example.org/2');
    await bench.call('backups.restore', { name });
    await bench.app.shutdownRequested;
    await addPaused(bench, 'https://example.org/3'); // Until it ends it works with the list it has.
    await bench.restart();
    assert.deepEqual(await urlsOf(bench), ['https://example.org/1']);
    const { notices } = await bench.call('app.info', {});
    const [notice] = notices;
    assert.ok(notice?.code === 'notice.listRestored' && notices.length === 1);
    const replaced = new SqliteDatabase(notice.detail, { readonly: true });
    assert.equal(replaced.prepare('SELECT count(*) FROM downloads').pluck().get(), 3);
    replaced.close();
    await bench.restart();
    assert.deepEqual((await bench.call('app.info', {})).notices, []);
  });

  test('a change of mind has its way too: a backup is made before one is restored', async () => {
    await using bench = await AppBench.start();
    const { name } = await bench.call('backups.create', {});
    await addPaused(bench, 'https://example.org/1');
    await bench.call('backups.restore', { name });
    await bench.restart();
    assert.deepEqual(await urlsOf(bench), []);
    const { backups } = await bench.call('backups.list', {});
    const later = backups.find((backup) => backup.name !== name) ?? assert.fail();
    await bench.call('backups.restore', { name: later.name });
    await bench.restart();
    assert.deepEqual(await urlsOf(bench), ['https://example.org/1']);
  });

  test('names that are not in the list are refused, wherever they lead', async () => {
    await using bench = await AppBench.start();
    writeFileSync(path.join(bench.dataFolder, 'sluice-20260101-000000-daily.db'), 'x');
    for (const name of ['../sluice.db', 'nothing', 'sluice-20260101-000000-daily.db', '/etc/passwd', '..']) {
      assert.equal(await bench.refused('backups.restore', { name }), 'call.backupGone');
    }
  });

  test('a damaged or newer backup is refused, and the list stays', async () => {
    await using bench = await AppBench.start();
    await addPaused(bench, 'https://example.org/1');
    const { name } = await bench.call('backups.create', {});
    const file = path.join(bench.dataFolder, 'backups', name);
    const bytes = readFileSync(file);
    const torn = Buffer.from(bytes).fill(0xff, 4096, 9000);
    const newer = Buffer.from(bytes);
    newer.writeUInt32BE(MIGRATIONS.length + 1, 60); // user_version (https://sqlite.org/fileformat.html, 1.3)
    for (const unusable of [torn, newer, Buffer.alloc(0), Buffer.from('not a database')]) {
      writeFileSync(file, unusable);
      assert.equal(await bench.refused('backups.restore', { name }), 'call.backupUnusable');
    }
    await bench.restart();
    assert.deepEqual(await urlsOf(bench), ['https://example.org/1']);
    assert.deepEqual((await bench.call('app.info', {})).notices, []);
  });

  test('a damaged or vanished list says that there is a backup, and it can be restored', async () => {
    for (const harm of [
      (file: string): void => writeFileSync(file, ''),
      (file: string): void => writeFileSync(file, Buffer.alloc(20_000, 0xee)),
      (file: string): void => rmSync(file),
    ]) {
      await using bench = await AppBench.start();
      await addPaused(bench, 'https://example.org/1');
      const { name } = await bench.call('backups.create', {});
      await bench.app.close();
      harm(path.join(bench.dataFolder, 'sluice.db'));
      await bench.restart();
      const { notices } = await bench.call('app.info', {});
      assert.deepEqual(notices.at(-1), { code: 'notice.backupAvailable', detail: name });
      await bench.call('backups.restore', { name });
      await bench.restart();
      assert.deepEqual(await urlsOf(bench), ['https://example.org/1']);
    }
  });

  test('a row that cannot be read costs itself and not the list, and loses nothing', async () => {
    await using bench = await AppBench.start({}, undefined, { mayComplain: true });
    for (const number of [1, 2, 3, 4]) await addPaused(bench, `https://u:p@example.org/${number}?key=secret`);
    await bench.app.close();
    const file = path.join(bench.dataFolder, 'sluice.db');
    const database = new SqliteDatabase(file);
    database.exec(`UPDATE downloads SET state = 'failed', state_data = 'half a ' WHERE id = 2`);
    database.exec(`UPDATE downloads SET url = 'nonsense' WHERE id = 3`);
    database.exec(`UPDATE downloads SET checksum_from = 'thin air' WHERE id = 4`);
    const before = database.prepare('SELECT * FROM downloads ORDER BY id').all();
    database.close();
    for (let start = 0; start < 2; start += 1) {
      await bench.restart();
      assert.deepEqual(await urlsOf(bench), ['https://example.org/1?key=secret']);
      const { notices } = await bench.call('app.info', {});
      const detail = 'https://example.org/2, https://example.org/4 (+1)';
      assert.deepEqual(notices, [{ code: 'notice.rowsLeftOut', detail }]);
    }
    // Their numbers are not used again.
    const { ids } = await bench.call('downloads.add', { downloads: [{ url: 'https://example.org/5' }], paused: true });
    assert.deepEqual(ids, [5]);
    await bench.app.close();
    const after = new SqliteDatabase(file, { readonly: true });
    assert.deepEqual(after.prepare('SELECT * FROM downloads WHERE id < 5 ORDER BY id').all(), before);
    after.close();
    assert.deepEqual(
      readdirSync(bench.dataFolder).filter((name) => name.includes('damaged')),
      [],
    );
  });

  test('on a full disk none is made and nothing is left, with room it is', { skip: noSmallDisk }, async () => {
    using disk = mountSmallDisk(3);
    await using bench = await AppBench.start({}, path.join(disk.path, 'data'), { mayComplain: true });
    await addPaused(bench, 'https://example.org/1');
    disk.fill();
    assert.equal(await bench.refused('backups.create', {}), 'call.notSaved');
    disk.grow(20);
    assert.deepEqual(await bench.call('backups.list', {}), { backups: [] });
    await bench.call('backups.create', {});
  });

  test('a restored list believes nothing about files that it cannot prove', async () => {
    await using bench = await AppBench.start();
    const size = 300_000;
    const id = await bench.add(files.url('good', { name: 'a.bin', seed: 5, size }));
    await bench.reaches(id, 'completed');
    await bench.app.close();
    // The list of a moment ago: it was running, it was being finished, and its part file is another's by now.
    const database = new SqliteDatabase(path.join(bench.dataFolder, 'sluice.db'));
    database.exec(`
      UPDATE downloads SET state = 'finishing', state_data = '{}', part_size_bytes = NULL, part_mtime_ms = NULL;
      DELETE FROM block_checksums;
      INSERT INTO durable_ranges SELECT id, 0, ${size} FROM downloads;
      INSERT INTO leftover_files (path, only_if_empty) VALUES ('${path.join(bench.downloadFolder, 'mine.txt')}', 0);
    `);
    database.close();
    const target = path.join(bench.downloadFolder, 'a.bin');
    writeFileSync(target, Buffer.alloc(size)); // Another file of the same size, edited in place.
    writeFileSync(`${target}.sluice-part`, Buffer.alloc(size, 0xaa));
    writeFileSync(path.join(bench.downloadFolder, 'mine.txt'), 'mine');
    const source = path.join(bench.dataFolder, 'sluice.db');
    const backups = path.join(bench.dataFolder, 'backups');

    const { signal } = new AbortController();
    const { name } = await createBackup(source, backups, { reason: 'asked', nowMs: 0, signal });
    await prepareRestore(source, path.join(backups, name), { nowMs: 0, signal });
    await bench.restart();
    await bench.reaches(id, 'completed');
    const names = readdirSync(bench.downloadFolder).toSorted();
    assert.deepEqual(names, ['a (1).bin', 'a.bin', 'mine.txt']);
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'a (1).bin')), testBytesSha256(5, size));
    assert.deepEqual(readFileSync(target), Buffer.alloc(size));
  });
});

describe('the daily backup', () => {
  test('comes when something changed, once a day, and as many are kept as the setting says', async () => {
    using folder = makeTempFolder();
    const clock = new FakeClock(Date.UTC(2026, 0, 2));
    const started = await createApp({
      dataFolder: folder.path,
      ports: { ...realPorts(folder.path), clock, network: new FakeNetwork() },
      settings: { backupsKept: 2 },
      log: (message) => assert.fail(message),
    });
    assert.ok(started.ok);
    const session = started.app.openSession(() => {});
    const names = async (): Promise<string[]> => {
      const reply = await session.call('backups.list', {});
      assert.ok(reply.ok);
      return reply.value.backups.map((backup) => backup.name.slice(7, 15));
    };
    const add = async (): Promise<void> => {
      const reply = await session.call('downloads.add', { downloads: [{ url: 'https://example.org/' }], paused: true });
      assert.ok(reply.ok);
    };
    for (const [step, expected] of [['20260102'], ['20260103', '20260102'], ['20260104', '20260103']].entries()) {
      await add();
      clock.advance(step === 0 ? 10 * 60_000 : DAY_MS);
      let found: string[] = [];
      await until(
        () => {
          void names().then((now) => (found = now));
          return found.length === expected.length && found[0] === expected[0];
        },
        () => `the backups ${expected.join()} and not ${found.join()}`,
      );
      assert.deepEqual(found, expected);
    }
    clock.advance(5 * DAY_MS);
    assert.deepEqual(await names(), ['20260104', '20260103'], 'nothing changed since');
    await started.app.close();
  });
});
