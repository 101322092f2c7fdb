import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import { assertFinished, ResumeBench } from '../../support/resume-bench.ts';

const MIB = 1024 * 1024;
const SIZE = 8 * MIB;
/** The first connection must not have everything before the others are answered. */
const SLOWLY = { maxConnections: 4, limitBytesPerSecond: 16 * MIB };

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

describe('further ranges of a file', () => {
  test('from a server that answers any condition with 200 are asked for without, and it is remembered once', async () => {
    const outcome = await bench.run({ url: bench.url('ifRangeIgnored', { size: SIZE }), ...SLOWLY });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.learned, ['noConditions']);
    assert.ok(outcome.asked.filter((range) => !range.endsWith('if-range')).length >= 3, outcome.asked.join(', '));
  });

  test('from a server that turns conditions down with 412 are asked for without', async () => {
    const outcome = await bench.run({ url: bench.url('conditionRefused', { size: SIZE }), ...SLOWLY });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.learned, ['noConditions']);
  });

  test('are asked for without a condition where that is known', async () => {
    const traits = { ...NO_TRAITS, noConditions: true };
    const outcome = await bench.run({ url: bench.url('ifRangeIgnored', { size: SIZE }), ...SLOWLY, traits });
    await assertFinished(outcome, 1, SIZE);
    assert.ok(outcome.asked.length >= 4 && outcome.asked.every((range) => !range.endsWith('if-range')));
  });

  for (const behaviour of ['unstableEtag', 'unstableEtagUnconditional'] as const) {
    test(`with another ETag each (${behaviour}) are not joined without a proof: one connection does it`, async () => {
      const outcome = await bench.run({ url: bench.url(behaviour, { size: SIZE }), maxConnections: 4 });
      await assertFinished(outcome, 1, SIZE);
      assert.deepEqual(outcome.learned, []);
    });

    test(`with another ETag each (${behaviour}) are judged by the date where that is known`, async () => {
      const traits = { ...NO_TRAITS, unstableEtag: true };
      const outcome = await bench.run({ url: bench.url(behaviour, { size: SIZE }), ...SLOWLY, traits });
      await assertFinished(outcome, 1, SIZE);
      assert.ok(outcome.asked.length >= 4, outcome.asked.join(', '));
      const undated = await bench.run({
        url: bench.url(behaviour, { size: SIZE, lastModified: '' }),
        maxConnections: 4,
        traits,
      });
      await assertFinished(undated, 1, SIZE);
      assert.equal(undated.asked.length, 1, 'without a date nothing could judge them');
    });
  }

  test('of a file that is exchanged meanwhile are refused, and what came is of one file', async () => {
    for (const behaviour of ['exchangedWithEtag', 'exchangedWithDate'] as const) {
      const url = bench.url(behaviour, { size: SIZE, from: 2, ...(behaviour === 'exchangedWithDate' && { etag: '' }) });
      await assertFinished(await bench.run({ url, maxConnections: 4 }), 1, SIZE);
    }
  });

  test('of a file that is exchanged while some of it is still to be asked for: the user decides, nothing is thrown away', async () => {
    for (const more of [{ etagKind: 'strong' }, { etagKind: 'none' }]) {
      const bytes = { size: 400_000, rangeKind: 'capped', from: 3, otherSeed: 3 };
      const outcome = await bench.run({ url: bench.url('whim', { ...bytes, ...more }), maxConnections: 1 });
      assert.ok(outcome.end.kind === 'failed');
      assert.equal(outcome.end.failure.code, 'server.changed');
      assert.deepEqual(outcome.end.durable, [{ start: 0, end: 100_000 }]);
    }
  });

  test('whose total is not told are taken by their validator', async () => {
    const outcome = await bench.run({ url: bench.url('laterTotalUnknown', { size: SIZE }), ...SLOWLY });
    await assertFinished(outcome, 1, SIZE);
    assert.ok(outcome.asked.length >= 4);
  });

  test('that the server cannot satisfy or refuses leave it to the first connection', async () => {
    for (const behaviour of ['laterUnsatisfiable', 'laterRefused', 'missingContentRange', 'wrongTotal'] as const) {
      const outcome = await bench.run({ url: bench.url(behaviour, { size: SIZE }), maxConnections: 4 });
      await assertFinished(outcome, 1, SIZE);
    }
  });
});
