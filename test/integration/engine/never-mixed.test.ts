import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { normalizeRanges, type ByteRanges } from '../../../shared/byte-range.ts';
import type { Validators } from '../../../main/engine/file-facts.ts';
import { ResumeBench } from '../../support/resume-bench.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

const ETAG_KINDS = ['strong', 'weak', 'unstable', 'none'] as const;
const DATE_KINDS = ['fixed', 'now', 'none'] as const;

/** What the server may do; every validator that it tells is honest. */
const SERVER = fc.record({
  seed: fc.constantFrom(1, 2),
  etagKind: fc.constantFrom(...ETAG_KINDS),
  dateKind: fc.constantFrom(...DATE_KINDS),
  conditionKind: fc.constantFrom('honoured', 'ignored', 'whole', 'refused'),
  rangeKind: fc.constantFrom('good', 'good', 'none', 'refused', 'multipart', 'shifted', 'capped', 'star', 'cut'),
  status: fc.constantFrom(400, 403, 404, 416, 501),
  /** The other file appears at this request; it can be told only by a strong ETag. */
  from: fc.constantFrom(0, 0, 2, 3),
});

/** What is on disk: always the file of seed 1, and the validators that were told with it. */
const LEFT = fc.record({
  size: fc.constantFrom(200_000, 2_500_000),
  cuts: fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 8 }),
  etagKind: fc.constantFrom(...ETAG_KINDS),
  dateKind: fc.constantFrom(...DATE_KINDS),
  isNewLink: fc.boolean(),
});

function durableOf({ size, cuts }: { size: number; cuts: readonly number[] }): ByteRanges {
  const places = cuts.toSorted((a, b) => a - b).map((cut) => Math.floor((cut * size) / 1000));
  const pairs = places.flatMap((start, index) => (index % 2 === 0 ? [{ start, end: places[index + 1] ?? start }] : []));
  return normalizeRanges(pairs);
}

function validatorsOf(left: { size: number; etagKind: string; dateKind: string }): Validators {
  const etags: Readonly<Record<string, string>> = {
    strong: `"1-${left.size}"`,
    weak: `W/"1-${left.size}"`,
    unstable: '"request-0"',
  };
  // A date of "now" was told with the first bytes as well, and was not kept.
  const lastModified = left.dateKind === 'fixed' ? new Date(1_400_000_000_000 + 86_400_000).toUTCString() : null;
  return { etag: etags[left.etagKind] ?? null, lastModified };
}

async function holdsOnly(path: string, seed: number, ranges: ByteRanges): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    for (const { start, end } of ranges) {
      const bytes = Buffer.alloc(end - start);
      await file.read(bytes, 0, bytes.length, start);
      if (!bytes.equals(testBytes(seed, start, end))) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}

test('whatever the server does, a finished file is one of its files, and a failed one holds bytes of one file only', async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(SERVER, LEFT, fc.integer({ min: 1, max: 4 }), async (given, left, maxConnections) => {
      const durable = durableOf(left);
      if (durable.length === 0) return;
      const { from, ...server } = given;
      const isExchanged = from > 0 && server.etagKind === 'strong';
      const url = bench.url('whim', { ...server, size: left.size, ...(isExchanged && { from, otherSeed: 3 }) });
      const state = { size: left.size, durable, validators: validatorsOf(left), isNewLink: left.isNewLink };
      const { end, partPath } = await bench.resume(url, state, { maxConnections, idleTimeoutMs: 3000 });
      const ending = end.kind === 'failed' ? end.failure.code : end.kind;
      ends.set(ending, (ends.get(ending) ?? 0) + 1);
      const seeds = isExchanged ? [server.seed, 3] : [server.seed];
      if (end.kind === 'finished') {
        const hash = await fileSha256(partPath);
        assert.ok(
          seeds.some((seed) => testBytesSha256(seed, left.size) === hash),
          'mixed bytes',
        );
        return;
      }
      assert.ok(end.kind === 'failed' && end.failure.code !== 'app.unexpected', JSON.stringify(end));
      const holds = await Promise.all([1, ...seeds].map((seed) => holdsOnly(partPath, seed, end.durable)));
      assert.ok(holds.includes(true), `mixed bytes after ${end.failure.code}`);
      if (left.isNewLink) assert.ok(await holdsOnly(partPath, 1, durable), 'a new link overwrote bytes');
    }),
    { numRuns: Number(process.env['NEVER_MIXED_RUNS'] ?? 120) },
  );
  // The property is worth nothing when everything fails in one way.
  assert.ok((ends.get('finished') ?? 0) > 10 && ends.size >= 4, JSON.stringify([...ends]));
});
