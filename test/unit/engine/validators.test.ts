import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ifRangeValue, validatorsConflict } from '../../../main/engine/validators.ts';

const DATE = 'Wed, 21 Oct 2015 07:28:00 GMT';

test('If-Range gets a strong ETag, else the date, never a weak ETag', () => {
  assert.equal(ifRangeValue({ etag: '"a"', lastModified: DATE }), '"a"');
  assert.equal(ifRangeValue({ etag: 'W/"a"', lastModified: DATE }), DATE);
  assert.equal(ifRangeValue({ etag: 'W/"a"', lastModified: null }), null);
  assert.equal(ifRangeValue({ etag: 'unquoted', lastModified: null }), null);
  assert.equal(ifRangeValue({ etag: null, lastModified: null }), null);
});

function only(etag: string): { readonly etag: string; readonly lastModified: null } {
  return { etag, lastModified: null };
}

test('weak and strong forms of one ETag do not conflict, different ones do', () => {
  assert.equal(validatorsConflict(only('W/"a"'), only('"a"')), false);
  assert.equal(validatorsConflict(only('W/"a"'), only('W/"b"')), true);
  assert.equal(validatorsConflict(only('"a"'), only('"b"')), true);
});

test('a validator that one side lacks proves nothing', () => {
  assert.equal(validatorsConflict({ etag: '"a"', lastModified: null }, { etag: null, lastModified: DATE }), false);
});
