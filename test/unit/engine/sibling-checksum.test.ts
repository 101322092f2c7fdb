import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findChecksum, siblingsOf } from '../../../main/engine/sibling-checksum.ts';

const HEX = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

function find(text: string, isOwn = false, name = 'a b.iso'): string | null {
  return findChecksum(text, { name, algorithm: 'sha256', isOwn });
}

describe('a file of checksums', () => {
  test("is read in the form of GNU's tools", () => {
    assert.equal(find(`${OTHER}  other\n${HEX}  a b.iso\n`), HEX);
    assert.equal(find(`${OTHER} *other\r\n${HEX.toUpperCase()} *./dist/a b.iso\r\n`), HEX);
    assert.equal(find(`\\${HEX}  a\\\\b\\nc`, false, 'b\nc'), HEX);
  });

  test("is read in BSD's form, of the right algorithm", () => {
    assert.equal(find(`MD5 (a b.iso) = ${HEX.slice(32)}\nSHA256 (a b.iso) = ${HEX}`), HEX);
    assert.equal(find(`BLAKE2s (a b.iso) = ${HEX}`), null);
    assert.equal(find(`SHA2-256(a b.iso)= ${HEX}`), null);
    assert.equal(find(`SHA-256 (a b.iso)= ${HEX}`), HEX);
  });

  test('of one file may hold the hash alone, and no other name', () => {
    assert.equal(find(`${HEX}\n`, true), HEX);
    assert.equal(find(`${HEX}  other.iso\n`, true), null);
    assert.equal(find(HEX, false), null);
    assert.equal(find(`${HEX}\n${OTHER}\n`, true), null);
  });

  test('of another form, length or kind has nothing', () => {
    for (const text of [
      '',
      '<html>not found</html>',
      `${HEX}00  a b.iso`,
      `${HEX.slice(2)}  a b.iso`,
      `${HEX}a b.iso`,
    ]) {
      assert.equal(find(text, true), null, text);
    }
  });
});

test('looks beside the link, with its query', () => {
  assert.deepEqual(
    siblingsOf('https://example.org/iso/a.iso?token=1').map(({ url }) => url),
    ['a.iso.sha256', 'a.iso.sha512', 'a.iso.md5', 'SHA256SUMS', 'SHA512SUMS', 'MD5SUMS'].map(
      (name) => `https://example.org/iso/${name}?token=1`,
    ),
  );
});
