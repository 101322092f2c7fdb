import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  isPageInsteadOfKnown,
  judgeConditional,
  judgeIdentity,
  judgePlainRange,
} from '../../../main/engine/continuation-verdict.ts';
import type { ResponseHead } from '../../../main/engine/response-verdict.ts';

const DATE = 'Wed, 21 Oct 2015 07:28:00 GMT';
const LATER = 'Thu, 22 Oct 2015 07:28:00 GMT';
const KNOWN = { sizeBytes: 100, validators: { etag: '"a"', lastModified: DATE } };
const ASKED = { start: 10, end: null };

function partial(more: Record<string, string> = {}): ResponseHead {
  return { status: 206, headers: { 'content-range': 'bytes 10-99/100', ...more } };
}

function outcome(verdict: { readonly kind: string; readonly code?: string }): string {
  return verdict.code ?? verdict.kind;
}

describe('the answer to a range with If-Range', () => {
  const cases: readonly (readonly [string, ResponseHead, string])[] = [
    ['206 with the same ETag', partial({ etag: '"a"' }), 'part'],
    ['206 with the same ETag and another date', partial({ etag: '"a"', 'last-modified': LATER }), 'unproved'],
    ['206 with another ETag', partial({ etag: '"b"' }), 'unproved'],
    ['206 with the ETag turned weak', partial({ etag: 'W/"a"' }), 'unproved'],
    ['206 without validators', partial(), 'unproved'],
    ['206 with another total', partial({ 'content-range': 'bytes 10-99/101' }), 'server.changed'],
    ['206 from another place', partial({ 'content-range': 'bytes 11-99/100' }), 'server.rangeWrong'],
    ['206 without Content-Range', { status: 206, headers: {} }, 'unproved'],
    ['200', { status: 200, headers: {} }, 'unproved'],
    ['200 of another length', { status: 200, headers: { 'content-length': '99' } }, 'server.changed'],
    ['412', { status: 412, headers: {} }, 'unproved'],
    ['416', { status: 416, headers: {} }, 'unproved'],
    ['416 with another total', { status: 416, headers: { 'content-range': 'bytes */9' } }, 'server.changed'],
    ['404', { status: 404, headers: {} }, 'server.notFound'],
    ['503', { status: 503, headers: {} }, 'server.unavailable'],
  ];
  for (const [what, head, expected] of cases) {
    test(`${what}: ${expected}`, () => assert.equal(outcome(judgeConditional(head, ASKED, KNOWN)), expected));
  }
});

describe('the answer to a plain range', () => {
  const cases: readonly (readonly [string, ResponseHead, string])[] = [
    ['206', partial({ etag: '"b"' }), 'part'],
    ['206 with a total of *', partial({ 'content-range': 'bytes 10-99/*' }), 'part'],
    ['206 with another total', partial({ 'content-range': 'bytes 10-99/101' }), 'server.changed'],
    ['206 in several parts', { status: 206, headers: { 'content-type': 'multipart/byteranges' } }, 'cannotRange'],
    ['200', { status: 200, headers: { 'content-length': '100' } }, 'whole'],
    ['200 of another length', { status: 200, headers: { 'content-length': '99' } }, 'server.changed'],
    ['416', { status: 416, headers: { 'content-range': 'bytes */100' } }, 'cannotRange'],
    ['416 with another total', { status: 416, headers: { 'content-range': 'bytes */9' } }, 'server.changed'],
    ['403', { status: 403, headers: {} }, 'cannotRange'],
    ['501', { status: 501, headers: {} }, 'cannotRange'],
    ['410', { status: 410, headers: {} }, 'server.gone'],
  ];
  for (const [what, head, expected] of cases) {
    test(`${what}: ${expected}`, () => assert.equal(outcome(judgePlainRange(head, ASKED, KNOWN)), expected));
  }
});

describe('what validators say of two answers', () => {
  const known = { etag: '"a"', lastModified: null };
  test('equal, or missing: the same', () => {
    assert.equal(judgeIdentity({ known, earlier: null, seen: known }), 'same');
    assert.equal(judgeIdentity({ known, earlier: null, seen: { etag: null, lastModified: DATE } }), 'same');
  });
  test('another ETag: another answer tells', () => {
    const seen = { etag: '"b"', lastModified: null };
    assert.equal(judgeIdentity({ known, earlier: null, seen }), 'unsure');
    assert.equal(judgeIdentity({ known, earlier: { etag: '"c"', lastModified: null }, seen }), 'unstableEtag');
    assert.equal(judgeIdentity({ known, earlier: seen, seen }), 'changed');
  });
  test('another ETag with the same date says nothing', () => {
    const seen = { etag: '"b"', lastModified: DATE };
    assert.equal(judgeIdentity({ known: { etag: '"a"', lastModified: DATE }, earlier: null, seen }), 'unstableEtag');
  });
  test('another date and no equal strong ETag: changed, whatever else came', () => {
    const etag = fc.constantFrom(null, 'W/"a"', '"b"', 'W/"b"');
    fc.assert(
      fc.property(etag, etag, (one, other) => {
        const seen = { etag: one, lastModified: LATER };
        const earlier = { etag: other, lastModified: LATER };
        assert.equal(judgeIdentity({ known: { etag: '"a"', lastModified: DATE }, earlier, seen }), 'changed');
      }),
    );
  });
});

test('a page is not the file when the file was none, or when its type is not known and its size differs', () => {
  const page = { status: 200, headers: { 'content-type': 'Text/HTML; charset=x', 'content-length': '100' } };
  assert.equal(isPageInsteadOfKnown(page, { sizeBytes: 100, contentType: 'application/zip' }), true);
  assert.equal(isPageInsteadOfKnown(page, { sizeBytes: 5, contentType: 'text/html' }), false);
  assert.equal(isPageInsteadOfKnown(page, { sizeBytes: 5, contentType: null }), true);
  assert.equal(isPageInsteadOfKnown(page, { sizeBytes: 100, contentType: null }), false);
  const range = { status: 206, headers: { 'content-type': 'text/html', 'content-range': 'bytes 0-9/100' } };
  assert.equal(isPageInsteadOfKnown(range, { sizeBytes: 100, contentType: 'application/zip' }), false);
});
