import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAnswer } from '../../../main/engine/answer-record.ts';
import { answerText } from '../../../shared/server-answer.ts';

function answer(...rawHeaders: readonly string[]): Parameters<typeof recordAnswer>[0] {
  return {
    httpVersion: '1.1',
    statusCode: 206,
    statusMessage: 'Partial Content',
    rawHeaders: rawHeaders.flatMap((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  };
}

test('an answer is kept as it stood on the wire: names as they came, a name that comes twice, what asks for a login', () => {
  const lines = [
    'ETag: "a?b"',
    'Cache-Control: max-age=60',
    'X-Cache: MISS',
    'x-cache: HIT',
    'WWW-Authenticate: Basic realm="x"',
  ];
  const kept = recordAnswer(answer(...lines), 7);
  assert.equal(answerText(kept), ['HTTP/1.1 206 Partial Content', ...lines].join('\n'));
  assert.deepEqual([kept.atMs, kept.isCut], [7, false]);
});

test('an answer loses its secrets: cookies, tokens, and the queries of links', () => {
  const kept = recordAnswer(
    answer(
      'Set-Cookie: session=SECRET',
      'X-Amz-Security-Token: SECRET',
      'Location: file.zip?token=SECRET',
      'Link: <https://user:SECRET@example.org/a?sig=SECRET>; rel=duplicate',
      'Report-To: see https://example.org/r?key=SECRET now',
    ),
    0,
  );
  assert.doesNotMatch(answerText(kept), /SECRET/u);
  assert.deepEqual(
    kept.headers.map(({ value }) => value),
    ['•••', '•••', 'file.zip', '<https://example.org/a rel=duplicate', 'see https://example.org/r now'],
  );
});

test('of an answer without end the beginning is kept, and that it was cut', () => {
  const kept = recordAnswer(answer(...Array.from({ length: 100 }, (_, at) => `x-${at}: ${'v'.repeat(500)}`)), 0);
  assert.equal(kept.isCut, true);
  assert.ok(kept.headers.length > 10 && answerText(kept).length < 9000);
});
