import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import {
  collectHeader,
  collectId,
  parseChecksum,
  parseRate,
  someText,
  wholeNumber,
} from '../../../main/cli/option-parsers.ts';
import { requestHeaders } from '../../../main/engine/request-headers.ts';

test('reads rates in bytes, K, M and G of 1024, as curl and aria2 do', () => {
  const cases = [
    ['0', 0],
    ['1', 1],
    ['500K', 512_000],
    ['2M', 2_097_152],
    ['1.5m', 1_572_864],
    ['1g', 1_073_741_824],
    [' 10k ', 10_240],
  ] as const;
  for (const [text, bytesPerSecond] of cases) assert.equal(parseRate(text), bytesPerSecond, text);
});

test('a rate below one byte a second is slow, not unlimited', () => {
  assert.equal(parseRate('0.1'), 1);
});

test('refuses rates that are none', () => {
  for (const text of ['', 'fast', '-1', '1 M B', '1MB/s', '1e9', 'K', '0x10', '9999999999999999999G', 'NaN']) {
    assert.throws(() => parseRate(text), InvalidArgumentError, text);
  }
});

test('reads checksums with the names that people and aria2 write', () => {
  const hex = 'AB'.repeat(32);
  for (const text of [`sha256=${hex}`, `SHA-256=${hex}`, ` sha256=${hex} `]) {
    assert.deepEqual(parseChecksum(text), { algorithm: 'sha256', hex: hex.toLowerCase() });
  }
  assert.deepEqual(parseChecksum(`md5=${'0'.repeat(32)}`), { algorithm: 'md5', hex: '0'.repeat(32) });
  assert.deepEqual(parseChecksum(`blake3=${hex}`), { algorithm: 'blake3', hex: hex.toLowerCase() });
  assert.equal(parseChecksum('auto'), 'auto');
});

test('refuses checksums that could never match', () => {
  for (const text of [
    '',
    'sha256',
    'sha256=',
    'sha256=abc',
    `crc32=${'0'.repeat(8)}`,
    `md5=${'g'.repeat(32)}`,
    'a=b=c',
  ]) {
    assert.throws(() => parseChecksum(text), InvalidArgumentError, text);
  }
});

test('collects headers in order and keeps colons in their values', () => {
  const first = collectHeader('Referer: https://example.org/a:b', []);
  assert.deepEqual(collectHeader('X-Empty:', first), [
    { name: 'Referer', value: 'https://example.org/a:b' },
    { name: 'X-Empty', value: '' },
  ]);
});

test('refuses headers that would be more than one line or have no name', () => {
  for (const text of ['no colon', ': value', 'Bad Name: x', 'X: a\r\nY: b', 'X: \u0007', 'X: \u4e2d']) {
    assert.throws(() => collectHeader(text, []), InvalidArgumentError, text);
  }
});

test('refuses the headers that the engine would leave out, and Host', () => {
  const names = ['Range', 'If-Range', 'Host', 'Connection', 'Accept-Encoding', 'Content-Length', 'Transfer-Encoding'];
  for (const name of names) assert.throws(() => collectHeader(`${name}: x`, []), /sets the header [\w-]+ itself/u);
  const free = ['Accept', 'Authorization', 'Cookie', 'Referer', 'User-Agent', 'X-One'];
  for (const name of free) assert.equal(collectHeader(`${name}: x`, []).length, 1);
  // Whatever is taken here must reach the server.
  const tokens = [...names, ...free, 'TE', 'Trailer', 'Upgrade', 'Expect', 'Keep-Alive', 'If-Match', 'If-None-Match'];
  for (const name of tokens) {
    const sent = requestHeaders([{ name, value: 'x' }], { range: null, ifRange: null });
    if (sent[name.toLowerCase()] === 'x') continue;
    assert.throws(() => collectHeader(`${name}: x`, []), InvalidArgumentError, name);
  }
});

test('an empty folder or name is refused', () => {
  assert.throws(() => someText('a folder')(' '), /Write a folder/u);
  assert.equal(someText('a folder')('x'), 'x');
});

test('reads whole numbers within bounds only', () => {
  const parse = wholeNumber(1, 32);
  assert.equal(parse('1'), 1);
  assert.equal(parse('32'), 32);
  for (const text of ['0', '33', '1.5', '-1', '', 'x', '1e1']) assert.throws(() => parse(text), InvalidArgumentError);
});

test('collects ids and refuses what cannot be one', () => {
  assert.deepEqual(collectId('7', collectId('12', undefined)), [12, 7]);
  for (const text of ['0', '-1', '1.5', 'abc', '', '99999999999999999']) {
    assert.throws(() => collectId(text, []), InvalidArgumentError, text);
  }
});
