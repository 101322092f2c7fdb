import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  NO_OPTIONS,
  readAddOptions,
  toHostChoices,
  toNewDownload,
  withChoices,
  type AddOptions,
} from '../../../renderer/model/add-options.ts';
import { newDownloadSchema } from '../../../shared/new-download.ts';
import { parseLink } from '../../../shared/url.ts';

function link(url: string) {
  const parsed = parseLink(url);
  assert.ok(parsed.ok);
  return parsed;
}

function read(options: Partial<AddOptions>) {
  return readAddOptions({ ...NO_OPTIONS, ...options });
}

describe('the options of the add dialog', () => {
  test('empty fields wish nothing', () => {
    const result = read({});
    assert.ok(result.ok);
    const wish = { connections: null, limitBytesPerSecond: null, checksum: null, checksumFrom: null, headers: [] };
    assert.deepEqual(result.wish, wish);
    assert.deepEqual(toNewDownload(link('https://example.org/a'), NO_OPTIONS, result.wish), {
      url: 'https://example.org/a',
      ...result.wish,
    });
  });

  test('what is written becomes what the core takes', () => {
    const options = {
      ...NO_OPTIONS,
      directory: ' /srv ',
      name: 'b.iso',
      connections: '4',
      limit: '0,5',
      userAgent: 'Agent/1',
      referer: 'https://example.org/page',
      cookies: 'a=1; b=2',
      headers: 'X-Key: 7\n\nAuthorization: Bearer x',
      checksum: `SHA-256 = ${'A'.repeat(64)}`,
    };
    const result = readAddOptions(options);
    assert.ok(result.ok);
    const download = newDownloadSchema().parse(toNewDownload(link('https://example.org/a'), options, result.wish));
    assert.equal(download.directory, '/srv');
    assert.equal(download.name, 'b.iso');
    assert.equal(download.connections, 4);
    assert.equal(download.limitBytesPerSecond, 500_000);
    assert.deepEqual(download.checksum, { algorithm: 'sha256', hex: 'a'.repeat(64) });
    assert.deepEqual(download.headers, [
      { name: 'X-Key', value: '7' },
      { name: 'Authorization', value: 'Bearer x' },
      { name: 'Cookie', value: 'a=1; b=2' },
      { name: 'Referer', value: 'https://example.org/page' },
      { name: 'User-Agent', value: 'Agent/1' },
    ]);
  });

  for (const [field, text] of [
    ['connections', '0'],
    ['connections', '33'],
    ['connections', '1.5'],
    ['limit', 'fast'],
    ['checksum', 'abc'],
    ['checksum', `crc=${'0'.repeat(8)}`],
    ['headers', 'no colon'],
    ['headers', 'Range: bytes=0-'],
    ['headers', 'Host: example.org'],
    ['cookies', 'a=\u{1F600}'],
  ] as const) {
    test(`names ${field} when it says ${text}`, () => {
      assert.deepEqual(read({ [field]: text }), { ok: false, field });
    });
  }

  test('digits alone are of the usual algorithm of their number', () => {
    for (const [digits, algorithm] of [
      [32, 'md5'],
      [40, 'sha1'],
      [64, 'sha256'],
      [128, 'sha512'],
    ] as const) {
      const result = read({ checksum: '0'.repeat(digits) });
      assert.ok(result.ok);
      assert.equal(result.wish.checksum?.algorithm, algorithm);
    }
  });

  test('headers of the dialog replace those of a curl command, which keeps its others and its name', () => {
    const result = read({ userAgent: 'Agent/2' });
    assert.ok(result.ok);
    const headers = [
      { name: 'user-agent', value: 'Agent/1' },
      { name: 'x-key', value: '1' },
    ];
    const download = toNewDownload(
      { ...link('https://example.org/a'), headers, name: 'b.zip' },
      NO_OPTIONS,
      result.wish,
    );
    assert.equal(download.name, 'b.zip');
    assert.deepEqual(download.headers, [
      { name: 'x-key', value: '1' },
      { name: 'User-Agent', value: 'Agent/2' },
    ]);
  });

  test('a checksum may be looked for beside the link', () => {
    const result = read({ checksum: ' Auto ' });
    assert.ok(result.ok);
    assert.deepEqual([result.wish.checksum, result.wish.checksumFrom], [null, 'sibling']);
  });

  test('what is remembered of a host fills the fields again, and holds no secret', () => {
    const options = {
      ...NO_OPTIONS,
      directory: '/srv',
      connections: '2',
      limit: '1.5',
      userAgent: 'A',
      cookies: 'a=1',
    };
    const result = readAddOptions(options);
    assert.ok(result.ok);
    const choices = toHostChoices(options, result.wish);
    assert.deepEqual(choices, { directory: '/srv', connections: 2, limitBytesPerSecond: 1_500_000, userAgent: 'A' });
    assert.deepEqual(withChoices(NO_OPTIONS, choices), { ...options, cookies: '' });
    assert.equal(withChoices({ ...NO_OPTIONS, connections: '9' }, choices).connections, '9');
  });
});
