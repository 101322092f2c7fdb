import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LeftoverCleaner } from '../../../main/queue/leftover-cleaner.ts';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { batch } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

test('a file that was made long after its deletion was decided is someone else’s', async () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const leftovers = ['ours', 'theirs', 'of before that was noted', 'let go of late'].map((name) => {
    const file = path.join(folder.path, name);
    writeFileSync(file, name);
    const decidedMs = Date.now() - (name === 'ours' ? 0 : 3_600_000);
    const sinceMs = name.startsWith('of before') ? null : decidedMs;
    return { path: file, onlyIfEmpty: false, toTrash: false, sinceMs, fingerprint: null };
  });
  store.write(batch({ leftovers }));
  const files = { isBusy: () => false, ownedAmong: () => new Set<string>(), moveToTrash: null };
  const cleaner = new LeftoverCleaner(store, files, (error) => assert.fail(String(error)));
  cleaner.cleanLetGo([path.join(folder.path, 'let go of late')]);
  await cleaner.settled();
  assert.deepEqual(
    readdirSync(folder.path).filter((name) => !name.startsWith('a.db')),
    ['theirs'],
  );
  assert.deepEqual(store.leftovers(), []);
  database.close();
});

test('a name that becomes a download’s between two steps keeps its file', async () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const leftovers = Array.from({ length: 300 }, (_, index) => {
    const file = path.join(folder.path, `${index}.zip`);
    writeFileSync(file, '');
    return { path: file, onlyIfEmpty: false, toTrash: false, sinceMs: null, fingerprint: null };
  });
  store.write(batch({ leftovers }));
  const last = store.leftovers().at(-1)?.path ?? assert.fail();
  let steps = 0;
  const ownedAmong = (paths: ReadonlySet<string>): ReadonlySet<string> => {
    steps += 1;
    return new Set(steps > 1 && paths.has(last) ? [last] : []);
  };
  const files = { isBusy: () => false, ownedAmong, moveToTrash: null };
  const cleaner = new LeftoverCleaner(store, files, (error) => assert.fail(String(error)));
  cleaner.clean();
  await cleaner.settled();
  assert.deepEqual(
    readdirSync(folder.path).filter((name) => name.endsWith('.zip')),
    [path.basename(last)],
  );
  assert.deepEqual(store.leftovers(), []);
  database.close();
});

test('thousands of files are deleted in steps, each of them forgotten in a commit of its own', async () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const leftovers = Array.from({ length: 600 }, (_, index) => {
    const file = path.join(folder.path, `${index}.zip`);
    writeFileSync(file, '');
    return { path: file, onlyIfEmpty: true, toTrash: false, sinceMs: null, fingerprint: null };
  });
  store.write(batch({ leftovers }));
  const forgotten: number[] = [];
  const counting = {
    ...store,
    forgetLeftovers: (files: Parameters<typeof store.forgetLeftovers>[0]) => {
      forgotten.push(files.length);
      store.forgetLeftovers(files);
    },
  };
  const files = { isBusy: () => false, ownedAmong: () => new Set<string>(), moveToTrash: null };
  const cleaner = new LeftoverCleaner(counting, files, (error) => assert.fail(String(error)));
  cleaner.clean();
  await cleaner.settled();
  assert.deepEqual(forgotten, [250, 250, 100]);
  assert.deepEqual(store.leftovers(), []);
  assert.deepEqual(
    readdirSync(folder.path).filter((name) => name.endsWith('.zip')),
    [],
  );
  database.close();
});
