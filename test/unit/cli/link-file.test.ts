import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLinkFile } from '../../../main/cli/link-file.ts';

test('a list of links is read as curl, wget and aria2 write it', () => {
  const text =
    '\uFEFF# ours\r\nhttps://a.org/1\thttps://b.org/1\r\n\r\n  # a note\r\nhttps://a.org/2 \r\n\tout=second file.bin\r\na.org/3';
  assert.deepEqual(parseLinkFile(text), {
    ok: true,
    inputs: [
      { text: 'https://a.org/1', name: null, mirrors: ['https://b.org/1'], checksum: null, pieces: null },
      { text: 'https://a.org/2', name: 'second file.bin', mirrors: [], checksum: null, pieces: null },
      { text: 'a.org/3', name: null, mirrors: [], checksum: null, pieces: null },
    ],
  });
});

test('an option that would be lost is a problem, told with its line', () => {
  for (const line of ['  split=4', '  out=', '  https://a.org/2']) {
    const parsed = parseLinkFile(`https://a.org/1\n${line}`);
    assert.match(parsed.ok ? '' : parsed.message, /^Line 2 of the list: .*out=NAME/u);
  }
  assert.match(((parsed) => (parsed.ok ? '' : parsed.message))(parseLinkFile('  out=x')), /^Line 1 /u);
});

test('a Metalink is a list of links too, with names, mirrors and checksums', () => {
  const text = `<?xml version="1.0"?><metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="a.bin">
    <hash type="md5">${'0'.repeat(32)}</hash><url>https://a.org/a</url></file>
    <file name="b.bin"><url>ftp://a.org/b</url></file></metalink>`;
  assert.deepEqual(parseLinkFile(text), {
    ok: true,
    inputs: [
      {
        text: 'https://a.org/a',
        name: 'a.bin',
        mirrors: [],
        checksum: { algorithm: 'md5', hex: '0'.repeat(32) },
        pieces: null,
      },
      // Nothing is left out in silence: it is refused with words like any link.
      { text: 'ftp://a.org/b', name: null, mirrors: [], checksum: null, pieces: null },
    ],
  });
  const damaged = parseLinkFile('<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file>');
  assert.match(damaged.ok ? '' : damaged.message, /damaged/u);
});
