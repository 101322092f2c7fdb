import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { makePrivateFolder, openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { takeInstanceLock } from '../../../main/store/instance-lock.ts';
import { MIGRATIONS } from '../../../main/store/migrations.ts';
import { createSettingsStore } from '../../../main/store/settings-store.ts';
import { StoreError, toStoreError } from '../../../main/store/store-error.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { loadedRows, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

function refusedWith(kind: string) {
  return (error: unknown): boolean => error instanceof StoreError && error.kind === kind;
}

describe('openDatabase', () => {
  test('syncs at every commit, checks foreign keys, and is readable by its owner only', async () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'data', 'sluice.db');
    await makePrivateFolder(path.dirname(file));
    const { database } = openDatabase(file, NOW_MS);
    createDownloadStore(database).insert([newDownload()]);
    assert.equal(database.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(database.pragma('synchronous', { simple: true }), 2);
    assert.equal(database.pragma('foreign_keys', { simple: true }), 1);
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    for (const name of readdirSync(path.dirname(file))) {
      assert.equal(statSync(path.join(path.dirname(file), name)).mode & 0o077, 0, name);
    }
    database.close();
  });

  test('all tables are STRICT', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), NOW_MS);
    const tables = database
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'",
      )
      .all();
    assert.ok(tables.length >= 5);
    for (const table of tables) assert.equal(table.strict, 1, table.name);
    database.close();
  });

  test('migrates step by step from an empty file, and leaves an up-to-date one alone', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    openDatabase(file, NOW_MS).database.close();
    const { database } = openDatabase(file, NOW_MS);
    assert.equal(database.pragma('user_version', { simple: true }), MIGRATIONS.length);
    database.close();
  });

  test('refuses a newer schema with words and changes nothing', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    const newer = new SqliteDatabase(file);
    newer.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    assert.throws(
      () => openDatabase(file, NOW_MS),
      (error) => refusedWith('newerSchema')(error) && /newer Sluice/u.test(String(error)),
    );
    const again = new SqliteDatabase(file);
    assert.equal(again.pragma('user_version', { simple: true }), MIGRATIONS.length + 1);
    again.close();
  });

  test('puts a damaged file aside, byte for byte, and starts a fresh one', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    writeFileSync(file, 'this is not a database, but someone may want it back'.repeat(100));
    const { database, damagedCopy } = openDatabase(file, NOW_MS);
    assert.equal(damagedCopy, path.join(folder.path, 'a.db.damaged-2026-01-02T03-04-05-000Z'));
    assert.match(readFileSync(damagedCopy, 'utf8'), /someone may want it back/u);
    assert.deepEqual(loadedRows(createDownloadStore(database)), []);
    database.close();
  });

  test('notices overwritten pages in the middle of a real database', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    const first = openDatabase(file, NOW_MS).database;
    createDownloadStore(first).insert(Array.from({ length: 500 }, () => newDownload()));
    first.pragma('wal_checkpoint(TRUNCATE)');
    first.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 8192, 20_000);
    writeFileSync(file, bytes);
    const { database, damagedCopy } = openDatabase(file, NOW_MS);
    assert.ok(damagedCopy !== null && existsSync(damagedCopy));
    database.close();
  });

  test('puts a file aside that says it is up to date but has no tables', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    const hollow = new SqliteDatabase(file);
    hollow.pragma(`user_version = ${MIGRATIONS.length}`);
    hollow.close();
    const { database, damagedCopy } = openDatabase(file, NOW_MS);
    assert.ok(damagedCopy !== null && existsSync(damagedCopy));
    database.close();
  });

  test('says when the place cannot be written', async () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'plain');
    writeFileSync(file, '');
    await assert.rejects(() => makePrivateFolder(path.join(file, 'data')), refusedWith('notWritable'));
    // Node's own recursive mkdir never comes back from here.
    await assert.rejects(() => makePrivateFolder('/proc/sluice/data'), refusedWith('notWritable'));
    assert.throws(() => openDatabase(path.join(file, 'a.db'), NOW_MS), refusedWith('notWritable'));
    assert.throws(() => openDatabase(folder.path, NOW_MS), refusedWith('notWritable'));
  });
});

describe('a store error', () => {
  test('is the first reason when closing failed as well', () => {
    const reason = new StoreError('full', 'no room');
    assert.equal(
      toStoreError(new SuppressedError(new Error('closing failed'), new SuppressedError(new Error('twice'), reason))),
      reason,
    );
  });
});

describe('the instance lock', () => {
  const HOLDER = `
    import { takeInstanceLock } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../../main/store/instance-lock.ts'))};
    takeInstanceLock(process.argv[1]);
    process.kill(process.pid, 'SIGKILL');
  `;

  test('is held once, and given back', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'sluice.lock');
    {
      using _first = takeInstanceLock(file);
      assert.throws(() => takeInstanceLock(file), refusedWith('locked'));
    }
    using _second = takeInstanceLock(file);
  });

  test('dies with the process that held it, even by kill -9', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'sluice.lock');
    const holder = spawnSync(process.execPath, ['--input-type=module', '-e', HOLDER, file]);
    assert.equal(holder.signal, 'SIGKILL', holder.stderr.toString());
    using _lock = takeInstanceLock(file);
  });
});

describe('the settings store', () => {
  test('keeps what was saved and falls back one by one', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), NOW_MS);
    const store = createSettingsStore(database);
    assert.deepEqual(store.load(), { settings: DEFAULT_SETTINGS, unreadable: [] });
    store.save({ maxActiveDownloads: 9, downloadFolder: '/data' });
    database
      .prepare(
        "INSERT INTO settings VALUES ('limitBytesPerSecond', '\"fast\"'), ('maxAttempts', '{'), ('fromTheFuture', '1')",
      )
      .run();
    const { settings, unreadable } = store.load();
    assert.deepEqual(settings, { ...DEFAULT_SETTINGS, maxActiveDownloads: 9, downloadFolder: '/data' });
    assert.deepEqual(unreadable.toSorted(), ['limitBytesPerSecond', 'maxAttempts']);
    assert.equal(database.prepare("SELECT value FROM settings WHERE name = 'maxAttempts'").pluck().get(), '{');
    database.close();
  });
});
