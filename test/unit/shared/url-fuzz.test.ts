import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findLinks, forLog, linkParts, parseLink, withoutCredentials } from '../../../shared/url.ts';

/** Pieces of links, brackets, separators and control characters: what breaks a parser sits between them. */
const PIECES = [
  'http://', 'https://', 'HTTPS://', 'file:///', 'javascript:', 'data:,', '//', '/', '\\', '..', '%2e%2e%2f', '%', '%zz', '%00', '?',
  '#', '&', '=', '@', ':', 'user:pass@', '127.0.0.1:9', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', 'xn--', 'a.b', 'localhost', '(', ')', '[', ']',
  '{', '}', '<', '>', '"', "'", '`', ' ', '\t', '\n', '\r\n', '\0', '\u202e', '\u2028', '\ud800', 'ä', '日本', '.', ',', '!', '#comment', '*',
]; // prettier-ignore
const texts = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 8 })), {
  maxLength: 40,
});

test('whatever a text holds, its links are http(s) links that a second reading takes as they are', () => {
  fc.assert(
    fc.property(texts, (pieces) => {
      const { links, refused } = findLinks(pieces.join(''));
      for (const link of links) {
        assert.match(link.url, /^https?:\/\/[^/]/u);
        // oxlint-disable-next-line no-control-regex -- that there is none is what is tested
        assert.doesNotMatch(link.url, /[\u0000-\u0020<>"]/u);
        assert.ok(!link.url.includes('#'));
        assert.deepEqual(parseLink(link.url), link);
      }
      for (const { input } of refused) assert.ok(input.length <= 200);
    }),
    { numRuns: 2000 },
  );
});

test('host and name are found in a link without parsing it, or the name is known to be escaped', () => {
  fc.assert(
    fc.property(texts, texts, (host, path) => {
      for (const text of [
        path,
        `https://example.org/${path.join('')}`,
        `http://u:p@h${host.join('')}/${path.join('')}`,
      ]) {
        const link = parseLink(typeof text === 'string' ? text : text.join(''));
        if (!link.ok) continue;
        const { host: found, name } = linkParts(link.url);
        assert.equal(link.url.slice(found.start, found.end), link.host);
        if (name === null) assert.match(link.url, /%/u);
        else assert.equal(link.url.slice(name.start, name.end), link.nameGuess);
      }
    }),
    { numRuns: 2000 },
  );
});

/** Each with a mark of its own, so that none is part of another. */
function secret(mark: string): fc.Arbitrary<string> {
  return fc.stringMatching(/^[\w!$&*+.-]{8,20}$/u).map((text) => `~${mark}${text}`);
}

test('no link shows its credentials without being asked, nor its query in a log', () => {
  fc.assert(
    fc.property(secret('u'), secret('p'), secret('t'), (user, password, token) => {
      const link = parseLink(`https://${user}:${password}@example.org/p?t=${token}`);
      assert.ok(link.ok);
      for (const found of [user, password]) assert.ok(!withoutCredentials(link.url).includes(found));
      for (const found of [user, password, token]) assert.ok(!forLog(link.url).includes(found));
    }),
  );
});

for (const [what, text] of [
  ['closing brackets', ')'.repeat(1_000_000)],
  ['brackets around nothing', `${'('.repeat(500_000)}${')'.repeat(500_000)}`],
  ['quotes before a letter', `${'>'.repeat(1_000_000)}a`],
  ['full stops in prose', `see http://${'.'.repeat(1_000_000)}a b`],
  ['full stops in a bare host', `${'a.'.repeat(500_000)}!`],
  ['schemes', 'http://'.repeat(200_000)],
  ['spaces', `a${' '.repeat(1_000_000)}b`],
  ['line ends', '\r\n'.repeat(500_000)],
] as const) {
  // Not a measurement: a reader whose time grows with the square of a megabyte would take many minutes.
  test(`a megabyte of ${what} is read in one go`, { timeout: 20_000 }, () => {
    assert.deepEqual(findLinks(text).links, []);
  });
}
