import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { judgeCoding } from '../../../main/engine/content-coding.ts';
import { suggestName } from '../../../main/engine/suggested-name.ts';

function named(disposition: string | undefined, url: string): string {
  return suggestName({ disposition, urls: [url], contentType: null });
}

describe('the suggested name', () => {
  const url = 'http://x.org/dir/from%20url.bin?name=no';
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'from url.bin'],
    ['attachment', 'from url.bin'],
    ['attachment; filename=""', 'from url.bin'],
    ['attachment; filename="a b.txt"', 'a b.txt'],
    ['attachment; filename=plain.txt', 'plain.txt'],
    [`attachment; filename="x.txt"; filename*=UTF-8''%C3%BC.txt`, 'ü.txt'],
    [`attachment; filename*=UTF-8''%C3%BC.txt; filename="x.txt"`, 'ü.txt'],
    ['attachment; filename="a\\"b.txt"', 'a"b.txt'],
    [Buffer.from('attachment; filename="日本.txt"', 'utf8').toString('latin1'), '日本.txt'],
    ['attachment; filename="\u00fc.txt"', 'ü.txt'],
  ];
  for (const [header, name] of cases) {
    test(`from ${header} is ${name}`, () => assert.equal(named(header, url), name));
  }

  test('is never empty and never an exception', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.notEqual(named(text, url), '');
        assert.notEqual(named(`attachment; filename=${text}`, 'http://x.org/'), '');
      }),
    );
  });
});

describe('coded bytes', () => {
  test('are kept when the file itself is the compressed thing', () => {
    const kept = [
      { coding: undefined, contentType: 'text/html', name: 'a.html' },
      { coding: 'identity', contentType: 'text/html', name: 'a.html' },
      { coding: 'gzip', contentType: 'application/gzip', name: 'a' },
      { coding: 'x-gzip', contentType: 'application/x-gzip; x=y', name: 'a' },
      { coding: 'gzip', contentType: 'application/x-tar', name: 'a.tar.gz' },
      { coding: 'br', contentType: null, name: 'a.js.br' },
    ];
    for (const input of kept) assert.deepEqual(judgeCoding(input), { kind: 'keep' }, JSON.stringify(input));
  });

  test('are decoded when they were compressed for the way', () => {
    for (const coding of ['gzip', 'deflate', 'br', 'zstd'] as const) {
      for (const file of [
        { contentType: 'text/html', name: 'a.html' },
        { contentType: 'application/zip', name: 'a.zip' },
      ]) {
        assert.deepEqual(judgeCoding({ coding, ...file }), { kind: 'decode', coding });
      }
    }
  });

  test('are refused when they were coded several times or in a way nobody knows', () => {
    const refused = [
      { coding: 'gzip, br', contentType: 'application/gzip', name: 'a.gz' },
      { coding: 'compress', contentType: null, name: 'a' },
      { coding: 'unknown', contentType: null, name: 'a' },
      { coding: 'constructor', contentType: null, name: 'a' },
    ];
    for (const input of refused) assert.deepEqual(judgeCoding(input), { kind: 'unknown' }, JSON.stringify(input));
  });
});
