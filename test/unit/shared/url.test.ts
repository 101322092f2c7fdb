import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findLinks, forLog, parseLink, withoutCredentials } from '../../../shared/url.ts';

describe('parseLink', () => {
  for (const [input, url] of [
    ['https://example.org/a.zip', 'https://example.org/a.zip'],
    ['  http://example.org/a.zip#top ', 'http://example.org/a.zip'],
    ['example.org/file.iso', 'https://example.org/file.iso'],
    ['localhost:8080/x', 'https://localhost:8080/x'],
    ['http://127.0.0.1:9/ä b.mov', 'http://127.0.0.1:9/%C3%A4%20b.mov'],
    ['HTTP://EXAMPLE.ORG', 'http://example.org/'],
  ] as const) {
    test(`takes ${input.trim()}`, () => {
      const link = parseLink(input);
      assert.ok(link.ok);
      assert.equal(link.url, url);
    });
  }

  for (const [input, code] of [
    ['', 'link.notUrl'],
    ['hello', 'link.notUrl'],
    ['http://', 'link.notUrl'],
    ['https://exa mple.org/', 'link.notUrl'],
    ['example.org and more', 'link.notUrl'],
    ['https://example.org/a\nhttps://example.org/b', 'link.notUrl'],
    ['ftp://example.org/a', 'link.unsupportedScheme'],
    ['javascript:alert(1)', 'link.unsupportedScheme'],
    ['file:///etc/passwd', 'link.unsupportedScheme'],
    ['magnet:?xt=urn:btih:abc', 'link.unsupportedScheme'],
    [`https://example.org/${'a'.repeat(20_000)}`, 'link.notUrl'],
  ] as const) {
    test(`refuses ${input.slice(0, 40)} with ${code}`, () => {
      const link = parseLink(input);
      assert.ok(!link.ok);
      assert.equal(link.code, code);
    });
  }

  test('guesses the name from the last path segment, decoded', () => {
    const link = parseLink('https://example.org/a/%E6%97%A5%E6%9C%AC.zip?x=1');
    assert.ok(link.ok);
    assert.equal(link.nameGuess, '日本.zip');
  });

  test('never throws, and what it accepts is http(s) and parses to itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `http://${text}`),
        ),
        (text) => {
          const link = parseLink(text);
          if (!link.ok) return;
          assert.match(link.url, /^https?:/u);
          assert.deepEqual(parseLink(link.url), link);
        },
      ),
    );
  });
});

describe('findLinks', () => {
  test('takes a list, one link a line, each once, comments skipped', () => {
    const found = findLinks('# my list\r\nhttps://a.example/1\nhttps://a.example/1\n\nb.example/2\n');
    assert.deepEqual(
      found.links.map((link) => link.url),
      ['https://a.example/1', 'https://b.example/2'],
    );
    assert.deepEqual(found.refused, []);
  });

  test('finds links in prose without its punctuation', () => {
    const found = findLinks('See (https://a.example/x_(1).zip), or https://b.example/y.');
    assert.deepEqual(
      found.links.map((link) => link.url),
      ['https://a.example/x_(1).zip', 'https://b.example/y'],
    );
  });

  test('a line that is one word but no link is refused with its reason', () => {
    assert.deepEqual(
      findLinks('ftp://a.example/x\nnonsense').refused.map((link) => link.code),
      ['link.unsupportedScheme', 'link.notUrl'],
    );
  });
});

describe('hiding secrets', () => {
  test('credentials are not shown', () => {
    assert.equal(withoutCredentials('https://u:p@a.example/x?t=1'), 'https://a.example/x?t=1');
  });

  test('logs get neither credentials nor query', () => {
    assert.equal(forLog('https://u:p@a.example/x?token=1'), 'https://a.example/x');
    assert.equal(forLog('nonsense'), '(not a URL)');
  });
});
