import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatRange, parseContentLength, parseContentRange } from '../../../main/engine/range-header.ts';

describe('Content-Range', () => {
  test('what a server writes is read as a half-open range', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (start, extra, rest) => {
        const total = start + extra + 1 + rest;
        assert.deepEqual(parseContentRange(`bytes ${start}-${start + extra}/${total}`), {
          start,
          end: start + extra + 1,
          total,
        });
      }),
    );
  });

  test('an unknown total is null', () => {
    assert.deepEqual(parseContentRange('bytes 0-9/*'), { start: 0, end: 10, total: null });
  });

  for (const header of [
    undefined,
    '',
    'bytes */100',
    'bytes 5-4/100',
    'bytes 0-100/100',
    'bytes 0-9',
    'bytes=0-9/100',
    'items 0-9/100',
    'bytes -1-9/100',
    'bytes 0-9/100, bytes 20-29/100',
    'bytes 0-99999999999999999/999999999999999999',
    'bytes 9007199254740991-9007199254740991/*',
  ]) {
    test(`${header} is refused`, () => assert.equal(parseContentRange(header), null));
  }

  test('never throws and never gives an empty range', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = parseContentRange(`bytes ${text}`);
        assert.ok(range === null || range.end > range.start);
      }),
    );
  });
});

test('a Range header counts the last byte', () => {
  assert.equal(formatRange(0, null), 'bytes=0-');
  assert.equal(formatRange(5, 10), 'bytes=5-9');
  assert.equal(formatRange(5, 6), 'bytes=5-5');
});

test('a Content-Length is a plain number', () => {
  assert.equal(parseContentLength('0'), 0);
  assert.equal(parseContentLength('9007199254740991'), Number.MAX_SAFE_INTEGER);
  for (const bad of [undefined, '', '-1', '1.5', '0x10', '1, 1', '9007199254740993', '5 ']) {
    assert.equal(parseContentLength(bad), null);
  }
});
