import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import type { ServerAnswer } from '../../../shared/server-answer.ts';
import { batch, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const answer = (atMs: number): ServerAnswer => ({
  atMs,
  statusLine: 'HTTP/1.1 200 OK',
  headers: [{ name: 'ETag', value: `"${atMs}"` }],
  isCut: false,
});

test('the last answer to a download replaces the one before, and goes with its download', () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const [first, second] = store.insert([newDownload(), newDownload()]);
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(store.answer(first), null);
  store.write(batch({ answers: [{ id: first, answer: answer(1) }] }));
  store.write(batch({ answers: [{ id: first, answer: answer(2) }] }));
  assert.deepEqual(store.answer(first), answer(2));
  assert.equal(store.answer(second), null);
  store.write(batch({ removed: [first] }));
  assert.equal(database.prepare('SELECT count(*) FROM server_answers').pluck().get(), 0);
  database.close();
});

test('an answer that cannot be read is none', () => {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  const [id] = store.insert([newDownload()]);
  assert.ok(id !== undefined);
  for (const text of ['{', '{"atMs":1}']) {
    database.prepare('INSERT OR REPLACE INTO server_answers (download_id, answer) VALUES (?, ?)').run(id, text);
    assert.equal(store.answer(id), null);
  }
  database.close();
});
