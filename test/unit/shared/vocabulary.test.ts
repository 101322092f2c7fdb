import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { callInputs } from '../../../shared/contract.ts';
import { DOWNLOAD_ERROR_CODES, errorRow } from '../../../shared/download-error.ts';
import { LEGAL_MOVES, isLegalMove, type DownloadStateKind } from '../../../shared/download-state.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { CALL_ERROR_WORDS, ERROR_WORDS, NOTICE_WORDS, STATE_WORDS } from '../../../shared/words.ts';
import { decodeProgress, encodeProgress } from '../../../shared/progress-frame.ts';
import { DEFAULT_SETTINGS, settingsChangeSchema } from '../../../shared/settings.ts';

// Every state is a key of the table.
const KINDS = Object.keys(LEGAL_MOVES) as DownloadStateKind[];

describe('states', () => {
  test('every state can be reached from queued, and every state can be left', () => {
    const reached = new Set<DownloadStateKind>(['queued']);
    for (const kind of reached) for (const next of LEGAL_MOVES[kind]) reached.add(next);
    assert.deepEqual([...reached].toSorted(), KINDS.toSorted());
    for (const kind of KINDS) assert.notDeepEqual(LEGAL_MOVES[kind], []);
  });

  test('a paused download moves only when the user says so', () => {
    assert.deepEqual(LEGAL_MOVES.paused, ['queued']);
    assert.equal(isLegalMove('paused', 'downloading'), false);
  });
});

describe('words', () => {
  test('every error code says what happened and what to do', () => {
    for (const code of DOWNLOAD_ERROR_CODES) {
      assert.ok(ERROR_WORDS[code].what.endsWith('.'), code);
      assert.ok(ERROR_WORDS[code].todo.endsWith('.'), code);
      assert.ok(['continue', 'restart', 'ask', 'fail'].includes(errorRow(code).next));
    }
  });

  test('states, call errors and notices have words', () => {
    for (const words of [STATE_WORDS, CALL_ERROR_WORDS, NOTICE_WORDS]) {
      for (const text of Object.values(words)) assert.ok(text.length > 2);
    }
  });
});

describe('settings', () => {
  test('the defaults are within their own bounds', () => {
    assert.deepEqual(settingsChangeSchema().parse(DEFAULT_SETTINGS), DEFAULT_SETTINGS);
  });

  test('a change names only what it changes', () => {
    assert.deepEqual(settingsChangeSchema().parse({ maxActiveDownloads: 2 }), { maxActiveDownloads: 2 });
    assert.equal(settingsChangeSchema().safeParse({ maxActiveDownloads: 0 }).success, false);
    assert.equal(settingsChangeSchema().safeParse({ noSuchSetting: 1 }).success, false);
  });
});

/** An input with an MD5 checksum of these digits. */
function withHex(hex: string): unknown {
  return { downloads: [{ url: 'https://a.example/x', checksum: { algorithm: 'md5', hex } }] };
}

describe('contract', () => {
  test('a download needs only its link', () => {
    const parsed = callInputs['downloads.add'].parse({ downloads: [{ url: 'https://a.example/x' }] });
    assert.equal(parsed.paused, false);
    assert.equal(parsed.downloads[0]?.connections, null);
  });

  test('headers cannot smuggle a second header', () => {
    const input = { downloads: [{ url: 'https://a.example/x', headers: [{ name: 'X', value: 'a\r\nHost: b' }] }] };
    assert.equal(callInputs['downloads.add'].safeParse(input).success, false);
  });

  test('a checksum has the length of its algorithm', () => {
    assert.equal(callInputs['downloads.add'].safeParse(withHex('A'.repeat(32))).success, true);
    assert.equal(callInputs['downloads.add'].safeParse(withHex('a'.repeat(31))).success, false);
  });

  test('a range watches at most 200 rows', () => {
    const view = { filter: 'all', search: '', sort: 'added', descending: true };
    assert.equal(callInputs['view.watch'].safeParse({ view, ranges: [{ start: 0, end: 200 }] }).success, true);
    assert.equal(callInputs['view.watch'].safeParse({ view, ranges: [{ start: 0, end: 201 }] }).success, false);
  });
});

describe('progress frames', () => {
  test('what is packed comes out again', () => {
    const row = fc.record(
      {
        id: fc.integer({ min: 1 }),
        run: fc.nat(),
        receivedBytes: fc.maxSafeNat(),
        bytesPerSecond: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        connections: fc.nat(64),
        check: fc.option(
          fc.record(
            { doneBytes: fc.maxSafeNat(), totalBytes: fc.maxSafeNat(), bytesPerSecond: fc.nat() },
            { noNullPrototype: true },
          ),
        ),
      },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(fc.array(row), (rows) => assert.deepEqual(decodeProgress(encodeProgress(rows)), rows)));
  });

  test('half a row is refused', () => {
    assert.throws(() => decodeProgress(new Float64Array(7)), RangeError);
  });

  test('ids are positive whole numbers', () => {
    assert.throws(() => toDownloadId(0), RangeError);
    assert.throws(() => toDownloadId(1.5), RangeError);
    assert.equal(toDownloadId(7), 7);
  });
});
