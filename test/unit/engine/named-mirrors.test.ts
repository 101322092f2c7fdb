import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseLinkHeader } from '../../../main/engine/link-header.ts';
import { namedMirrors, type NamedMirrors } from '../../../main/engine/named-mirrors.ts';

function named(link: string, url = 'https://example.com/dir/file'): NamedMirrors {
  return namedMirrors({ head: { status: 200, headers: { link } }, target: { url, headers: [] } });
}

describe('the places that a Link header names (RFC 6249)', () => {
  test('come by their priority, those without one last, each once', () => {
    const header = [
      '<https://last.example/f>; rel=duplicate',
      '<https://two.example/f>; rel="duplicate"; pri=2; geo=fr',
      '<https://one.example/f>; rel=duplicate; pri=1; pref',
      '<https://one.example/f>; rel=duplicate; pri=3',
      '<f.torrent>; rel=describedby; type="application/x-bittorrent"',
      '<f.meta4>; rel="describedby other"; type="application/metalink4+xml"',
      '<https://next.example/>; rel=next; title="a, b; rel=duplicate"',
    ].join(', ');
    assert.deepEqual(named(header), {
      mirrors: ['https://one.example/f', 'https://two.example/f', 'https://last.example/f'],
      describedBy: 'https://example.com/dir/f.meta4',
    });
  });

  test('never lead from https to http, carry no login, and are web addresses', () => {
    const header =
      '<http://plain.example/f>; rel=duplicate, <https://u:p@two.example/f>; rel=duplicate, <ftp://a.example/f>; rel=duplicate';
    assert.deepEqual(named(header).mirrors, ['https://two.example/f']);
    assert.deepEqual(named(header, 'http://example.com/f').mirrors, [
      'http://plain.example/f',
      'https://two.example/f',
    ]);
  });

  test('are read from whatever a header holds, without an end or an error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', ';', ',', '=', '"', '\\', ' ', 'rel') }),
        (text) => void parseLinkHeader(text),
      ),
    );
    assert.deepEqual(parseLinkHeader('<'.repeat(100_000)), []);
    const [link] = parseLinkHeader(String.raw`<a>; Rel="X \"y\""; rel=z`);
    assert.equal(link?.parameters.get('rel'), 'X "y"');
  });
});
