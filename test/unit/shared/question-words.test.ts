import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOWNLOAD_ERROR_CODES } from '../../../shared/download-error.ts';
import { answerWords } from '../../../shared/answer-words.ts';
import { NOTE_WORDS } from '../../../shared/words.ts';
import { ANSWERS, answersTo } from '../../../shared/question.ts';
import { timelineReport, timelineText, timelineTone } from '../../../shared/timeline-text.ts';
import { TIMELINE_NOTES, type TimelineEntry } from '../../../shared/timeline.ts';

const bytes = (value: number): string => `${value} B`;

test('every question has answers, each with a short label of its own and a sentence', () => {
  for (const code of DOWNLOAD_ERROR_CODES) {
    const answers = answersTo(code);
    const labels = answers.map((answer) => answerWords(code, answer).label);
    assert.equal(new Set(labels).size, answers.length, code);
    assert.ok(
      labels.every((label) => label.length <= 16),
      `${code}: ${labels.join(', ')}`,
    );
    for (const answer of answers) assert.ok(answerWords(code, answer).what.endsWith('.'), `${code} ${answer}`);
  }
  for (const answer of ANSWERS) assert.ok(answerWords('app.unexpected', answer).label !== '');
});

test('an answer is named for what it does to this question', () => {
  assert.equal(answerWords('server.changed', 'restart').label, 'Start again');
  assert.equal(answerWords('checksum.mismatch', 'retry').label, 'Fetch again');
  assert.equal(answerWords('server.htmlInstead', 'accept').label, 'Save the page');
});

const request: TimelineEntry = {
  atMs: 0,
  kind: 'request',
  method: 'GET',
  host: 'example.org',
  path: '/a.iso',
  range: 'bytes=100-',
  conditional: true,
  status: 206,
  code: null,
  durationMs: 12.4,
};

test('the entries of a timeline are told in words', () => {
  assert.equal(timelineText(request, bytes), 'GET example.org/a.iso (bytes=100-, if unchanged) → 206, 12 ms');
  assert.equal(
    timelineText({ ...request, range: null, conditional: false, status: null, code: 'network.refused' }, bytes),
    'GET example.org/a.iso (the whole file) → no answer, 12 ms. The server refused the connection.',
  );
  assert.equal(
    timelineText({ ...request, range: null, conditional: false, status: null }, bytes),
    'GET example.org/a.iso (the whole file) → closed by Sluice: not needed any more, 12 ms',
  );
  const blocked: TimelineEntry = {
    atMs: 0,
    kind: 'state',
    state: 'blocked',
    code: 'link.expired',
    detail: 'HTTP 403',
    durableBytes: 5,
  };
  assert.equal(timelineText(blocked, bytes), 'Needs you, 5 B on disk. The link has expired. (HTTP 403)');
  assert.equal(
    timelineText({ atMs: 0, kind: 'note', note: 'hostAsksToWait', detail: '30 s' }, bytes),
    'The server asks to wait: 30 s',
  );
  for (const note of TIMELINE_NOTES) assert.ok(NOTE_WORDS[note].length > 3, note);
});

test('what went wrong in a timeline stands out', () => {
  assert.equal(timelineTone(request), 'request');
  assert.equal(timelineTone({ ...request, status: 503 }), 'problem');
  assert.equal(timelineTone({ ...request, status: null, code: 'network.reset' }), 'problem');
  assert.equal(timelineTone({ atMs: 0, kind: 'note', note: 'restarted', detail: '' }), 'note');
});

test('a timeline is copied with its title and exact times', () => {
  assert.equal(
    timelineReport('a.iso', [request], bytes),
    'a.iso\n1970-01-01T00:00:00.000Z  GET example.org/a.iso (bytes=100-, if unchanged) → 206, 12 ms',
  );
});
