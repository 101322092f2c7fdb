import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turnEnd } from 'node:timers/promises';
import { toDownloadId } from '../../../shared/download.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import { TransferRecorder } from '../../../main/engine/transfer-recorder.ts';

const OF = { id: toDownloadId(7), run: 3 };

test('the lines of one turn are told together', async () => {
  const events: EngineEvent[] = [];
  const recorder = new TransferRecorder(OF, (event) => events.push(event));
  recorder.note('restarted');
  recorder.note('noRanges', 'http://x.org/a?token=secret');
  assert.equal(events.length, 0);
  await turnEnd();
  const [told, ...others] = events;
  assert.equal(others.length, 0);
  assert.ok(told?.kind === 'noted' && told.id === OF.id && told.run === OF.run);
  assert.deepEqual(
    told.entries.map((entry) => entry.kind === 'note' && [entry.note, entry.detail]),
    [
      ['restarted', ''],
      ['noRanges', 'http://x.org/a'],
    ],
  );
});

test('nothing is told after it was closed', async () => {
  const events: EngineEvent[] = [];
  const recorder = new TransferRecorder(OF, (event) => events.push(event));
  recorder.note('restarted');
  recorder.close();
  recorder.note('noRanges');
  recorder.learn('http://x.org/', 'noRanges');
  await turnEnd();
  assert.deepEqual(
    events.map((event) => event.kind === 'noted' && event.entries.length),
    [1],
  );
});

test('a fact is about host and port, without credentials', () => {
  const events: EngineEvent[] = [];
  const recorder = new TransferRecorder(OF, (event) => events.push(event));
  recorder.learn('https://me:secret@x.org:443/a?b', 'noRanges');
  recorder.learn('http://x.org:8080/a', 'maxConnections', 4);
  assert.deepEqual(events, [
    { kind: 'learned', ...OF, host: 'x.org', fact: 'noRanges', value: 1 },
    { kind: 'learned', ...OF, host: 'x.org:8080', fact: 'maxConnections', value: 4 },
  ]);
});

test('of thousands of requests the first are told and the others counted; the answer to the last is told', async () => {
  const events: EngineEvent[] = [];
  const recorder = new TransferRecorder(OF, (event) => events.push(event));
  for (let at = 0; at < 5000; at += 1) {
    const request = {
      kind: 'request',
      atMs: at,
      method: 'GET',
      host: 'x.org',
      path: '/a',
      range: `bytes=${at}-`,
      conditional: false,
      status: 206,
      code: null,
      durationMs: 1,
    } as const;
    recorder.entry(request, { atMs: at, statusLine: 'HTTP/1.1 206 Partial Content', headers: [], isCut: false });
  }
  recorder.close();
  await turnEnd();
  const noted = events.filter((event) => event.kind === 'noted');
  const entries = noted.flatMap((event) => event.entries);
  assert.equal(entries.length, 201);
  assert.equal(noted.at(-1)?.answer?.atMs, 4999);
  const last = entries.at(-1);
  assert.ok(last?.kind === 'note' && last.note === 'moreRequests' && last.detail === '4800');
});

test('a decision that is made again and again is told once', async () => {
  const events: EngineEvent[] = [];
  const recorder = new TransferRecorder(OF, (event) => events.push(event));
  for (let round = 0; round < 3; round += 1) recorder.note('certificateTrusted', 'x.org:443');
  recorder.note('certificateTrusted', 'y.org:443');
  await turnEnd();
  assert.deepEqual(
    events.map((event) => event.kind === 'noted' && event.entries.length),
    [2],
  );
});
