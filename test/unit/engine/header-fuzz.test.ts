import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRange, parseContentLength, parseContentRange } from '../../../main/engine/range-header.ts';
import { parseRetryAfter } from '../../../main/engine/retry-after.ts';
import { serverDigest } from '../../../main/engine/server-digest.ts';
import { suggestName } from '../../../main/engine/suggested-name.ts';
import { checksumSchema } from '../../../shared/new-download.ts';
import { safeFileName } from '../../../main/queue/safe-file-name.ts';

/** What Node hands over as a header: one line of Latin-1. */
const latin1 = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
/** Headers built of `pieces` and noise: near misses find more than noise alone. */
function near(...pieces: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.oneof(fc.constantFrom(...pieces), latin1), { maxLength: 12 }).map((parts) => parts.join(''));
}

test('a Content-Range is a range that makes sense, or nothing', () => {
  const numbers = ['0', '1', '9007199254740991', '9007199254740992', '99999999999999999999', '-1', '1e3', '0x1'];
  fc.assert(
    fc.property(near('bytes', ' ', '-', '/', '*', ',', ...numbers), (header) => {
      const range = parseContentRange(header);
      if (range === null) return;
      assert.ok(Number.isSafeInteger(range.start) && Number.isSafeInteger(range.end));
      assert.ok(range.start >= 0 && range.end > range.start);
      if (range.total !== null) assert.ok(range.end <= range.total);
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 31 }), (start, length) => {
      const header = `${formatRange(start, start + length).replace('=', ' ')}/${start + length}`;
      assert.deepEqual(parseContentRange(header), { start, end: start + length, total: start + length });
    }),
  );
});

test('a Content-Length is a count of bytes, or nothing', () => {
  fc.assert(
    fc.property(near('0', '1', '99999999999999999999', ',', ' ', '-', '+', '.'), (header) => {
      const length = parseContentLength(header);
      if (length !== null) assert.ok(Number.isSafeInteger(length) && length >= 0 && /^\d+$/u.test(header));
    }),
  );
});

test('a Retry-After is a wait that is not negative, or nothing', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  const pieces = [
    '0',
    '120',
    '999999999',
    'Fri, ',
    '31 Dec 9999 23:59:59',
    ' GMT',
    '+9999',
    '-',
    '1e9',
    'Sun Nov  6 08:49:37 1994',
  ];
  fc.assert(
    fc.property(near(...pieces), near(...pieces), (header, date) => {
      const waitMs = parseRetryAfter({ 'retry-after': header, date }, nowMs);
      if (waitMs !== null) assert.ok(Number.isFinite(waitMs) && waitMs >= 0);
    }),
    { numRuns: 3000 },
  );
});

test('whatever a Content-Disposition says, the name is one safe part of a path', () => {
  const pieces = [
    'attachment', 'inline', ';', ' ', 'filename', 'filename*', 'filename*0', 'filename*0*', 'filename*1', '=', '"', '\\', "UTF-8''", "iso-8859-1'en'",
    '=?utf-8?B?', '=?utf-8?Q?', '?=', '%2F', '%00', '%e2%80%ae', '../', '..\\', '/etc/passwd', 'C:', 'CON', 'aux.txt', '.', '~', '-rf', '\u00e4',
    'a'.repeat(300),
  ]; // prettier-ignore
  fc.assert(
    fc.property(near(...pieces), fc.option(latin1, { nil: null }), (header, type) => {
      const wish = suggestName({ disposition: header, urls: ['http://127.0.0.1:9/fallback.bin'], contentType: type });
      assert.equal(typeof wish, 'string');
      const name = safeFileName(wish);
      assert.ok(name !== '' && name !== '.' && name !== '..');
      // oxlint-disable-next-line no-control-regex -- that there is none is what is tested
      assert.doesNotMatch(name, /[/\\\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/u);
      assert.ok(Buffer.byteLength(name) <= 255);
    }),
    { numRuns: 3000 },
  );
});

test('a digest is one of a length that fits its kind, or nothing', () => {
  const pieces = ['sha-256', 'sha-512', 'md5', '=', ':', ',', ';', 'AAAA', `${'A'.repeat(43)}=`, '"'];
  fc.assert(
    fc.property(near(...pieces), near(...pieces), (repr, old) => {
      const digest = serverDigest({ 'repr-digest': repr, digest: old });
      if (digest !== null) assert.equal(checksumSchema().safeParse(digest).success, true);
    }),
    { numRuns: 2000 },
  );
});
