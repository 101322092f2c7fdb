import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { normalizeRanges } from '../../../../shared/byte-range.ts';
import { DOWNLOAD_ERROR_CODES } from '../../../../shared/download-error.ts';
import { LEGAL_MOVES, type DownloadStateKind } from '../../../../shared/download-state.ts';
import { toDownloadId } from '../../../../shared/download.ts';
import { toAria2ErrorCode } from '../../../../main/server/aria2-rpc/aria2-errors.ts';
import { createNotificationRule } from '../../../../main/server/aria2-rpc/aria2-notifications.ts';
import { paginate } from '../../../../main/server/aria2-rpc/aria2-params.ts';
import {
  pieceLengthOf,
  STATES_OF_LIST,
  toAria2Status,
  toBitfield,
  toStatusWord,
} from '../../../../main/server/aria2-rpc/aria2-status.ts';
import { fromGid, toGid } from '../../../../main/server/aria2-rpc/gid.ts';
import { createRemovedResults } from '../../../../main/server/aria2-rpc/removed-results.ts';
import { newDownload } from '../../../support/store-fixture.ts';

const ID = toDownloadId(10);
const STATES = Object.keys(LEGAL_MOVES) as DownloadStateKind[];

test('every failure has a code of aria2, and none of them is success', () => {
  for (const code of DOWNLOAD_ERROR_CODES) {
    const number = Number(toAria2ErrorCode(code));
    assert.ok(Number.isInteger(number) && number >= 1 && number <= 32, code);
  }
});

test('every state is in exactly one list, and its word fits the list', () => {
  const listed = Object.values(STATES_OF_LIST).flat();
  assert.deepEqual(listed.toSorted(), STATES.toSorted());
  const words = { active: ['active'], waiting: ['waiting', 'paused'], stopped: ['complete', 'error'] };
  for (const list of ['active', 'waiting', 'stopped'] as const) {
    for (const kind of STATES_OF_LIST[list]) assert.ok(words[list].includes(toStatusWord(kind)), kind);
  }
});

test('GIDs have 16 digits and lead back to their download', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (number) => {
      const gid = toGid(toDownloadId(number));
      assert.match(gid, /^[0-9a-f]{16}$/u);
      assert.equal(fromGid(gid), number);
      assert.equal(fromGid(gid.toUpperCase()), number);
    }),
  );
  for (const gid of ['0000000000000000', 'ffffffffffffffff', '1', 'a']) assert.equal(fromGid(gid), null);
  for (const gid of ['', 'xyz', '00000000000000001', ' 000000000000001', '-000000000000001']) {
    assert.throws(() => fromGid(gid), /Invalid GID/u);
  }
});

test('a failed download tells code and words, without user and password', () => {
  const download = {
    ...newDownload({
      url: 'http://me:secret@example.org/a?b',
      state: { kind: 'failed', failure: { code: 'server.notFound', detail: '404 Not Found' } },
    }),
    id: ID,
  };
  const progress = { id: ID, receivedBytes: 0, bytesPerSecond: 0, secondsLeft: null, connections: 0, check: null };
  const status = toAria2Status(download, progress, null);
  assert.equal(status.errorCode, '3');
  assert.match(String(status.errorMessage), /404/u);
  assert.equal(status.gid, '000000000000000a');
  assert.deepEqual([status.bitfield, status.verifiedLength], [undefined, undefined]);
  const check = { doneBytes: 7, totalBytes: 9, bytesPerSecond: 1 };
  assert.equal(toAria2Status(download, { ...progress, check }, null).verifiedLength, '7');
  assert.doesNotMatch(JSON.stringify(status), /secret/u);
});

test('a bit of the bit field is set exactly when its piece is whole', () => {
  const range = fc
    .record({ start: fc.nat(50), length: fc.nat(30) })
    .map(({ start, length }) => ({ start, end: start + length }));
  fc.assert(
    fc.property(
      fc.array(range),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 9 }),
      (raw, total, piece) => {
        const ranges = normalizeRanges(
          raw.map(({ start, end }) => ({ start: Math.min(start, total), end: Math.min(end, total) })),
        );
        const has = (byte: number) => ranges.some(({ start, end }) => byte >= start && byte < end);
        const pieces = Math.ceil(total / piece);
        const field = Buffer.from(toBitfield(ranges, total, piece), 'hex');
        assert.equal(field.length, Math.ceil(pieces / 8));
        for (let index = 0; index < field.length * 8; index += 1) {
          const bytes = Array.from({ length: piece }, (_, at) => index * piece + at).filter((byte) => byte < total);
          const isSet = ((field[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
          assert.equal(isSet, index < pieces && bytes.every(has));
        }
      },
    ),
  );
});

test('no file has more than 16,384 pieces', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (total) => {
      const piece = pieceLengthOf(total);
      assert.ok(total / piece <= 16_384 && piece >= 1_048_576);
    }),
  );
});

test('pages of a list, from the front and from the back', () => {
  const items = ['a', 'b', 'c', 'd'];
  assert.deepEqual(paginate(items, 1, 2), ['b', 'c']);
  assert.deepEqual(paginate(items, -1, 2), ['d', 'c']);
  assert.deepEqual(paginate(items, -3, 9), ['b', 'a']);
  assert.deepEqual(paginate(items, -5, 2), []);
  assert.deepEqual(paginate(items, 4, 2), []);
  assert.deepEqual(paginate(items, 0, 0), []);
  assert.deepEqual(paginate(items, -1, 0), []);
});

test('removed results are bounded', () => {
  const removed = createRemovedResults();
  const progress = { id: ID, receivedBytes: 5, bytesPerSecond: 7, secondsLeft: null, connections: 2, check: null };
  const statusOf = (number: number) =>
    toAria2Status({ ...newDownload({ state: { kind: 'downloading' } }), id: toDownloadId(number) }, progress, null);
  for (let number = 1; number <= 1001; number += 1) removed.add(statusOf(number));
  assert.equal(removed.all().length, 1000);
  assert.equal(removed.get(toGid(toDownloadId(1))), undefined);
  const last = removed.get(toGid(toDownloadId(1001)));
  assert.equal(last?.status, 'removed');
  assert.equal(last?.errorCode, '31');
  assert.equal(last?.connections, '0');
});

test('starts are told once, and every end follows a start', () => {
  const rule = createNotificationRule();
  const tell = (from: DownloadStateKind | null, to: DownloadStateKind | 'removed') => rule({ id: ID, from, to });
  assert.deepEqual(tell(null, 'queued'), []);
  assert.deepEqual(tell('queued', 'paused'), []);
  assert.deepEqual(tell('paused', 'queued'), []);
  assert.deepEqual(tell('queued', 'probing'), ['aria2.onDownloadStart']);
  assert.deepEqual(tell('probing', 'retrying'), []);
  assert.deepEqual(tell('queued', 'probing'), []);
  assert.deepEqual(tell('pausing', 'paused'), ['aria2.onDownloadPause']);
  assert.deepEqual(tell('queued', 'completed'), ['aria2.onDownloadStart', 'aria2.onDownloadComplete']);
  assert.deepEqual(tell('completed', 'removed'), []);
  assert.deepEqual(tell('queued', 'downloading'), ['aria2.onDownloadStart']);
  assert.deepEqual(tell('downloading', 'blocked'), ['aria2.onDownloadError']);
  assert.deepEqual(tell('blocked', 'failed'), []);
  assert.deepEqual(tell('queued', 'downloading'), ['aria2.onDownloadStart']);
  assert.deepEqual(tell('downloading', 'removed'), ['aria2.onDownloadStop']);
});

test('a waiting download tells why it waits, and is no error', () => {
  const progress = { id: ID, receivedBytes: 0, bytesPerSecond: 0, secondsLeft: null, connections: 0, check: null };
  const download = { ...newDownload({}), id: ID };
  const untilMs = Date.UTC(2026, 10, 20, 9, 30);
  const status = toAria2Status(download, progress, { kind: 'host', untilMs });
  assert.equal(status.status, 'waiting');
  assert.equal(status.errorCode, undefined);
  assert.equal(status.errorMessage, 'The server asked to be left alone until 2026-11-20T09:30:00.000Z.');
});
