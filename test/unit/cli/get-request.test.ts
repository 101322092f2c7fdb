import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { bareLink } from '../../../main/cli/link-file.ts';
import { optionProblem, placeFor, readLinks, toWish } from '../../../main/cli/get-request.ts';

test('a name or a checksum belongs to one link only', () => {
  const checksum = { algorithm: 'md5', hex: '0'.repeat(32) } as const;
  assert.equal(optionProblem(['a'], { output: 'x', checksum }), null);
  assert.match(optionProblem(['a', 'b'], { output: 'x' }) ?? '', /one link only/u);
  assert.match(optionProblem(['a', 'b'], { checksum }) ?? '', /one link only/u);
  assert.equal(optionProblem(['a', 'b'], { checksum: 'auto' }), null);
});

test('a name must be one', () => {
  assert.match(optionProblem(['a'], { output: '-' }) ?? '', /files only/u);
  for (const output of ['dir/', '.', '..', 'dir/..']) assert.match(optionProblem(['a'], { output }) ?? '', /folder/u);
  for (const output of ['.hidden', 'a..', 'dir/name']) assert.equal(optionProblem(['a'], { output }), null);
});

test('takes each link once and has words for those that are none', () => {
  const inputs = ['https://a.org/1#x', 'a.org/1', 'ftp://a.org/1', ''].map(bareLink);
  const { links, refused } = readLinks(inputs);
  assert.deepEqual(links, [{ url: 'https://a.org/1', name: null, mirrors: [], checksum: null, pieces: null }]);
  assert.deepEqual(
    refused.map(({ input, code }) => [input, code]),
    [
      ['ftp://a.org/1', 'link.unsupportedScheme'],
      ['', 'link.notUrl'],
    ],
  );
  assert.match(refused[0]?.message ?? '', /http/u);
  assert.match(refused[1]?.message ?? '', /^This is not a link/u);
});

test('-o may hold a folder, taken from -d on', () => {
  assert.deepEqual(placeFor({}), { directory: process.cwd(), name: null });
  assert.deepEqual(placeFor({ dir: '/d', output: 'x' }), { directory: path.resolve('/d'), name: 'x' });
  assert.deepEqual(placeFor({ dir: '/d', output: 'sub/x' }), { directory: path.resolve('/d/sub'), name: 'x' });
  assert.deepEqual(placeFor({ dir: '/d', output: '/e/x' }), { directory: path.resolve('/e'), name: 'x' });
});

test('what the next run of the same command may change is not stored with the download', () => {
  const wish = toWish(
    { url: 'https://a.org/1', mirrors: [], checksum: null, pieces: null },
    { directory: '/d', name: null },
    { header: [{ name: 'A', value: '1' }] },
  );
  assert.deepEqual([wish.connections, wish.limitBytesPerSecond, wish.maxAttempts], [null, null, null]);
  assert.deepEqual(wish.headers, [{ name: 'A', value: '1' }]);
  assert.ok(!('name' in wish));
});
