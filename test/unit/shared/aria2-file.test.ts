import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAtOnce } from '../../../shared/steps.ts';
import { isAria2File, readAria2File } from '../../../shared/aria2-file.ts';

/** As aria2 1.37 saves a session, with an entry of each kind. */
const SESSION = `https://example.org/a.iso\thttps://mirror.example.net/a.iso
 gid=2089b05ecca3d829
 dir=/srv/isos
 out=debian.iso
 header=Cookie: a=1
 header=X-Key: 7
 checksum=sha-256=${'0'.repeat(64)}
 split=16
 pause=true
# a comment
ftp://example.org/b.zip
  dir=/srv
https://example.org/c.zip
  all-proxy=http://proxy:8080
https://example.org/d.zip
`;

test('a session of aria2 becomes downloads with folder, name, headers, checksum and state', () => {
  assert.ok(isAria2File(SESSION));
  const read = runAtOnce(readAria2File(SESSION, 5));
  assert.equal(read.downloads.length, 2);
  const [first, second] = read.downloads;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(first.url, 'https://example.org/a.iso');
  assert.equal(first.directory, '/srv/isos');
  assert.equal(first.name, 'debian.iso');
  assert.deepEqual(first.headers, [
    { name: 'Cookie', value: 'a=1' },
    { name: 'X-Key', value: '7' },
  ]);
  assert.deepEqual(first.checksum, { algorithm: 'sha256', hex: '0'.repeat(64) });
  assert.equal(first.connections, 16);
  assert.equal(first.state, 'paused');
  assert.equal(second.state, 'waiting');
  assert.equal(read.downloads.flatMap(({ mirrors }) => mirrors).length, 1);
});

test('what cannot be taken is named, and does not spoil the others', () => {
  assert.deepEqual(runAtOnce(readAria2File(SESSION, 5)).refused, [
    { input: 'ftp://example.org/b.zip', detail: '' },
    {
      input: 'https://example.org/c.zip',
      detail: "Sluice takes its proxy from its settings, not from the option '--all-proxy'.",
    },
  ]);
});

test('the other links of a line become mirrors, each once; those that cannot be are named', () => {
  const line = 'https://a.example/x \t ftp://b.example/x\thttp://c.example/x\thttps://d.example/x\t\n';
  const { downloads, refused } = runAtOnce(readAria2File(line, 5));
  assert.deepEqual(
    downloads.map(({ url, mirrors }) => [url, mirrors]),
    [['https://a.example/x', ['http://c.example/x', 'https://d.example/x']]],
  );
  assert.deepEqual(refused, [{ input: 'ftp://b.example/x', detail: '' }]);
});

test('a plain list of links, prose and JSON are no input files', () => {
  for (const text of ['https://example.org/a\nhttps://example.org/b\n', 'Hello\n  world=1\n', '{"a": 1}', '']) {
    assert.equal(isAria2File(text), false, text);
  }
  assert.equal(isAria2File('https://example.org/a\thttps://example.net/a\n'), true);
});
