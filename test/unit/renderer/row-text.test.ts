import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormats } from '../../../renderer/format/formats.ts';
import { describeRow } from '../../../renderer/format/row-text.ts';
import { fill, plural, words } from '../../../renderer/format/words.ts';
import { progressOf, rowOf } from './fake-core.ts';

const formats = createFormats('en-GB');

test('a running row tells share, size, speed and time left', () => {
  const text = describeRow(rowOf(1, { kind: 'downloading' }), progressOf(1, 250), formats);
  assert.equal(text.state, 'Downloading 25%');
  assert.equal(text.size, '250 bytes of 1 kB');
  assert.equal(text.sizeShort, '1 kB');
  assert.equal(text.speed, '0.1 kB/s');
  assert.equal(text.timeLeft, '9 secs');
  assert.deepEqual(text.bar, { kind: 'share', share: 0.25 });
});

test('a file that comes in several parts shows where they are', () => {
  const row = { ...rowOf(1, { kind: 'downloading' }), segments: [0, 0.1, 0.5, 0.6] };
  const text = describeRow(row, progressOf(1, 250), formats);
  assert.equal(text.state, 'Downloading 25%');
  assert.deepEqual(text.bar, { kind: 'segments', shares: [0, 0.1, 0.5, 0.6] });
});

test('a running row of unknown size is busy and tells what arrived', () => {
  const row = { ...rowOf(1, { kind: 'downloading' }), sizeBytes: null };
  const text = describeRow(row, progressOf(1, 2500), formats);
  assert.equal(text.state, 'Downloading');
  assert.equal(text.size, '2.5 kB');
  assert.deepEqual(text.bar, { kind: 'busy' });
});

test('a row whose file is checked tells how far and how fast', () => {
  const check = { doneBytes: 430, totalBytes: 1000, bytesPerSecond: 10 };
  for (const kind of ['probing', 'downloading'] as const) {
    const text = describeRow(rowOf(1, { kind }), { ...progressOf(1, 1000), check }, formats);
    assert.equal(text.state, 'Checking… 43%');
    assert.equal(text.speed, formats.speed(10));
    assert.equal(text.timeLeft, formats.timeLeft(57));
    assert.deepEqual([text.tone, text.bar], ['running', { kind: 'share', share: 0.43 }]);
  }
});

test('an empty file is no division by zero', () => {
  const row = { ...rowOf(1, { kind: 'downloading' }), sizeBytes: 0 };
  assert.deepEqual(describeRow(row, progressOf(1, 0), formats).bar, { kind: 'busy' });
});

test('a row that needs the user says what happened and what to do, in that order', () => {
  const failure = { code: 'disk.full', detail: 'ENOSPC' } as const;
  const text = describeRow(rowOf(1, { kind: 'blocked', failure }), progressOf(1, 10), formats);
  assert.equal(text.tone, 'alert');
  assert.equal(text.note, 'The disk is full. Free some space. Sluice goes on by itself when there is room.');
  assert.equal(text.speed, '');
});

test('a failed row does not promise that Sluice keeps trying', () => {
  const failure = { code: 'network.timedOut', detail: 'ETIMEDOUT' } as const;
  const text = describeRow(rowOf(1, { kind: 'failed', failure }), progressOf(1, 10), formats);
  assert.equal(text.tone, 'alert');
  assert.match(text.note, /^The server did not answer in time\. .*Retry/u);
  assert.doesNotMatch(text.note, /keeps trying/u);
});

test('a row that tries again says when, by the clock, so that nothing has to tick', () => {
  const atMs = new Date(2026, 10, 20, 9, 30, 15).getTime();
  const text = describeRow(
    rowOf(1, { kind: 'retrying', atMs, attempt: 2, code: 'server.unavailable' }),
    progressOf(1, 10),
    formats,
  );
  assert.equal(text.note, 'The server is busy (503). Next try at 9:30:15.');
});

test('a completed row shows its size alone', () => {
  const text = describeRow(rowOf(1, { kind: 'completed', atMs: 1 }), progressOf(1, 1000), formats);
  assert.equal(text.size, '1 kB');
  assert.deepEqual(text.bar, { kind: 'none' });
});

test('a text is filled where it has marks, and only there', () => {
  assert.equal(fill('{a} of {b}', { a: '1', b: '{a}' }), '1 of {a}');
  assert.equal(fill('{missing}', {}), '{missing}');
  assert.equal(plural(words.add.submit, 1), 'Download 1 file');
  assert.match(plural(words.add.submit, 10_000), /^Download 10\D?000 files$/u);
});

test('a waiting row says why; only what went wrong stands out', () => {
  const untilMs = new Date(2026, 10, 20, 9, 30, 15).getTime();
  const held = describeRow({ ...rowOf(1), waitsFor: { kind: 'host', untilMs } }, undefined, formats);
  assert.equal(held.tone, 'warn');
  assert.equal(held.note, 'The server asked to be left alone until 9:30:15.');
  const inLine = describeRow({ ...rowOf(1), waitsFor: { kind: 'places', limit: 5 } }, undefined, formats);
  assert.deepEqual([inLine.tone, inLine.note], ['calm', 'Waits for a place (downloads at a time: 5).']);
  assert.deepEqual([inLine.state, inLine.brief, held.brief], ['Waiting', 'Waiting for a place', null]);
  assert.equal(describeRow(rowOf(1), undefined, formats).note, '');
});

test('a row says where its file is to go, how far it is on its way, and why it could not go', () => {
  const to = { directory: '/films $& more', name: null, problem: null };
  const coming = { ...rowOf(1, { kind: 'downloading' }), relocation: { ...to, kind: 'asked' } as const };
  assert.equal(describeRow(coming, progressOf(1, 250), formats).note, 'Goes to /films $& more when it is complete.');

  const done = rowOf(1, { kind: 'completed', atMs: 0 });
  const moving = describeRow({ ...done, relocation: { ...to, kind: 'moving' } }, progressOf(1, 430), formats);
  assert.equal(moving.note, 'Moving to /films $& more: 43%');
  assert.equal(moving.brief, 'Moving 43%');
  assert.deepEqual([moving.tone, moving.bar], ['running', { kind: 'share', share: 0.43 }]);

  const failed = { ...to, kind: 'failed', problem: 'full' } as const;
  const stays = describeRow({ ...done, relocation: failed }, progressOf(1, 1000), formats);
  assert.equal(stays.tone, 'alert');
  assert.equal(
    stays.note,
    'Could not be moved to /films $& more. There is no room on that disk. Free some space and try again.',
  );
  assert.deepEqual(stays.bar, { kind: 'none' });

  const renamed = { ...coming, relocation: { ...to, kind: 'asked', directory: coming.directory, name: 'b' } as const };
  assert.equal(describeRow(renamed, progressOf(1, 250), formats).note, '');
});
