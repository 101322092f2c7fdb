import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { createTimelineStore, MAX_TIMELINE_ENTRIES } from '../../../main/store/timeline-store.ts';
import type { TimelineEntry } from '../../../shared/timeline.ts';
import { batch, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const note = (atMs: number): TimelineEntry => ({ kind: 'note', note: 'offline', detail: '', atMs });

describe('the timeline store', () => {
  test('gives back each kind of entry, oldest first, and only of that download', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const [first, second] = store.insert([newDownload(), newDownload()]);
    assert.ok(first !== undefined && second !== undefined);
    const entries: TimelineEntry[] = [
      {
        kind: 'request',
        atMs: 1,
        method: 'GET',
        host: 'example.org',
        path: '/file.zip',
        range: 'bytes=0-',
        conditional: true,
        status: null,
        code: 'network.reset',
        durationMs: 12,
      },
      { kind: 'state', atMs: 2, state: 'retrying', code: 'network.reset', detail: 'ECONNRESET', durableBytes: 7 },
      note(3),
    ];
    store.write(
      batch({ timeline: [...entries.map((entry) => ({ id: first, entry })), { id: second, entry: note(4) }] }),
    );
    const timeline = createTimelineStore(database);
    assert.deepEqual(timeline.read(first), entries);
    assert.deepEqual(timeline.read(second), [note(4)]);
    database.close();
  });

  test('keeps the newest entries only, and none of a removed download', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const [id] = store.insert([newDownload()]);
    assert.ok(id !== undefined);
    const timeline = createTimelineStore(database);
    for (let round = 0; round < 4; round += 1) {
      const entries = Array.from({ length: 100 }, (_, index) => ({ id, entry: note(round * 100 + index) }));
      store.write(batch({ timeline: entries }));
    }
    const kept = timeline.read(id);
    assert.equal(kept.length, MAX_TIMELINE_ENTRIES);
    assert.deepEqual([kept[0], kept.at(-1)], [note(100), note(399)]);
    store.write(batch({ removed: [id] }));
    assert.equal(database.prepare('SELECT count(*) FROM timeline').pluck().get(), 0);
    database.close();
  });

  test('leaves out an entry that it cannot read', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const [id] = createDownloadStore(database).insert([newDownload()]);
    assert.ok(id !== undefined);
    const insert = database.prepare('INSERT INTO timeline (download_id, entry) VALUES (?, ?)');
    for (const text of [
      '{"kind":"note","note":"of a later version","detail":"","atMs":1}',
      '{',
      JSON.stringify(note(2)),
    ]) {
      insert.run(id, text);
    }
    assert.deepEqual(createTimelineStore(database).read(id), [note(2)]);
    database.close();
  });
});
