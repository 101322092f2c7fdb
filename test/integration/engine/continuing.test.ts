import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFinished, assertRefused, DATE, ResumeBench, type Left } from '../../support/resume-bench.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZE = 3 * MIB;
const ETAG = `"1-${SIZE}"`;

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

const LEFT: Left = { size: SIZE, durable: [{ start: 0, end: MIB }] };
const STRONG: Left = { ...LEFT, validators: { etag: ETAG, lastModified: null } };
/** No validators. */
const BARE = { size: SIZE, etag: '', lastModified: '' };
const OVERLAP = `bytes=${MIB - 64 * KIB}-`;

describe('a strong validator', () => {
  test('continues without an overlap', async () => {
    const outcome = await bench.resume(bench.url('good', { size: SIZE }), STRONG);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [`bytes=${MIB}- if-range`]);
    assert.deepEqual(outcome.notes, ['continuedByValidator']);
    assert.deepEqual(outcome.kinds, ['continued', 'finished']);
  });

  test('that is a date continues without an overlap', async () => {
    const left = { ...LEFT, validators: { etag: 'W/"1"', lastModified: DATE } };
    const outcome = await bench.resume(bench.url('good', { size: SIZE, etag: 'W/"1"' }), left);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [`bytes=${MIB}- if-range`]);
  });

  test('answered by 200 to any condition is compared without one, and the host is remembered', async () => {
    const url = bench.url('ifRangeIgnored', { size: SIZE });
    const outcome = await bench.resume(url, STRONG);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [`bytes=${MIB}- if-range`, OVERLAP]);
    assert.deepEqual(outcome.notes, ['ifRangeIgnored', 'continuedByOverlap']);
    assert.deepEqual(outcome.learned, ['noConditions']);
  });

  test('is not sent to a host that is known to dislike conditions', async () => {
    const url = bench.url('ifRangeIgnored', { size: SIZE });
    const traits = {
      noRanges: false,
      noConditions: true,
      unstableEtag: false,
      maxConnections: null,
      paidConnections: null,
    };
    const outcome = await bench.resume(url, STRONG, { traits });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [OVERLAP]);
  });

  for (const status of [412, 400, 403]) {
    test(`turned down with ${status} is left away`, async () => {
      const outcome = await bench.resume(bench.url('conditionRefused', { size: SIZE, status }), STRONG);
      await assertFinished(outcome, 1, SIZE);
      assert.deepEqual(outcome.learned, ['noConditions']);
    });
  }

  test('that the answer lacks is replaced by an overlap', async () => {
    const outcome = await bench.resume(bench.url('partWithoutValidators', { size: SIZE }), STRONG);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [`bytes=${MIB}- if-range`, OVERLAP]);
  });

  test('that vouches for bytes which are not ours says that our copy was damaged', async () => {
    const outcome = await bench.resume(bench.url('ifRangeIgnored', { size: SIZE }), { ...STRONG, seed: 9 });
    assertRefused(outcome, 'disk.partLost');
  });
});

describe('without a strong validator', () => {
  for (const etag of ['', 'W/"weak"']) {
    const validators = { etag: etag === '' ? null : etag, lastModified: null };
    test(`${etag === '' ? 'none' : etag}: the overlap is compared, and the same answer goes on`, async () => {
      const outcome = await bench.resume(bench.url('good', { ...BARE, etag }), { ...LEFT, validators });
      await assertFinished(outcome, 1, SIZE);
      assert.deepEqual(outcome.asked, [OVERLAP]);
      assert.deepEqual(outcome.notes, ['continuedByOverlap']);
    });

    test(`${etag === '' ? 'none' : etag}: other bytes are a changed file`, async () => {
      const outcome = await bench.resume(bench.url('good', { ...BARE, etag }), { ...LEFT, validators, seed: 9 });
      assertRefused(outcome, 'server.changed');
    });
  }

  test('another total is a changed file', async () => {
    assertRefused(await bench.resume(bench.url('good', { ...BARE, size: SIZE + 1 }), LEFT), 'server.changed');
  });

  test('a small body behind the overlap is taken too', async () => {
    const left = { ...LEFT, durable: [{ start: 0, end: SIZE - 1 }] };
    await assertFinished(await bench.resume(bench.url('good', BARE), left), 1, SIZE);
  });

  test('a server that sends no more than the overlap at once is asked on', async () => {
    const outcome = await bench.resume(bench.url('cappedRange', { ...BARE, cap: 64 * KIB }), {
      ...LEFT,
      durable: [{ start: 0, end: SIZE - 100 * KIB }],
    });
    assert.deepEqual(outcome.asked.slice(0, 2), [`bytes=${SIZE - 164 * KIB}-`, `bytes=${SIZE - 100 * KIB}-`]);
    // Such a server is not asked for thousands of pieces in one run; what came is kept.
    assert.ok(outcome.end.kind === 'finished' || outcome.end.durable[0]?.end === SIZE - 36 * KIB);
  });

  test('a hole at the beginning is proved by bytes behind it', async () => {
    const durable = [{ start: 100, end: 2 * MIB }];
    const good = await bench.resume(bench.url('good', BARE), { ...LEFT, durable });
    await assertFinished(good, 1, SIZE);
    assert.deepEqual(good.asked.slice(0, 2), [`bytes=${2 * MIB - 64 * KIB}-${2 * MIB - 1}`, 'bytes=0-99']);
    assertRefused(await bench.resume(bench.url('good', BARE), { ...LEFT, durable, seed: 9 }), 'server.changed');
  });

  test('a short seam is helped by another place', async () => {
    const durable = [
      { start: 0, end: MIB },
      { start: 2 * MIB, end: 2 * MIB + 10 },
    ];
    const url = bench.url('oneByteExchanged', { size: SIZE, atByte: 1000 });
    const hole = await bench.resume(url, { ...LEFT, durable: durable.slice(1) });
    assert.equal(hole.end.kind, 'finished', 'the changed byte is fetched with all others');
    const short = [{ start: 0, end: 10 }, ...durable.slice(1)];
    await assertFinished(await bench.resume(bench.url('good', BARE), { ...LEFT, durable: short }), 1, SIZE);
  });

  test('a total of * is known from before', async () => {
    const outcome = await bench.resume(bench.url('laterTotalUnknown', BARE), LEFT, { maxConnections: 4 });
    await assertFinished(outcome, 1, SIZE);
  });

  test('a date that is only the time of the answer is no validator', async () => {
    const url = bench.url('dateIsNow', { size: SIZE });
    const first = await bench.run({ url });
    const probed = bench.engine.ofKind('probed').at(-1);
    assert.equal(first.end.kind, 'finished');
    assert.equal(probed?.facts.validators.lastModified, null);
    await assertFinished(await bench.resume(url, LEFT), 1, SIZE);
  });
});

describe('an ETag that differs', () => {
  const dated: Left = { ...LEFT, validators: { etag: ETAG, lastModified: DATE } };
  for (const behaviour of ['unstableEtag', 'unstableEtagUnconditional'] as const) {
    for (const left of [STRONG, dated]) {
      test(`${behaviour}, ${left === dated ? 'with' : 'without'} a date: equal bytes settle it, and the host is remembered`, async () => {
        const url = bench.url(behaviour, { size: SIZE, ...(left === STRONG && { lastModified: '' }) });
        const outcome = await bench.resume(url, left, { maxConnections: 4 });
        await assertFinished(outcome, 1, SIZE);
        assert.deepEqual(outcome.learned, ['unstableEtag']);
        assert.ok(outcome.notes.includes('unstableEtag'));
        const facts = bench.engine.ofKind('continued').at(-1)?.facts;
        assert.equal(facts?.validators.etag, null, 'it is not relied on any more');
      });

      test(`${behaviour}, ${left === dated ? 'with' : 'without'} a date: other bytes are a changed file`, async () => {
        const url = bench.url(behaviour, { size: SIZE, ...(left === STRONG && { lastModified: '' }) });
        assertRefused(await bench.resume(url, { ...left, seed: 9 }), 'server.changed');
      });
    }
  }

  test('on a host known for it is not compared', async () => {
    const traits = {
      noRanges: false,
      noConditions: false,
      unstableEtag: true,
      maxConnections: null,
      paidConnections: null,
    };
    const url = bench.url('unstableEtag', { size: SIZE, lastModified: '' });
    const outcome = await bench.resume(url, STRONG, { traits, maxConnections: 4 });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [OVERLAP], 'one request: without a date no segment could be judged');
  });

  test('but stays the same from then on is another version, even when the seam is equal', async () => {
    const url = bench.url('good', { size: SIZE, etag: '"new"', lastModified: '' });
    assertRefused(await bench.resume(url, STRONG), 'server.changed');
  });

  test('and bytes that differ: changed, whichever way it is told', async () => {
    const left: Left = { ...LEFT, validators: { etag: ETAG, lastModified: DATE } };
    for (const behaviour of ['exchangedWithEtag', 'exchangedWithDate', 'changed', 'changedUnnoticed'] as const) {
      const url = bench.url(behaviour, { size: SIZE, etag: behaviour.startsWith('changed') ? '"new"' : ETAG });
      const outcome = await bench.resume(url, behaviour === 'changedUnnoticed' ? { ...left, seed: 9 } : left);
      assertRefused(outcome, 'server.changed');
    }
  });

  test('a date that differs is a changed file', async () => {
    const left = { ...LEFT, validators: { etag: null, lastModified: DATE } };
    const url = bench.url('exchangedWithDate', { size: SIZE, etag: '' });
    assertRefused(await bench.resume(url, left), 'server.changed');
    const same = bench.url('good', { size: SIZE, etag: '', lastModified: 'Thu, 22 Oct 2015 07:28:00 GMT' });
    assertRefused(await bench.resume(same, left), 'server.changed');
  });
});

describe('an overlap that does not come', () => {
  const cases = [
    ['stall', 'network.stalled'],
    ['resetMidBody', 'network.reset'],
    ['shortBody', 'network.truncated'],
  ] as const;
  for (const [behaviour, code] of cases) {
    test(`${behaviour}: ${code}, and nothing is written`, async () => {
      const url = bench.url(behaviour, { ...BARE, after: 1000 });
      assertRefused(await bench.resume(url, LEFT, { idleTimeoutMs: 300 }), code);
    });
  }
});
