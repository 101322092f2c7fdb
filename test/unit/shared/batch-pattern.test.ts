import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countPattern, expandPattern, hasPattern } from '../../../shared/batch-pattern.ts';

const expand = (text: string): readonly string[] => [...expandPattern(text)];

describe('batch patterns', () => {
  for (const [pattern, links] of [
    ['https://h/[08-11].jpg', ['08', '09', '10', '11'].map((number) => `https://h/${number}.jpg`)],
    ['https://h/[8-11].jpg', ['8', '9', '10', '11'].map((number) => `https://h/${number}.jpg`)],
    ['https://h/[3-1]', ['https://h/3', 'https://h/2', 'https://h/1']],
    ['https://h/[0-20:10]', ['https://h/0', 'https://h/10', 'https://h/20']],
    ['https://h/[a-c]', ['https://h/a', 'https://h/b', 'https://h/c']],
    ['https://h/{one,two}.iso', ['https://h/one.iso', 'https://h/two.iso']],
    ['https://h/{a,b}[1-2]', ['https://h/a1', 'https://h/a2', 'https://h/b1', 'https://h/b2']],
    ['https://h/{,.sig}', ['https://h/', 'https://h/.sig']],
  ] as const) {
    test(`${pattern} makes ${links.length} links`, () => {
      assert.deepEqual(expand(pattern), links);
      assert.equal(countPattern(pattern), links.length);
    });
  }

  for (const text of [
    'http://[::1]:8080/x',
    'https://h/[abc].bin',
    'https://h/{id}',
    'https://h/?a[]=1',
    'https://h/[a-Z]',
    '',
  ]) {
    test(`leaves ${text || 'an empty text'} as it is`, () => {
      assert.equal(hasPattern(text), false);
      assert.deepEqual(expand(text), [text]);
    });
  }

  test('counts what would be far too many without making it', () => {
    assert.equal(countPattern('https://h/[1-1000000][1-1000000]'), 1e12);
  });

  test('makes as many as it counts, each another one', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 5 }), (first, last, step) => {
        const links = expand(`x[${first}-${last}:${step}]{a,b,c}`);
        assert.equal(links.length, countPattern(`x[${first}-${last}:${step}]{a,b,c}`));
        assert.equal(new Set(links).size, links.length);
      }),
    );
  });
});
