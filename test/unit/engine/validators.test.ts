import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ifRangeValue,
  strongLastModified,
  validatorsConflict,
  validatorsProve,
} from '../../../main/engine/validators.ts';

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

test('a date that is not at least a second before the answer is no validator', () => {
  assert.equal(strongLastModified(DATE, 'Wed, 21 Oct 2015 07:28:01 GMT'), DATE);
  assert.equal(strongLastModified(DATE, 'Wed, 21 Oct 2015 07:28:00 GMT'), null);
  assert.equal(strongLastModified(DATE, 'Tue, 20 Oct 2015 07:28:00 GMT'), null, 'a clock that goes wrong');
  assert.equal(strongLastModified(DATE, undefined), DATE, 'a server without a clock');
  assert.equal(strongLastModified('yesterday', DATE), 'yesterday');
  assert.equal(strongLastModified(undefined, DATE), null);
});

test('what went into If-Range proves, and nothing else', () => {
  const strong = { etag: '"a"', lastModified: DATE };
  assert.equal(validatorsProve(strong, { etag: '"a"', lastModified: null }), true);
  assert.equal(validatorsProve(strong, { etag: null, lastModified: DATE }), false);
  assert.equal(validatorsProve(strong, { etag: 'W/"a"', lastModified: DATE }), false);
  const dated = { etag: 'W/"a"', lastModified: DATE };
  assert.equal(validatorsProve(dated, { etag: null, lastModified: DATE }), true);
  assert.equal(validatorsProve(dated, { etag: 'W/"b"', lastModified: DATE }), false);
  assert.equal(validatorsProve({ etag: null, lastModified: null }, { etag: null, lastModified: null }), false);
});
