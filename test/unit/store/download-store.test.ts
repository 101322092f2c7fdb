import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openDatabase } from '../../../main/store/database.ts';
import { ANSWERS } from '../../../shared/question.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { normalizeRanges } from '../../../shared/byte-range.ts';
import { NAME_TAKEN_POLICIES, PRIORITIES } from '../../../shared/download.ts';
import { DOWNLOAD_ERROR_CODES } from '../../../shared/download-error.ts';
import type { DownloadState } from '../../../shared/download-state.ts';
import { batch, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const nullable = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });
/** One part of a path, as the queue makes it. */
const fileName = text.map((name) => `a${name.replaceAll(/[/\\\0]/gu, '_')}`);
const certificate = fc.record(
  {
    host: text,
    port: fc.integer({ min: 1, max: 65_535 }),
    sha256: fc.constant('ab'.repeat(32)),
    subject: text,
    issuer: text,
    validFromMs: nullable(fc.maxSafeNat()),
    validToMs: nullable(fc.maxSafeNat()),
  },
  { noNullPrototype: true },
);
const failure = fc.record(
  { code: fc.constantFrom(...DOWNLOAD_ERROR_CODES), detail: text, certificate },
  { requiredKeys: ['code', 'detail'], noNullPrototype: true },
);

const state: fc.Arbitrary<DownloadState> = fc.oneof(
  fc.constantFrom('queued', 'probing', 'downloading', 'pausing', 'paused', 'finishing').map((kind) => ({ kind })),
  fc.record(
    {
      kind: fc.constant('retrying'),
      atMs: fc.maxSafeNat(),
      attempt: fc.nat(),
      code: fc.constantFrom(...DOWNLOAD_ERROR_CODES),
    },
    { noNullPrototype: true },
  ),
  fc.record({ kind: fc.constantFrom('blocked', 'failed'), failure }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant('completed'), atMs: fc.maxSafeNat() }, { noNullPrototype: true }),
);

const checksum = fc.record(
  { algorithm: fc.constantFrom('md5', 'sha256'), hex: fc.constant('ab'.repeat(16)) },
  { noNullPrototype: true },
);

const download: fc.Arbitrary<Omit<Download, 'id'>> = fc.record(
  {
    url: fc.webUrl(),
    mirrors: fc.array(fc.webUrl(), { maxLength: 3 }),
    directory: text.map((name) => `/${name.replaceAll('\0', '_')}`),
    wishedName: nullable(text),
    headers: fc.array(fc.record({ name: text, value: text }, { noNullPrototype: true }), { maxLength: 3 }),
    options: fc.record(
      {
        connections: nullable(fc.integer({ min: 1, max: 32 })),
        limitBytesPerSecond: nullable(fc.maxSafeNat()),
        maxAttempts: nullable(fc.nat(1000)),
        retryWaitMs: nullable(fc.nat()),
        checksum: nullable(checksum),
        checksumFrom: nullable(fc.constant('sibling' as const)),
        onNameTaken: nullable(fc.constantFrom(...NAME_TAKEN_POLICIES)),
      },
      { noNullPrototype: true },
    ),
    state,
    priority: fc.constantFrom(...PRIORITIES),
    position: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((position) => !Object.is(position, -0)),
    failures: fc.nat(),
    addedAtMs: fc.maxSafeNat(),
    facts: nullable(
      fc.record(
        {
          finalUrl: fc.webUrl(),
          suggestedName: text,
          sizeBytes: nullable(fc.maxSafeNat()),
          acceptsRanges: fc.boolean(),
          validators: fc.record({ etag: nullable(text), lastModified: nullable(text) }, { noNullPrototype: true }),
          contentType: nullable(text),
          digest: nullable(checksum),
        },
        { noNullPrototype: true },
      ),
    ),
    reservation: nullable(
      fc.record(
        {
          target: fileName,
          part: fileName,
          owned: fc.boolean(),
          sinceMs: fc.maxSafeNat(),
          hasPlaceholder: fc.boolean(),
          replaces: nullable(text),
        },
        { noNullPrototype: true },
      ),
    ),
    durable: fc
      .array(fc.tuple(fc.nat(1e9), fc.nat(1e6)), { maxLength: 6 })
      .map((pairs) => normalizeRanges(pairs.map(([start, length]) => ({ start, end: start + length })))),
    answers: fc.subarray([...ANSWERS]),
    isNewLink: fc.boolean(),
    stamp: nullable(fc.record({ sizeBytes: fc.maxSafeNat(), mtimeMs: fc.maxSafeNat() }, { noNullPrototype: true })),
  },
  { noNullPrototype: true },
);

describe('the download store', () => {
  test('gives back what was inserted and what was changed, whatever it is', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    fc.assert(
      fc.property(fc.array(download, { maxLength: 4 }), download, (inserted, changed) => {
        database.exec('DELETE FROM downloads');
        const ids = store.insert(inserted);
        const rows = inserted.map((row, index) => ({ ...row, id: ids[index] }));
        assert.deepEqual(store.loadAll(), rows);
        const [before, ...rest] = store.loadAll();
        if (before === undefined) return;
        const after: Download = { ...changed, id: before.id };
        store.write(batch({ changed: [{ before, after }], removed: rest.map((row) => row.id) }));
        assert.deepEqual(store.loadAll(), [after]);
      }),
      { numRuns: 60 },
    );
    database.close();
  });

  test('ids are never used twice', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const [first] = store.insert([newDownload()]);
    assert.ok(first !== undefined);
    store.write(batch({ removed: [first] }));
    const [second] = store.insert([newDownload()]);
    assert.ok(second !== undefined && second > first);
    database.close();
  });

  test('a batch that cannot be written changes nothing', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    store.insert([newDownload(), newDownload()]);
    const [first, second] = store.loadAll();
    assert.ok(first !== undefined && second !== undefined);
    const broken: Download = { ...second, durable: [{ start: 5, end: 5 }] };
    assert.throws(() =>
      store.write(
        batch({
          changed: [
            { before: first, after: { ...first, failures: 7 } },
            { before: second, after: broken },
          ],
        }),
      ),
    );
    assert.deepEqual(store.loadAll(), [first, second]);
    database.close();
  });

  test('leftovers stay listed until they are forgotten', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const files = [
      { path: '/a', onlyIfEmpty: true, toTrash: false, sinceMs: 5 },
      { path: '/b', onlyIfEmpty: false, toTrash: true, sinceMs: null },
    ];
    store.write(batch({ leftovers: files }));
    assert.deepEqual(store.leftovers(), files);
    store.renewLeftovers(['/a'], 9);
    assert.equal(store.leftovers()[0]?.sinceMs, 9);
    store.forgetLeftovers(files.slice(0, 1));
    assert.deepEqual(store.leftovers(), files.slice(1));
    database.close();
  });
});
