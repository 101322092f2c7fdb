import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestHeaders } from '../../../main/engine/request-headers.ts';

const PLAIN = { range: null, ifRange: null };

test('the user chooses headers, but not those that ranges and framing need', () => {
  const headers = requestHeaders(
    [
      { name: 'User-Agent', value: 'mine' },
      { name: 'Range', value: 'bytes=5-' },
      { name: 'Accept-Encoding', value: 'gzip' },
      { name: 'Content-Length', value: '5' },
    ],
    { range: 'bytes=0-', ifRange: null },
  );
  assert.deepEqual(headers, { 'user-agent': 'mine', accept: '*/*', 'accept-encoding': 'identity', range: 'bytes=0-' });
});

test('several cookies are one header, several others stay several', () => {
  const headers = requestHeaders(
    [
      { name: 'Cookie', value: 'a=1' },
      { name: 'cookie', value: 'b=2' },
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ],
    PLAIN,
  );
  assert.equal(headers['cookie'], 'a=1; b=2');
  assert.deepEqual(headers['x-a'], ['1', '2']);
});

test('If-Range comes only with Range (RFC 9110, 13.1.5)', () => {
  assert.equal(requestHeaders([], { range: null, ifRange: '"a"' })['if-range'], undefined);
  assert.equal(requestHeaders([], { range: 'bytes=1-', ifRange: '"a"' })['if-range'], '"a"');
});
