import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import { judgeFirst, judgePart, judgeWhole, type ResponseHead } from '../../../main/engine/response-verdict.ts';

const NONE = { etag: null, lastModified: null };
const KNOWN = { sizeBytes: 100, validators: { etag: '"a"', lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT' } };

function partial(contentRange: string, more: Record<string, string> = {}): ResponseHead {
  return { status: 206, headers: { 'content-range': contentRange, ...more } };
}

function assertRefused(verdict: { readonly kind: string; readonly code?: string }, code: DownloadErrorCode): void {
  assert.equal(verdict.kind, 'refuse');
  assert.equal(verdict.code, code);
}

describe('an answer to a range', () => {
  test('is accepted only when it is the range that was asked, or its beginning', () => {
    const number = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(number, number, number, number, (askStart, askLength, start, length) => {
        const asked = { start: askStart, end: askStart + askLength + 1 };
        const end = start + length + 1;
        const verdict = judgePart(partial(`bytes ${start}-${end - 1}/100`), asked, { ...KNOWN, validators: NONE });
        const proper = start === asked.start && end <= asked.end && end <= 100;
        assert.equal(verdict.kind, proper ? 'part' : 'refuse');
        if (verdict.kind === 'part') assert.deepEqual(verdict.range, { start, end });
      }),
    );
  });

  const asked = { start: 10, end: 20 };
  test('with status 200 ignores the range', () => {
    assertRefused(judgePart({ status: 200, headers: {} }, asked, KNOWN), 'server.rangeIgnored');
  });
  test('with status 200 and another validator or size is a changed file', () => {
    assertRefused(judgePart({ status: 200, headers: { etag: '"b"' } }, asked, KNOWN), 'server.changed');
    assertRefused(judgePart({ status: 200, headers: { 'content-length': '99' } }, asked, KNOWN), 'server.changed');
    const same = { etag: '"a"', 'content-length': '100' };
    assertRefused(judgePart({ status: 200, headers: same }, asked, KNOWN), 'server.rangeIgnored');
  });
  test('without Content-Range is wrong', () => {
    assertRefused(judgePart({ status: 206, headers: {} }, asked, KNOWN), 'server.rangeWrong');
  });
  test('of several parts is wrong', () => {
    const headers = { 'content-type': 'multipart/byteranges; boundary=x' };
    assertRefused(judgePart({ status: 206, headers }, asked, KNOWN), 'server.rangeWrong');
  });
  test('with another total is a changed file', () => {
    assertRefused(judgePart(partial('bytes 10-19/101'), asked, KNOWN), 'server.changed');
  });
  test('with another strong ETag is a changed file', () => {
    assertRefused(judgePart(partial('bytes 10-19/100', { etag: '"b"' }), asked, KNOWN), 'server.changed');
  });
  test('with another Last-Modified and no ETag is a changed file', () => {
    const head = partial('bytes 10-19/100', { 'last-modified': 'Thu, 22 Oct 2015 07:28:00 GMT' });
    assertRefused(judgePart(head, asked, KNOWN), 'server.changed');
  });
  test('with the same strong ETag may have another Last-Modified', () => {
    const head = partial('bytes 10-19/100', { etag: '"a"', 'last-modified': 'Thu, 22 Oct 2015 07:28:00 GMT' });
    assert.equal(judgePart(head, asked, KNOWN).kind, 'part');
  });
  test('without validators is taken by its total', () => {
    assert.equal(judgePart(partial('bytes 10-19/100'), asked, KNOWN).kind, 'part');
  });
  test('with a total of * is taken when the total is known', () => {
    assert.equal(judgePart(partial('bytes 10-19/*'), asked, KNOWN).kind, 'part');
  });
  test('whose Content-Length is not that of its range is wrong', () => {
    assertRefused(judgePart(partial('bytes 10-19/100', { 'content-length': '11' }), asked, KNOWN), 'server.rangeWrong');
  });
  test('with 416, 404 or 503 has its own code', () => {
    assertRefused(judgePart({ status: 416, headers: {} }, asked, KNOWN), 'server.rangeUnsatisfiable');
    assertRefused(judgePart({ status: 404, headers: {} }, asked, KNOWN), 'server.notFound');
    assertRefused(judgePart({ status: 503, headers: {} }, asked, KNOWN), 'server.unavailable');
  });
});

describe('the first answer', () => {
  test('teaches size and ranges', () => {
    const verdict = judgeFirst(partial('bytes 0-99/100'));
    assert.deepEqual(verdict, { kind: 'part', range: { start: 0, end: 100 }, sizeBytes: 100 });
  });
  test('may be shorter than the file', () => {
    assert.deepEqual(judgeFirst(partial('bytes 0-9/100')), {
      kind: 'part',
      range: { start: 0, end: 10 },
      sizeBytes: 100,
    });
  });
  test('with 200 is the whole file', () => {
    assert.deepEqual(judgeFirst({ status: 200, headers: { 'content-length': '7' } }), { kind: 'whole', sizeBytes: 7 });
  });
  test('with a transfer coding has no length, whatever Content-Length says', () => {
    const headers = { 'content-length': '7', 'transfer-encoding': 'chunked' };
    assert.deepEqual(judgeWhole({ status: 200, headers }), { kind: 'whole', sizeBytes: null });
  });
  for (const status of [400, 403, 405, 416, 501]) {
    test(`with ${status} may be about the Range header`, () => {
      assert.deepEqual(judgeFirst({ status, headers: {} }), { kind: 'askPlainly' });
    });
  }
  test('with a total of * is asked again plainly', () => {
    assert.deepEqual(judgeFirst(partial('bytes 0-9/*')), { kind: 'askPlainly' });
  });
  test('that is no usable part is asked again plainly', () => {
    const multipart = { status: 206, headers: { 'content-type': 'multipart/byteranges; boundary=x' } };
    for (const head of [partial('bytes 1-99/100'), partial('nonsense'), multipart]) {
      assert.deepEqual(judgeFirst(head), { kind: 'askPlainly' });
    }
  });
});
