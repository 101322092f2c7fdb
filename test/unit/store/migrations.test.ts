import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { MIGRATIONS } from '../../../main/store/migrations.ts';
import { createSettingsStore } from '../../../main/store/settings-store.ts';
import { StoreError } from '../../../main/store/store-error.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { loadedRows } from '../../support/store-fixture.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
/** Written by Sluice as of commit ae67421, the last one of schema 1. */
const SCHEMA_1 = path.join(import.meta.dirname, '../../fixtures/schema-1.db');

const isFull = (error: unknown): boolean => error instanceof StoreError && error.kind === 'full';

describe('a list of an older Sluice', () => {
  test('is brought up to date with all it holds, and kept as it was in the backups', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'sluice.db');
    const backups = path.join(folder.path, 'backups');
    copyFileSync(SCHEMA_1, file);
    const { database, damagedCopy, isFresh } = openDatabase(file, NOW_MS, backups);
    assert.deepEqual({ damagedCopy, isFresh }, { damagedCopy: null, isFresh: false });
    assert.equal(database.pragma('user_version', { simple: true }), MIGRATIONS.length);
    const [half, gone, late, ...more] = loadedRows(createDownloadStore(database));
    assert.ok(half !== undefined && gone !== undefined && late !== undefined && more.length === 0);
    assert.equal(half.url, 'https://example.org/half.zip');
    assert.deepEqual(half.durable, [
      { start: 0, end: 16_777_216 },
      { start: 20_000_000, end: 30_000_000 },
    ]);
    assert.deepEqual(half.headers, [{ name: 'referer', value: 'https://example.org/' }]);
    assert.deepEqual(half.options.checksum, { algorithm: 'sha256', hex: 'ab'.repeat(32) });
    assert.deepEqual([half.answers, half.isNewLink, half.stamp], [[], false, null]);
    // The order of adding is that of the queue.
    assert.deepEqual(
      [half, gone, late].map(({ priority, position }) => `${priority} ${position}`),
      ['normal 2', 'normal 3', 'normal 4'],
    );
    assert.deepEqual(half.mirrors, []);
    assert.equal(half.reservation?.hasPlaceholder, true);
    assert.deepEqual(gone.state, { kind: 'failed', failure: { code: 'server.notFound', detail: '404' } });
    assert.deepEqual(late.state, { kind: 'retrying', atMs: 9, attempt: 2, code: 'network.reset' });
    assert.equal(createDownloadStore(database).leftovers().length, 1);
    assert.equal(createSettingsStore(database).load().settings.maxActiveDownloads, 9);
    database.close();

    assert.deepEqual(readdirSync(backups), ['sluice-20260102-030405-upgrade.db']);
    const backup = path.join(backups, 'sluice-20260102-030405-upgrade.db');
    assert.equal(statSync(backup).mode & 0o777, 0o600);
    const old = new SqliteDatabase(backup, { readonly: true });
    assert.equal(old.pragma('user_version', { simple: true }), 1);
    assert.equal(old.prepare('SELECT count(*) FROM downloads').pluck().get(), 3);
    old.close();
  });

  test('three of those copies are kept', () => {
    using folder = makeTempFolder();
    const backups = path.join(folder.path, 'backups');
    for (let day = 0; day < 5; day += 1) {
      const file = path.join(folder.path, `${day}.db`);
      copyFileSync(SCHEMA_1, file);
      openDatabase(file, NOW_MS + day * 86_400_000, backups).database.close();
    }
    assert.deepEqual(
      readdirSync(backups).map((name) => name.slice(7, 15)),
      ['20260104', '20260105', '20260106'],
    );
  });

  test('is left as it is when there is no room for the copy', { skip: noSmallDisk }, () => {
    using folder = makeTempFolder();
    using disk = mountSmallDisk(1);
    const file = path.join(folder.path, 'sluice.db');
    copyFileSync(SCHEMA_1, file);
    disk.fill();
    assert.throws(() => openDatabase(file, NOW_MS, path.join(disk.path, 'backups')), isFull);
    const old = new SqliteDatabase(file);
    assert.equal(old.pragma('user_version', { simple: true }), 1);
    old.close();
    disk.grow(5);
    openDatabase(file, NOW_MS, path.join(disk.path, 'backups')).database.close();
  });
});
