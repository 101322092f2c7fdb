import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { looksLikeMetalink, readMetalink, readMetalinkInSteps } from '../../../shared/metalink.ts';
import { MAX_PIECES } from '../../../shared/piece-hashes.ts';
import { newDownloadSchema } from '../../../shared/new-download.ts';

const NAMESPACE = 'urn:ietf:params:xml:ns:metalink';
const SHA256 = 'ab'.repeat(32);

function metalink(inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="${NAMESPACE}">${inner}</metalink>`;
}

/** What is read of a file with these elements. */
function sizeIn(size: string): number | null | undefined {
  const read = readMetalink(metalink(`<file name="a"><size>${size}</size><url>https://a.org/</url></file>`));
  return read.ok ? read.files[0]?.sizeBytes : undefined;
}

function piecesIn(elements: string): unknown {
  const read = readMetalink(metalink(`<file name="a"><url>https://a.org/</url>${elements}</file>`));
  return read.ok ? read.files[0]?.pieces : 'damaged';
}

describe('a Metalink', () => {
  test('of thousands of files is read in many small steps, and means what it means whole', () => {
    // Of all lengths, so that steps end anywhere: in tags, in names, between the halves of a character.
    const names = Array.from(
      { length: 3000 },
      (_, index) => `${'\u{1F600}'.repeat(index % 7)}${'x'.repeat(index % 5)}${index}`,
    );
    const files = names.map((name) => `<file name="${name}">\r\n<url>https://a.org/${name}</url></file>`).join('');
    const steps = readMetalinkInSteps(`\uFEFF${metalink(files)}`);
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    assert.ok(count > 5);
    assert.ok(step.value.ok);
    assert.deepEqual(
      step.value.files.map(({ name }) => name),
      names,
    );
  });

  test('gives names, links by priority, and the strongest checksum (RFC 5854, 1.1)', () => {
    const text = metalink(`
      <published>2009-05-15T12:23:23Z</published>
      <file name="example.ext">
        <size>14471447</size>
        <identity>Example</identity>
        <hash type="sha-1">${'0'.repeat(40)}</hash>
        <hash type="sha-256">${SHA256.toUpperCase()}</hash>
        <pieces length="1048576" type="sha-256"><hash>${'1'.repeat(64)}</hash></pieces>
        <url location="de" priority="2">ftp://ftp.example.com/example.ext</url>
        <url location="fr" priority="3">http://example.com/example.ext</url>
        <url priority="1">https://one.example.com/a&amp;b</url>
        <url>https://last.example.com/c</url>
        <metaurl mediatype="torrent" priority="1">http://example.com/example.ext.torrent</metaurl>
      </file>
      <file name="../../.ssh/authorized_keys"><url>https://example.com/k</url></file>
      <file name="only-ftp"><url>ftp://example.com/x</url></file><file name="linkless"/>`);
    assert.deepEqual(readMetalink(text), {
      ok: true,
      files: [
        {
          name: 'example.ext',
          links: ['https://one.example.com/a&b', 'http://example.com/example.ext', 'https://last.example.com/c'],
          checksum: { algorithm: 'sha256', hex: SHA256 },
          pieces: { algorithm: 'sha256', pieceBytes: 1048576, hex: '1'.repeat(64) },
          sizeBytes: 14471447,
        },
        { name: 'authorized_keys', links: ['https://example.com/k'], checksum: null, pieces: null, sizeBytes: null },
      ],
      unusable: ['ftp://example.com/x', 'metalink:linkless'],
    });
  });

  test('gives the hashes of pieces by the strongest that is whole; version 3 has them elsewhere', () => {
    const sha1 = `<pieces length="4096" type="sha-1"><hash>${'1'.repeat(40)}</hash><hash>${'2'.repeat(40)}</hash></pieces>`;
    assert.deepEqual(piecesIn(sha1), { algorithm: 'sha1', pieceBytes: 4096, hex: '1'.repeat(40) + '2'.repeat(40) });
    const torn = `<pieces length="4096" type="sha-256"><hash>${'1'.repeat(63)}</hash></pieces>`;
    assert.equal(piecesIn(torn), null);
    assert.deepEqual(piecesIn(torn + sha1), piecesIn(sha1));
    assert.equal(piecesIn(sha1.replace('4096', '-1')), null);
    const many = `<hash>${'1'.repeat(32)}</hash>`.repeat(MAX_PIECES + 1);
    assert.equal(piecesIn(`<pieces length="4096" type="md5">${many}</pieces>`), null);
    const old = `<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a"><resources><url>https://a.org/</url>
      </resources><verification><pieces length="4096" type="sha1"><hash piece="0">${'1'.repeat(40)}</hash></pieces></verification></file></files></metalink>`;
    const read = readMetalink(old);
    assert.equal(read.ok ? read.files[0]?.pieces?.algorithm : null, 'sha1');
    assert.equal(read.ok ? read.files[0]?.checksum : 'none', null);
  });

  test('with a prefix for its names is the same; elements of others are skipped', () => {
    const text = `<m:metalink xmlns:m="${NAMESPACE}" xmlns:x="urn:x"><m:file name="a"><x:url>https://x.org/</x:url>
      <m:url>https://a.org/</m:url></m:file></m:metalink>`;
    const read = readMetalink(text);
    assert.deepEqual(read.ok ? read.files.map(({ links }) => links) : [], [['https://a.org/']]);
  });

  test('tells a size only where there is one in digits', () => {
    assert.deepEqual(['0', ' 12 ', '', '-1', '1e3', '9'.repeat(16)].map(sizeIn), [0, 12, null, null, null, null]);
  });

  test('that is torn, of another vocabulary, or brings a document type is refused', () => {
    const whole = metalink('<file name="a"><url>https://a.org/</url></file>');
    assert.deepEqual(readMetalink(whole.slice(0, -5)), { ok: false, reason: 'damaged' });
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>`;
    assert.equal(readMetalink(whole.replace('<metalink', `${bomb}<metalink`)).ok, false);
    assert.equal(readMetalink(whole.replace('https://a.org/', '&b;')).ok, false);
    assert.deepEqual(readMetalink('<metalink xmlns="http://example.org/"></metalink>'), {
      ok: false,
      reason: 'notMetalink',
    });
    assert.equal(looksLikeMetalink('https://example.org/metalink'), false);
  });

  test('of version 3 gives the same', () => {
    const text = `<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a.iso"><size>700</size>
      <verification><hash type="md5">${'0'.repeat(32)}</hash><hash type="sha256">${SHA256}</hash></verification>
      <resources><url type="bittorrent" preference="100">http://a.org/a.torrent</url><url>http://last.org/</url>
      <url preference="10">http://b.org/</url><url preference="90">http://a.org/</url></resources></file></files></metalink>`;
    assert.deepEqual(readMetalink(text), {
      ok: true,
      files: [
        {
          name: 'a.iso',
          links: ['http://a.org/', 'http://b.org/', 'http://last.org/'],
          checksum: { algorithm: 'sha256', hex: SHA256 },
          pieces: null,
          sizeBytes: 700,
        },
      ],
      unusable: [],
    });
  });

  test('with more mirrors and a longer name than a download takes keeps the preferred ones', () => {
    const urls = Array.from({ length: 150 }, (_, n) => `<url priority="${n + 1}">https://m${n}.org/</url>`).join('');
    const read = readMetalink(metalink(`<file name="${'n'.repeat(2000)}">${urls}</file>`));
    const [file] = read.ok ? read.files : [];
    assert.equal(file?.links.length, 101);
    assert.equal(file.links[100], 'https://m100.org/');
    assert.equal(
      newDownloadSchema().safeParse({ url: file.links[0], mirrors: file.links.slice(1), name: file.name }).success,
      true,
    );
  });

  test('is refused when its elements nest without end, or its files have no number: both would hold up everything else', () => {
    const deep = (depth: number): string =>
      metalink(`<file name="a"><url>https://a.org/</url>${'<x>'.repeat(depth)}${'</x>'.repeat(depth)}</file>`);
    assert.equal(readMetalink(deep(50)).ok, true);
    assert.deepEqual(readMetalink(deep(100)), { ok: false, reason: 'damaged' });
    assert.deepEqual(readMetalink(metalink('<file/>'.repeat(100_002))), { ok: false, reason: 'damaged' });
  });

  test('is recognised behind comments, and a thousand comments are read in one way only', () => {
    assert.equal(looksLikeMetalink(`<!-- a --> <!---->\n${metalink('').replace(/^.*\n/u, '')}`), true);
    // Read in each way that is possible this would not end.
    assert.equal(looksLikeMetalink(`${'<!---->'.repeat(1000)}x`), false);
  });

  test('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readMetalink(metalink(text));
        readMetalink(`<metalink ${text}`);
      }),
    );
  });
});
