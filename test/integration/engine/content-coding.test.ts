import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFinished, assertRefused, ResumeBench } from '../../support/resume-bench.ts';
import { fileSha256 } from '../../support/test-bytes.ts';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { testBytes } from '../../support/test-bytes.ts';

const SIZE = 700_000;

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

describe('a file that was coded for the way', () => {
  for (const coding of ['gzip', 'deflate', 'rawDeflate', 'br', 'zstd']) {
    for (const behaviour of ['coded', 'codedInChunks'] as const) {
      test(`${coding}, ${behaviour}: is decoded, over one connection, of unknown size`, async () => {
        const url = bench.url(behaviour, { size: SIZE, coding, name: 'disk.iso' });
        const outcome = await bench.run({ url, maxConnections: 4 });
        await assertFinished(outcome, 1, SIZE);
        assert.deepEqual(outcome.notes, ['decoded']);
        assert.equal(bench.engine.ofKind('probed').at(-1)?.facts.sizeBytes, null);
        assert.equal(outcome.asked.length, 1);
      });
    }
  }

  test('of no bytes is empty', async () => {
    await assertFinished(await bench.run({ url: bench.url('coded', { size: 0, name: 'a.bin' }) }), 1, 0);
  });

  test('is decoded at the speed of its limit', async () => {
    const url = bench.url('coded', { size: 100_000, name: 'a.bin' });
    await assertFinished(await bench.run({ url, limitBytesPerSecond: 500_000 }), 1, 100_000);
  });

  test('with ranges of the coded bytes: the whole is decoded, a piece is asked for without Range', async () => {
    const whole = await bench.run({ url: bench.url('codedRanges', { size: SIZE, name: 'a.bin' }), maxConnections: 4 });
    await assertFinished(whole, 1, SIZE);
    assert.deepEqual(whole.asked, ['bytes=0-']);
    const capped = await bench.run({ url: bench.url('codedRanges', { size: SIZE, name: 'a.bin', cap: 1000 }) });
    await assertFinished(capped, 1, SIZE);
    assert.deepEqual(capped.asked, ['bytes=0-', 'plain']);
  });

  for (const coding of ['gzip', 'deflate', 'br', 'zstd']) {
    test(`${coding}: ends too early or is not coded at all: never finished`, async () => {
      const short = await bench.run({ url: bench.url('codedTooShort', { size: SIZE, coding, name: 'a.bin' }) });
      assert.ok(short.end.kind === 'failed');
      assert.equal(short.end.failure.code, 'network.truncated', short.end.failure.detail);
      const not = await bench.run({ url: bench.url('codedNot', { size: SIZE, coding, name: 'a.bin' }) });
      assert.ok(not.end.kind === 'failed');
      assert.equal(not.end.failure.code, 'network.badResponse', not.end.failure.detail);
    });
  }

  test('twice is told', async () => {
    const { end } = await bench.run({ url: bench.url('codedTwice', { size: SIZE, name: 'a.bin' }) });
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'server.encoded');
  });

  test('where bytes are there that were not begins again when nothing says that it changed', async () => {
    const left = { size: SIZE, durable: [{ start: 0, end: 100_000 }] };
    const outcome = await bench.resume(bench.url('coded', { size: SIZE, name: 'a.bin' }), left);
    await assertFinished(outcome, 1, SIZE);
    assert.deepEqual(outcome.kinds, ['restarted', 'finished']);
  });

  test('for a later range only leaves it to the first connection', async () => {
    const outcome = await bench.run({ url: bench.url('laterCoded', { size: 8_000_000 }), maxConnections: 4 });
    await assertFinished(outcome, 1, 8_000_000);
  });

  test('for the range of a new link is no proof', async () => {
    const left = { size: SIZE, durable: [{ start: 0, end: 100_000 }], isNewLink: true };
    assertRefused(await bench.resume(bench.url('laterCoded', { size: SIZE }), left), 'link.otherFile');
  });
});

test('a file that is compressed itself keeps its bytes', async () => {
  const { end, partPath } = await bench.run({ url: bench.url('coded', { size: SIZE, name: 'archive.tar.gz' }) });
  assert.equal(end.kind, 'finished');
  const sent = gzipSync(testBytes(1, 0, SIZE));
  assert.equal(await fileSha256(partPath), createHash('sha256').update(sent).digest('hex'));
});
