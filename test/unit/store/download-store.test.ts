import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openDatabase } from '../../../main/store/database.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { anyDownload } from '../../support/any-download.ts';
import { batch, loadedRows, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

describe('the download store', () => {
  test('gives back what was inserted and what was changed, whatever it is', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    fc.assert(
      fc.property(fc.array(anyDownload, { maxLength: 4 }), anyDownload, (inserted, changed) => {
        database.exec('DELETE FROM downloads');
        const ids = store.insert(inserted);
        const rows = inserted.map((row, index) => ({ ...row, id: ids[index] }));
        assert.deepEqual(loadedRows(store), rows);
        const [before, ...rest] = loadedRows(store);
        if (before === undefined) return;
        const after: Download = { ...changed, id: before.id };
        store.write(batch({ changed: [{ before, after }], removed: rest.map((row) => row.id) }));
        assert.deepEqual(loadedRows(store), [after]);
      }),
      { numRuns: 60 },
    );
    database.close();
  });

  test('what is saved aside is on no list before its own addition is put there, and is forgotten only by a start', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const cutShort = store.insertAside(1, [newDownload()], [null]);
    const saved = [
      ...store.insertAside(2, [newDownload(), newDownload()], [null, null]),
      ...store.insertAside(2, [newDownload()], [null]),
    ];
    assert.deepEqual(loadedRows(store), []);
    assert.deepEqual(store.setAside([...cutShort, ...saved]), []);
    assert.equal(store.forgetSetAside(Date.now(), 100), 0);
    store.enlist(2);
    assert.deepEqual(
      loadedRows(store).map(({ id }) => id),
      saved,
    );
    assert.equal(store.forgetSetAside(Number.MAX_SAFE_INTEGER, 100), 1);
    database.close();
  });

  test('ids are never used twice', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const [first] = store.insert([newDownload()]);
    assert.ok(first !== undefined);
    store.write(batch({ removed: [first] }));
    const [second] = store.insert([newDownload()]);
    assert.ok(second !== undefined && second > first);
    database.close();
  });

  test('a batch that cannot be written changes nothing', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    store.insert([newDownload(), newDownload()]);
    const [first, second] = loadedRows(store);
    assert.ok(first !== undefined && second !== undefined);
    const broken: Download = { ...second, durable: [{ start: 5, end: 5 }] };
    assert.throws(() =>
      store.write(
        batch({
          changed: [
            { before: first, after: { ...first, failures: 7 } },
            { before: second, after: broken },
          ],
        }),
      ),
    );
    assert.deepEqual(loadedRows(store), [first, second]);
    database.close();
  });

  test('leftovers stay listed until they are forgotten', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const files = [
      { path: '/a', onlyIfEmpty: true, toTrash: false, sinceMs: 5, fingerprint: null },
      { path: '/b', onlyIfEmpty: false, toTrash: true, sinceMs: null, fingerprint: '1 2 3' },
    ];
    store.write(batch({ leftovers: files }));
    assert.deepEqual(store.leftovers(), files);
    store.renewLeftovers(['/a'], 9);
    assert.equal(store.leftovers()[0]?.sinceMs, 9);
    store.forgetLeftovers(files.slice(0, 1));
    assert.equal(store.leftovers().length, 2, 'what was listed anew since is another one');
    store.forgetLeftovers(store.leftovers().slice(0, 1));
    assert.deepEqual(store.leftovers(), files.slice(1));
    database.close();
  });
});
