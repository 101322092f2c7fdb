import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseSize, readDownloadOptions, readGlobalOptions } from '../../../../main/server/aria2-rpc/aria2-options.ts';
import { RpcFailure } from '../../../../main/server/aria2-rpc/rpc-error.ts';

const URL = 'http://127.0.0.1/x';

test('reads every option of a download', () => {
  const { download, paused } = readDownloadOptions(URL, {
    dir: '/downloads',
    out: 'name.bin',
    split: '16',
    'max-connection-per-server': '4',
    'max-download-limit': '500K',
    'max-tries': '3',
    'retry-wait': '5',
    header: ['Cookie: a=b', 'X-One:two:three'],
    'user-agent': 'Test/1',
    referer: 'http://example.org/',
    'http-user': 'me',
    'http-passwd': 'secret',
    checksum: 'SHA-256=ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789',
    pause: 'true',
    'bt-max-peers': '5',
  });
  assert.equal(paused, true);
  assert.deepEqual(download, {
    url: URL,
    directory: '/downloads',
    name: 'name.bin',
    headers: [
      { name: 'Cookie', value: 'a=b' },
      { name: 'X-One', value: 'two:three' },
      { name: 'User-Agent', value: 'Test/1' },
      { name: 'Referer', value: 'http://example.org/' },
      { name: 'Authorization', value: 'Basic bWU6c2VjcmV0' },
    ],
    connections: 4,
    limitBytesPerSecond: 500 * 1024,
    maxAttempts: 3,
    retryWaitMs: 5000,
    checksum: { algorithm: 'sha256', hex: 'abcdef0123456789'.repeat(4) },
    checksumFrom: null,
    pieces: null,
    category: null,
    onNameTaken: null,
    priority: 'normal',
    mirrors: [],
  });
});

function policy(options: Record<string, unknown>): unknown {
  return readDownloadOptions(URL, options).download.onNameTaken;
}

test('reads what to do about a taken name', () => {
  assert.equal(policy({ 'allow-overwrite': 'true', 'auto-file-renaming': 'true' }), 'overwrite');
  assert.equal(policy({ 'allow-overwrite': 'false' }), null);
  assert.equal(policy({ 'allow-overwrite': 'false', 'auto-file-renaming': 'false' }), 'skip');
  assert.equal(policy({ 'auto-file-renaming': 'true' }), 'rename');
  assert.throws(() => policy({ 'allow-overwrite': 'maybe' }), RpcFailure);
  assert.equal(readGlobalOptions({ 'allow-overwrite': true }).onNameTaken, 'overwrite');
});

test('reads the checksums that aria2 knows, and ours', () => {
  for (const [name, algorithm, digits] of [
    ['sha-224', 'sha224', 56],
    ['sha-384', 'sha384', 96],
    ['blake3', 'blake3', 64],
  ] as const) {
    const { download } = readDownloadOptions(URL, { checksum: `${name}=${'a'.repeat(digits)}` });
    assert.deepEqual(download.checksum, { algorithm, hex: 'a'.repeat(digits) });
  }
});

test('leaves to the settings what is not given', () => {
  const { download, paused } = readDownloadOptions(URL, {});
  assert.equal(paused, false);
  assert.equal(download.directory, undefined);
  assert.equal(download.connections, null);
  assert.equal(download.maxAttempts, null);
});

test('names the option that cannot be used', () => {
  const bad: Record<string, unknown> = {
    split: '0',
    'max-connection-per-server': '33',
    'max-download-limit': '1G',
    'max-tries': 'x',
    'retry-wait': '601',
    header: 'no colon',
    checksum: 'md5=00',
    pause: 'yes',
    dir: ['/a'],
    out: {},
  };
  for (const [name, value] of Object.entries(bad)) {
    const message = new RegExp(`processing the option '--${name}'`, 'u');
    assert.throws(() => readDownloadOptions(URL, { [name]: value }), message);
  }
  assert.throws(() => readDownloadOptions(URL, { header: 'X: a\r\nY: b\u{1f4a9}' }), /--header/u);
  assert.throws(() => readDownloadOptions(URL, { header: 'Bad Name: x' }), /--header/u);
  assert.throws(() => readDownloadOptions(URL, { 'all-proxy': 'http://127.0.0.1:1' }), /proxy from its settings/u);
});

test('throws nothing but RpcFailure, whatever the options are', () => {
  const names = fc.constantFrom('dir', 'out', 'split', 'header', 'checksum', 'pause', 'max-tries', 'http-user', 'x');
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), fc.boolean(), (options, isGlobal) => {
      try {
        if (isGlobal) readGlobalOptions(options);
        else readDownloadOptions(URL, options);
      } catch (error) {
        assert.ok(error instanceof RpcFailure);
      }
    }),
  );
});

test('reads sizes as aria2 does', () => {
  assert.equal(parseSize('0'), 0);
  assert.equal(parseSize('1M'), 1_048_576);
  assert.equal(parseSize('1m'), 1_048_576);
  assert.equal(parseSize(' 500K '), 512_000);
  for (const text of ['', '-1', '1.5M', '1G', 'K', '1 K', '0x10', '1e3', '99999999999999999999']) {
    assert.equal(parseSize(text), null, text);
  }
  fc.assert(
    fc.property(fc.nat(), (bytes) => {
      assert.equal(parseSize(String(bytes)), bytes);
      assert.equal(parseSize(`${bytes}K`), bytes * 1024);
    }),
  );
});
