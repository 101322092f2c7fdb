import fc from 'fast-check';
import type { Download, Relocation } from '../../main/store/download-record.ts';
import { normalizeRanges } from '../../shared/byte-range.ts';
import { CATEGORIES } from '../../shared/category.ts';
import { NAME_TAKEN_POLICIES, PRIORITIES } from '../../shared/download.ts';
import { DOWNLOAD_ERROR_CODES } from '../../shared/download-error.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import { ANSWERS } from '../../shared/question.ts';
import { RELOCATION_PROBLEMS } from '../../shared/relocation.ts';

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

const place = { directory: text.map((name) => `/${name.replaceAll('\0', '_')}`), name: fileName };
const relocation: fc.Arbitrary<Relocation> = fc.oneof(
  fc.record({ kind: fc.constant('asked' as const), ...place, name: nullable(fileName) }, { noNullPrototype: true }),
  fc.record(
    { kind: fc.constant('failed' as const), ...place, problem: fc.constantFrom(...RELOCATION_PROBLEMS) },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('moving' as const),
      ...place,
      target: fileName,
      from: place.directory,
      source: text,
      draft: nullable(
        fc.record({ name: fileName, owned: fc.boolean(), proven: nullable(text) }, { noNullPrototype: true }),
      ),
      sinceMs: fc.maxSafeNat(),
    },
    { noNullPrototype: true },
  ),
);

/** Whatever the list may hold, apart from its id. */
export const anyDownload: fc.Arbitrary<Omit<Download, 'id'>> = fc.record(
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
    relocation: nullable(relocation),
    isFromMetalink: fc.boolean(),
    category: nullable(fc.constantFrom(...CATEGORIES)),
  },
  { noNullPrototype: true },
);
