import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { StoreError } from '../../../main/store/store-error.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { loadedRows, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

function refusedWith(kind: string) {
  return (error: unknown): boolean => error instanceof StoreError && error.kind === kind;
}

/** A list of `count` links in one file, closed. */
function makeList(file: string, count: number): void {
  const { database } = openDatabase(file, NOW_MS);
  createDownloadStore(database).insert(
    Array.from({ length: count }, (_, index) => newDownload({ url: `https://example.org/${index}` })),
  );
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

function urlsIn(file: string): { readonly urls: string[]; readonly damagedCopy: string | null } {
  const { database, damagedCopy } = openDatabase(file, NOW_MS);
  const urls = loadedRows(createDownloadStore(database)).map((download) => download.url);
  database.close();
  return { urls, damagedCopy };
}

describe('what can be wrong with the file of the list', () => {
  test('without a byte it is put aside: Sluice never leaves one like that', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    makeList(file, 3);
    truncateSync(file, 0);
    const { urls, damagedCopy } = urlsIn(file);
    assert.deepEqual(urls, []);
    assert.ok(damagedCopy !== null && statSync(damagedCopy).size === 0);
  });

  test('cut off anywhere, it is put aside', () => {
    for (const keptBytes of [1, 100, 4096, 4097, 12_288]) {
      using folder = makeTempFolder();
      const file = path.join(folder.path, 'a.db');
      makeList(file, 300);
      truncateSync(file, keptBytes);
      const { urls, damagedCopy } = urlsIn(file);
      assert.deepEqual(urls, [], `${keptBytes} bytes`);
      assert.ok(damagedCopy !== null && statSync(damagedCopy).size === keptBytes);
    }
  });

  test('a page of noise anywhere is noticed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ minLength: 4096, maxLength: 4096 }), (at, noise) => {
        using folder = makeTempFolder();
        const file = path.join(folder.path, 'a.db');
        makeList(file, 300);
        const bytes = readFileSync(file);
        const page = (at % Math.floor(bytes.length / 4096)) * 4096;
        const before = Buffer.from(bytes);
        bytes.set(noise, page);
        if (bytes.equals(before)) return;
        writeFileSync(file, bytes);
        const { database, damagedCopy } = openDatabase(file, NOW_MS);
        assert.ok(damagedCopy !== null, `page ${page / 4096} of ${bytes.length / 4096}`);
        assert.ok(existsSync(damagedCopy));
        database.close();
      }),
      { numRuns: 25 },
    );
  });

  test('a log whose database is gone is kept, not deleted as SQLite would', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    const { database } = openDatabase(file, NOW_MS);
    createDownloadStore(database).insert([newDownload()]);
    copyFileSync(`${file}-wal`, path.join(folder.path, 'wal'));
    database.close();
    unlinkSync(file);
    copyFileSync(path.join(folder.path, 'wal'), `${file}-wal`);
    const { urls, damagedCopy } = urlsIn(file);
    assert.deepEqual(urls, []);
    assert.ok(damagedCopy !== null);
    assert.deepEqual(readFileSync(`${damagedCopy}-wal`), readFileSync(path.join(folder.path, 'wal')));
  });

  test('the log of a process that died is read', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    makeList(file, 1);
    const { database } = openDatabase(file, NOW_MS);
    createDownloadStore(database).insert([newDownload({ url: 'https://example.org/late' })]);
    const left = path.join(folder.path, 'left');
    mkdirSync(left);
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, path.join(left, `a.db${suffix}`));
    database.close();
    assert.deepEqual(urlsIn(path.join(left, 'a.db')), {
      urls: ['https://example.org/0', 'https://example.org/late'],
      damagedCopy: null,
    });
  });

  test('the log of another list never gives a list that is neither', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    const other = path.join(folder.path, 'b.db');
    makeList(file, 300);
    const { database } = openDatabase(other, NOW_MS);
    createDownloadStore(database).insert(
      Array.from({ length: 40 }, (_, index) => newDownload({ url: `https://other.example/${index}` })),
    );
    copyFileSync(`${other}-wal`, `${file}-wal`);
    database.close();
    const { urls, damagedCopy } = urlsIn(file);
    const isOne = urls.length === 300 && urls.every((url) => url.startsWith('https://example.org/'));
    assert.ok(isOne || damagedCopy !== null, `${urls.length} links and no word`);
  });

  test('held by another program, it is refused with a code of its own', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    makeList(file, 1);
    const holder = new SqliteDatabase(file);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN EXCLUSIVE');
    assert.throws(() => openDatabase(file, NOW_MS), refusedWith('heldByOther'));
    holder.close();
    assert.equal(urlsIn(file).urls.length, 1);
  });

  test('on a disk that was made read-only, it is refused and whole afterwards', { skip: noSmallDisk }, () => {
    using disk = mountSmallDisk(5);
    const file = path.join(disk.path, 'a.db');
    makeList(file, 5);
    disk.setReadOnly(true);
    assert.throws(() => openDatabase(file, NOW_MS), refusedWith('notWritable'));
    disk.setReadOnly(false);
    assert.deepEqual(urlsIn(file).damagedCopy, null);
  });

  test('on a full disk no half-made list stays, and with room it is made', { skip: noSmallDisk }, () => {
    using disk = mountSmallDisk(1);
    const file = path.join(disk.path, 'a.db');
    disk.fill();
    assert.throws(() => openDatabase(file, NOW_MS), refusedWith('full'));
    assert.deepEqual(readdirSync(disk.path), ['filling']);
    disk.grow(5);
    assert.deepEqual(urlsIn(file), { urls: [], damagedCopy: null });
  });

  test('what a crash left of a new list is not taken for it', () => {
    using folder = makeTempFolder();
    const file = path.join(folder.path, 'a.db');
    writeFileSync(`${file}.new`, 'half');
    assert.deepEqual(urlsIn(file), { urls: [], damagedCopy: null });
    assert.ok(!existsSync(`${file}.new`));
  });
});
