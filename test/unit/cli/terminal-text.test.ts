import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnsOf, fit, padEnd, padStart, printable } from '../../../main/cli/terminal-text.ts';
import { formatTable } from '../../../main/cli/text-table.ts';

test('nothing that reaches the terminal can steer it', () => {
  assert.equal(printable('a\u001B[2Jb\rc\nd\u009Be\u202Ef'), 'a?[2Jb?c?d?e?f');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(printable(text), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('counts two columns for CJK and emoji and none for combining marks', () => {
  assert.equal(columnsOf('abc'), 3);
  assert.equal(columnsOf('中文'), 4);
  assert.equal(columnsOf('e\u0301'), 1);
  assert.equal(columnsOf('🎬'), 2);
});

test('cuts in the middle and keeps the end, where the extension is', () => {
  assert.equal(fit('a-rather-long-name.tar.gz', 16), 'a-rather-l…ar.gz');
  assert.equal(fit('short', 5), 'short');
  assert.equal(fit('short', 1), '…');
  assert.equal(fit('short', 0), '');
});

test('cut text never takes more columns than it may, and padded text exactly so many', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 60 }), (text, columns) => {
      assert.ok(columnsOf(fit(text, columns)) <= columns);
      assert.equal(columnsOf(padEnd(text, columns)), columns);
      assert.equal(columnsOf(padStart(text, columns)), columns);
    }),
  );
});

test('a table lines up and cuts only its last column, and only when it has a width', () => {
  const columns = [
    { title: 'ID', align: 'right' },
    { title: 'Name', align: 'left' },
  ] as const;
  const rows = [
    ['7', 'a name that is too long'],
    ['123', '中文'],
  ];
  assert.deepEqual(formatTable(columns, rows, null), [' ID  Name', '  7  a name that is too long', '123  中文']);
  assert.deepEqual(formatTable(columns, rows, 20), [' ID  Name', '  7  a name th… long', '123  中文']);
});
