import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listLines } from '../../../main/cli/list-command.ts';
import type { DownloadState } from '../../../shared/download-state.ts';
import { toDownloadId, type DownloadRow } from '../../../shared/download.ts';

const NO_PROGRESS = new Map();
const NOT_FOUND: DownloadState = { kind: 'failed', failure: { code: 'server.notFound', detail: 'HTTP 404' } };
const FULL: DownloadState = { kind: 'blocked', failure: { code: 'disk.full', detail: '' } };

function row(id: number, facts: Partial<DownloadRow>): DownloadRow {
  return {
    id: toDownloadId(id),
    url: `https://${facts.host ?? 'a.org'}/${id}`,
    host: 'a.org',
    name: `file-${id}.bin`,
    directory: '/downloads',
    state: { kind: 'queued' },
    waitsFor: null,
    sizeBytes: null,
    resumable: null,
    addedAtMs: 1,
    priority: 'normal',
    category: 'other',
    relocation: null,
    chosenCategory: null,
    segments: [],
    ...facts,
  };
}

test('a terminal shows below a row why it failed or needs the user', () => {
  const rows = [row(1, { state: NOT_FOUND }), row(2, {}), row(3, { state: FULL })];
  assert.deepEqual(listLines(rows, NO_PROGRESS, 80).slice(1), [
    ' 1  Failed                              file-1.bin',
    '      The server has no such file (404).',
    ' 2  Waiting                             file-2.bin',
    ' 3  Needs you                           file-3.bin',
    '      The disk is full. → sluice answer 3 retry',
  ]);
});

test('a terminal shows below a complete row that its file could not be moved, and the likely answer', () => {
  const state: DownloadState = { kind: 'completed', atMs: 0 };
  const relocation = { kind: 'failed', directory: '/films', name: null, problem: 'folderGone' } as const;
  const [, , reason] = listLines([row(3, { state, relocation })], NO_PROGRESS, 140);
  assert.equal(
    reason,
    '      Could not be moved to /films. The folder is not there. Choose another one, or connect its disk. → sluice answer 3 retry',
  );
});

test('a row whose file is checked says so, how far and how fast', () => {
  const check = { doneBytes: 430, totalBytes: 1000, bytesPerSecond: 5_000_000 };
  const progress = { id: toDownloadId(1), receivedBytes: 1000, bytesPerSecond: 0, secondsLeft: null, connections: 0 };
  const lines = listLines([row(1, { state: { kind: 'downloading' } })], new Map([[1, { ...progress, check }]]), 80);
  assert.match(lines[1] ?? '', /Checking +43% +5\.00 MB\/s/u);
});

test('a terminal shows why one waits for its next try', () => {
  const atMs = new Date().setHours(23, 59, 30, 0);
  const waits: DownloadState = { kind: 'retrying', atMs, attempt: 1, code: 'network.refused' };
  const line = '      The server refused the connection. Next try at 23:59:30.';
  assert.equal(listLines([row(1, { state: waits })], NO_PROGRESS, 80)[2], line);
});

test('other programs get the reason in a column, one line for each download', () => {
  const lines = listLines([row(1, { state: NOT_FOUND }), row(2, {})], NO_PROGRESS, null);
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? '', /Left +Reason +Name$/u);
  assert.match(lines[1] ?? '', /Failed +The server has no such file \(404\)\. +file-1\.bin$/u);
  assert.doesNotMatch(listLines([row(2, {})], NO_PROGRESS, null)[0] ?? '', /Reason/u);
});

test('equal names are told apart by their hosts where there is room', () => {
  const rows = [row(1, { name: 'x.zip' }), row(2, { name: 'x.zip', host: 'b.org:8080' })];
  assert.match(listLines(rows, NO_PROGRESS, 80).join('\n'), /a\.org +x\.zip\n.*b\.org:8080 +x\.zip/u);
  assert.doesNotMatch(listLines(rows, NO_PROGRESS, 50).join('\n'), /b\.org/u);
  assert.doesNotMatch(listLines([row(1, {}), row(2, {})], NO_PROGRESS, 80).join('\n'), /a\.org/u);
});

test('no line is wider than the terminal', () => {
  const rows = [row(1, { state: NOT_FOUND, name: 'n'.repeat(200) })];
  for (const line of listLines(rows, NO_PROGRESS, 60)) assert.ok(line.length <= 60, line);
});

test('a terminal shows why one waits in the queue, with the time where there is one', () => {
  const untilMs = new Date().setHours(23, 59, 30, 0);
  const rows = [row(1, { waitsFor: { kind: 'host', untilMs } }), row(2, { waitsFor: { kind: 'places', limit: 1 } })];
  assert.deepEqual(listLines(rows, NO_PROGRESS, 80).slice(1), [
    ' 1  Waiting                           file-1.bin',
    '      The server asked to be left alone until 23:59:30.',
    ' 2  Waiting                           file-2.bin',
    '      Waits for a place (downloads at a time: 1).',
  ]);
});
