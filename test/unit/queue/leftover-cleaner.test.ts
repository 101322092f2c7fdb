import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LeftoverCleaner } from '../../../main/queue/leftover-cleaner.ts';
import { claimsOn, type NameClaim } from '../../../main/queue/removed-files.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { NOBODYS_FILES } from '../../fakes/cleaner-files.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { batch, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

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
  const cleaner = new LeftoverCleaner(store, NOBODYS_FILES, (error) => assert.fail(String(error)));
  cleaner.cleanLetGo([path.join(folder.path, 'let go of late')]);
  await cleaner.settled();
  assert.deepEqual(
    readdirSync(folder.path).filter((name) => !name.startsWith('a.db')),
    ['theirs'],
  );
  assert.deepEqual(store.leftovers(), []);
  database.close();
});

/** A queue whose trash does something before it takes the first file. */
async function withSlowTrash(beforeFirst: (bench: QueueBench) => Promise<void>) {
  const bench = await QueueBench.start();
  const trashed: string[] = [];
  bench.moveToTrash = async (file) => {
    if (trashed.push(path.basename(file)) === 1) await beforeFirst(bench);
    unlinkSync(file);
  };
  await bench.restart();
  return { bench, trashed };
}

test('a name that becomes a download’s while other files are deleted keeps its file', async () => {
  const { bench, trashed } = await withSlowTrash(async () => {
    unlinkSync(path.join(bench.folder, 'b.zip'));
    const [id = assert.fail()] = bench.addAll([{ url: 'https://example.org/new', name: 'b.zip' }]);
    await bench.finish(id, 'of a new download');
  });
  await using _bench = bench;
  const ids = bench.addAll(['a.zip', 'b.zip'].map((name) => ({ url: `https://example.org/${name}`, name })));
  for (const id of ids) await bench.finish(id);
  bench.queue.commands.remove(ids, { deleteFiles: true });
  await until(() => bench.storedLeftovers().length === 0, 'the files to be dealt with');
  assert.deepEqual(trashed, ['a.zip']);
  assert.deepEqual(bench.files(), ['b.zip']);
  assert.equal(readFileSync(path.join(bench.folder, 'b.zip'), 'utf8'), 'of a new download');
});

test('a name that a download is just taking is looked at again after the next commit', async () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const path1 = path.join(folder.path, '1.zip');
  const path2 = path.join(folder.path, '2.zip');
  for (const file of [path1, path2]) writeFileSync(file, '');
  const leftover = { onlyIfEmpty: false, toTrash: false, sinceMs: null, fingerprint: null };
  store.write(batch({ leftovers: [path1, path2].map((file) => ({ ...leftover, path: file })) }));
  const claims = new Map<string, NameClaim>([path1, path2].map((file) => [file, 'wish']));
  const waiting: (() => void)[] = [];
  const files = { ...NOBODYS_FILES, claims: () => claims, afterCommit: (call: () => void) => void waiting.push(call) };
  const cleaner = new LeftoverCleaner(store, files, (error) => assert.fail(String(error)));
  cleaner.clean();
  await cleaner.settled();
  assert.equal(store.leftovers().length, 2);

  claims.set(path1, 'file');
  claims.delete(path2);
  waiting.shift()?.();
  await cleaner.settled();
  assert.deepEqual([existsSync(path1), existsSync(path2)], [true, false]);
  assert.deepEqual(store.leftovers(), []);
  assert.deepEqual(waiting, []);
  database.close();
});

test('a file that is listed anew while a round goes on is deleted by the next one', async () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const [name, other] = [path.join(folder.path, 'name.zip'), path.join(folder.path, 'other.zip')];
  for (const file of [name, other]) writeFileSync(file, '');
  const leftover = { onlyIfEmpty: false, toTrash: true, sinceMs: Date.now(), fingerprint: null };
  store.write(batch({ leftovers: [name, other].map((file) => ({ ...leftover, path: file })) }));
  const claims = new Map<string, NameClaim>([[name, 'file']]);
  const trashed: string[] = [];
  const moveToTrash = async (file: string): Promise<void> => {
    trashed.push(path.basename(file));
    if (file !== other) return;
    // The download that has the other name is removed with its file.
    claims.delete(name);
    store.write(batch({ leftovers: [{ ...leftover, path: name, sinceMs: leftover.sinceMs + 1 }] }));
  };
  const files = { ...NOBODYS_FILES, claims: () => claims, moveToTrash };
  const cleaner = new LeftoverCleaner(store, files, (error) => assert.fail(String(error)));
  cleaner.clean();
  await cleaner.settled();
  assert.deepEqual(trashed, ['other.zip']);
  cleaner.clean();
  await cleaner.settled();
  assert.deepEqual(trashed, ['other.zip', 'name.zip']);
  assert.deepEqual(store.leftovers(), []);
  database.close();
});

test('a name is a download’s when its file is made, and wished for from the commit before', () => {
  const reservation = {
    target: 'a.zip', part: 'a.zip.sluice-part', owned: false, sinceMs: 0, hasPlaceholder: true, replaces: null,
  } as const; // prettier-ignore
  const row = { ...newDownload({ directory: '/d', reservation }), id: 1 as DownloadId };
  const paths = new Set(['/d/a.zip', '/d/a.zip.sluice-part', '/d/other.zip', '/e/a.zip']);
  const claimed = (download: Download): unknown => Object.fromEntries(claimsOn(() => [download], paths));
  assert.deepEqual(claimed(row), { '/d/a.zip': 'wish', '/d/a.zip.sluice-part': 'wish' });
  const owned = { ...row, reservation: { ...reservation, owned: true } };
  assert.deepEqual(claimed(owned), { '/d/a.zip': 'file', '/d/a.zip.sluice-part': 'file' });
  assert.deepEqual(claimed({ ...owned, state: { kind: 'completed', atMs: 0 } }), { '/d/a.zip': 'file' });
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
  const cleaner = new LeftoverCleaner(counting, NOBODYS_FILES, (error) => assert.fail(String(error)));
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
