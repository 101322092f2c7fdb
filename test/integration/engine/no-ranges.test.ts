import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFinished, assertRefused, DATE, ResumeBench, type Left } from '../../support/resume-bench.ts';

const MIB = 1024 * 1024;
const SIZE = 3 * MIB;
const LEFT: Left = { size: SIZE, durable: [{ start: 0, end: MIB }] };
const STRONG: Left = { ...LEFT, validators: { etag: `"1-${SIZE}"`, lastModified: DATE } };

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

describe('a server that cannot continue', () => {
  test('is asked once more without the condition, begins again, and is remembered', async () => {
    const outcome = await bench.resume(bench.url('noRanges', { size: SIZE }), STRONG);
    await assertFinished(outcome, 1, SIZE);
    assert.equal(outcome.asked.length, 2);
    assert.deepEqual(outcome.learned, ['noRanges']);
    assert.deepEqual(outcome.notes, ['noRanges', 'restarted']);
    assert.deepEqual(outcome.kinds, ['restarted', 'finished']);
  });

  test('and has another file by now is told and nothing is given up', async () => {
    const urls = [
      bench.url('noRanges', { size: SIZE, etag: '"new"', lastModified: '' }),
      bench.url('noRanges', { size: SIZE, etag: '', lastModified: 'Thu, 22 Oct 2015 07:28:00 GMT' }),
      bench.url('noRanges', { size: SIZE - 1 }),
    ];
    for (const url of urls) assertRefused(await bench.resume(url, STRONG), 'server.changed');
  });

  for (const status of [400, 403, 405, 501]) {
    test(`and says so with ${status} is asked without Range`, async () => {
      const outcome = await bench.resume(bench.url('laterRefused', { size: SIZE, status }), STRONG);
      await assertFinished(outcome, 1, SIZE);
      assert.equal(outcome.asked.at(-1), 'plain');
      assert.deepEqual(outcome.learned, ['noRanges']);
    });

    test(`a first request refused with ${status} is repeated without Range, and the host remembered`, async () => {
      const outcome = await bench.run({ url: bench.url('rangeRejected', { size: SIZE, status }), maxConnections: 4 });
      await assertFinished(outcome, 1, SIZE);
      assert.deepEqual(outcome.asked, ['bytes=0-', 'plain']);
      assert.deepEqual(outcome.learned, ['noRanges']);
    });
  }

  test('that is known for it is asked plainly at once, and not split', async () => {
    const traits = {
      noRanges: true,
      noConditions: false,
      unstableEtag: false,
      maxConnections: null,
      paidConnections: null,
    };
    const outcome = await bench.run({ url: bench.url('good', { size: SIZE }), maxConnections: 4, traits });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, ['plain']);
  });

  test('though it is known for it, bytes that are there are not given up unasked', async () => {
    const traits = {
      noRanges: true,
      noConditions: false,
      unstableEtag: false,
      maxConnections: null,
      paidConnections: null,
    };
    const outcome = await bench.resume(bench.url('good', { size: SIZE }), STRONG, { traits, maxConnections: 4 });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, [`bytes=${MIB}- if-range`]);
  });
});

describe('416', () => {
  test('with another total is a changed file', async () => {
    const url = bench.url('laterUnsatisfiable', { size: SIZE, total: MIB });
    assertRefused(await bench.resume(url, STRONG), 'server.changed');
  });

  for (const total of [0, SIZE]) {
    test(`${total === 0 ? 'without a total' : 'with the same total'}: the file is fetched without Range`, async () => {
      const outcome = await bench.resume(bench.url('laterUnsatisfiable', { size: SIZE, total }), STRONG);
      await assertFinished(outcome, 1, SIZE);
      assert.equal(outcome.asked.at(-1), 'plain');
      assert.deepEqual(outcome.kinds, ['restarted', 'finished']);
    });
  }

  test('and then another size: changed', async () => {
    const url = bench.url('rangeRejected', { size: SIZE - 5, status: 416 });
    assertRefused(await bench.resume(url, STRONG), 'server.changed');
  });
});

describe('an answer in parts', () => {
  test('is never taken for the bytes: a first one is asked for without Range', async () => {
    const outcome = await bench.run({ url: bench.url('multipart', { size: SIZE }), maxConnections: 4 });
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.asked, ['bytes=0-', 'plain']);
  });

  test('to a start with bytes begins again without Range', async () => {
    const outcome = await bench.resume(bench.url('multipart', { size: SIZE }), STRONG);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.kinds, ['restarted', 'finished']);
  });

  test('for a later range leaves it to the first connection', async () => {
    const outcome = await bench.run({ url: bench.url('laterMultipart', { size: 8 * MIB }), maxConnections: 4 });
    await assertFinished(outcome, 1, 8 * MIB);
  });

  test('though nobody asked for a part is refused', async () => {
    const traits = {
      noRanges: true,
      noConditions: false,
      unstableEtag: false,
      maxConnections: null,
      paidConnections: null,
    };
    const outcome = await bench.run({ url: bench.url('partUnasked', { size: SIZE }), traits });
    assert.equal(outcome.end.kind, 'failed');
  });
});

describe('lengths', () => {
  test('two equal ones, or a list, are refused by the parser as no answer at all', async () => {
    for (const behaviour of ['sameLengthTwice', 'lengthList'] as const) {
      const { end } = await bench.run({ url: bench.url(behaviour, { size: 1000 }) });
      assert.ok(end.kind === 'failed');
      assert.equal(end.failure.code, 'network.badResponse');
    }
  });

  test('a later range that contradicts its own length is not taken', async () => {
    const outcome = await bench.run({ url: bench.url('laterLengthShort', { size: 8 * MIB }), maxConnections: 4 });
    await assertFinished(outcome, 1, 8 * MIB);
  });

  test('a file beyond 4 GiB continues near its end', async () => {
    const size = 5 * 1024 * MIB;
    const durable = [{ start: 0, end: size - MIB }];
    for (const validators of [{ etag: `"1-${size}"`, lastModified: null }, undefined]) {
      const url = bench.url('good', { size, ...(validators === undefined && { etag: '', lastModified: '' }) });
      const left = { size, durable, ...(validators !== undefined && { validators }) };
      const outcome = await bench.resume(url, left, { maxConnections: 4 });
      assert.equal(outcome.end.kind, 'finished', JSON.stringify(outcome.end));
      await bench.assertTail(outcome.partPath, 1, { start: size - 2 * MIB, end: size });
    }
  });
});
