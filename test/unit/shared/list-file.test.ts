import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runAtOnce } from '../../../shared/steps.ts';
import { listedDownloadSchema, listFileFrame, readListFile, withoutListedSecrets } from '../../../shared/list-file.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const download = listedDownloadSchema().parse({
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
    const read = runAtOnce(readListFile(fileOf([download])));
    assert.ok(read.ok);
    assert.deepEqual(read.downloads, [download]);
    assert.deepEqual(read.settings, DEFAULT_SETTINGS);
    assert.deepEqual([read.unreadable, read.unknownSettings], [[], []]);
  });

  test('is read the same line by line, written anew, and with no download; cut off it is none', () => {
    const frame = listFileFrame({ exportedAtMs: 1, hasSecrets: true, settings: DEFAULT_SETTINGS });
    const lines = Array.from({ length: 2500 }, (_, index) => ({ ...download, url: `https://example.org/${index}` }));
    const text = frame.start + lines.map((line) => JSON.stringify(line)).join(',\n') + frame.end;
    const steps = readListFile(text);
    const shares: number[] = [];
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) shares.push(step.value);
    assert.ok(step.value.ok);
    assert.deepEqual(step.value.downloads, lines);
    // It is read in many small steps, each further than the one before.
    assert.ok(shares.length >= 14);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    assert.ok(shares.every((share) => share > 0 && share <= 1));
    for (const same of [text.replaceAll('\n', '\r\n'), JSON.stringify(JSON.parse(text), null, 2)]) {
      assert.deepEqual(runAtOnce(readListFile(same)), step.value);
    }
    const empty = runAtOnce(readListFile(frame.start + frame.end));
    assert.ok(empty.ok && empty.downloads.length === 0);
    assert.deepEqual(runAtOnce(readListFile(text.slice(0, -20))), { ok: false, reason: 'notJson' });
  });

  test('loses logins, cookies and keys unless they are asked for; the link works on', () => {
    const bare = withoutListedSecrets(download);
    assert.equal(bare.url, 'https://example.org/a.zip?sig=1');
    assert.deepEqual(bare.headers, [{ name: 'User-Agent', value: 'Agent/1' }]);
  });

  test('one bad download or setting does not spoil the others', () => {
    const settings = { maxActiveDownloads: 3, maxAttempts: -1, fromTheFuture: true };
    const read = runAtOnce(readListFile(fileOf([{ url: 5 }, download, { url: 'nonsense' }], { settings })));
    assert.ok(read.ok);
    assert.equal(read.downloads.length, 1);
    assert.deepEqual(read.unreadable, [1, 3]);
    assert.deepEqual(read.settings, { maxActiveDownloads: 3 });
    assert.deepEqual(read.unknownSettings, ['maxAttempts', 'fromTheFuture']);
  });

  test('what is no such file, or a newer one, is told apart', () => {
    assert.deepEqual(runAtOnce(readListFile('https://example.org/')), { ok: false, reason: 'notJson' });
    assert.deepEqual(runAtOnce(readListFile('{"format": "other"}')), { ok: false, reason: 'notSluice' });
    assert.deepEqual(runAtOnce(readListFile(fileOf([], { version: 2 }))), { ok: false, reason: 'newer' });
  });
});
