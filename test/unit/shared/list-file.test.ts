import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listedDownloadSchema, listFileFrame, readListFile, withoutListedSecrets } from '../../../shared/list-file.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const download = listedDownloadSchema.parse({
  url: 'https://me:secret@example.org/a.zip?sig=1',
  directory: '/srv',
  headers: [
    { name: 'Cookie', value: 'a=1' },
    { name: 'User-Agent', value: 'Agent/1' },
  ],
  state: 'completed',
  sizeBytes: 5,
  file: 'a.zip',
});

function fileOf(downloads: readonly unknown[], head: Record<string, unknown> = {}): string {
  const frame = listFileFrame({ exportedAtMs: 1, hasSecrets: true, settings: DEFAULT_SETTINGS });
  const text = frame.start + downloads.map((each) => JSON.stringify(each)).join(',\n') + frame.end;
  return JSON.stringify({ ...(JSON.parse(text) as object), ...head });
}

describe('a file of the list', () => {
  test('is read as it was written', () => {
    const read = readListFile(fileOf([download]));
    assert.ok(read.ok);
    assert.deepEqual(read.downloads, [download]);
    assert.deepEqual(read.settings, DEFAULT_SETTINGS);
    assert.deepEqual([read.unreadable, read.unknownSettings], [[], []]);
  });

  test('loses logins, cookies and keys unless they are asked for; the link works on', () => {
    const bare = withoutListedSecrets(download);
    assert.equal(bare.url, 'https://example.org/a.zip?sig=1');
    assert.deepEqual(bare.headers, [{ name: 'User-Agent', value: 'Agent/1' }]);
  });

  test('one bad download or setting does not spoil the others', () => {
    const settings = { maxActiveDownloads: 3, maxAttempts: -1, fromTheFuture: true };
    const read = readListFile(fileOf([{ url: 5 }, download, { url: 'nonsense' }], { settings }));
    assert.ok(read.ok);
    assert.equal(read.downloads.length, 1);
    assert.deepEqual(read.unreadable, [1, 3]);
    assert.deepEqual(read.settings, { maxActiveDownloads: 3 });
    assert.deepEqual(read.unknownSettings, ['maxAttempts', 'fromTheFuture']);
  });

  test('what is no such file, or a newer one, is told apart', () => {
    assert.deepEqual(readListFile('https://example.org/'), { ok: false, reason: 'notJson' });
    assert.deepEqual(readListFile('{"format": "other"}'), { ok: false, reason: 'notSluice' });
    assert.deepEqual(readListFile(fileOf([], { version: 2 })), { ok: false, reason: 'newer' });
  });
});
