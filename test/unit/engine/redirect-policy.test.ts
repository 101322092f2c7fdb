import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { followRedirect, isRedirect } from '../../../main/engine/redirect-policy.ts';

const FROM = {
  url: 'https://user:pass@example.org/a/b?x=1',
  headers: [
    { name: 'COOKIE', value: 'c' },
    { name: 'user-agent', value: 'u' },
    { name: 'Accept', value: 'a' },
    { name: 'X-Token', value: 't' },
  ],
};

describe('a redirect', () => {
  test('on the same origin keeps headers and credentials', () => {
    assert.deepEqual(followRedirect(FROM, '../c#frag'), {
      url: 'https://user:pass@example.org/c',
      headers: FROM.headers,
    });
  });

  test('to another host, port or scheme keeps neither', () => {
    for (const location of ['https://evil.example/', 'https://example.org:444/', 'http://example.org/', '//x.org/']) {
      const next = followRedirect(FROM, location);
      assert.ok(next !== null && !next.url.includes('user'));
      assert.deepEqual(
        next.headers.map((header) => header.name),
        ['user-agent', 'Accept'],
      );
    }
  });

  test('to something that is no web address is not followed', () => {
    for (const location of ['file:///etc/passwd', 'ftp://x/', 'javascript:1', 'data:,x', 'http://[', 'unix:/x:/y']) {
      assert.equal(followRedirect(FROM, location), null);
    }
  });

  test('in raw UTF-8 is understood', () => {
    const latin1 = Buffer.from('/ü', 'utf8').toString('latin1');
    assert.equal(followRedirect({ url: 'http://x.org/', headers: [] }, latin1)?.url, 'http://x.org/%C3%BC');
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (location) => void followRedirect(FROM, location)));
  });
});

test('a redirect needs its status and a target', () => {
  assert.ok(isRedirect(302, '/x'));
  assert.ok(!isRedirect(302, undefined));
  assert.ok(!isRedirect(304, '/x'));
  assert.ok(!isRedirect(200, '/x'));
});
