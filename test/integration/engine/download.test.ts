import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { beforeEach, describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { countBytes } from '../../../shared/byte-range.ts';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import { checksumPieces } from '../../../main/engine/block-recorder.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { coveredBytes, latestBlocks, type BlockChecksum } from '../../../shared/block-checksum.ts';
import { startEngineBench } from '../../support/engine-bench.ts';
import type { HarnessDownload } from '../../support/engine-harness.ts';
import { until } from '../../support/until.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;

const { server, engine } = await startEngineBench();
// A server that was asked too much wants to be left alone for longer than a file takes, and all tests have the same one.
beforeEach(() => engine.forgetHolds());

/** What the database would have of a download's checksums. */
function toldBlocks(id: DownloadId): BlockChecksum[] {
  const told: BlockChecksum[] = [];
  for (const event of engine.events) {
    if (event.kind === 'checkpoints') {
      told.push(...event.checkpoints.filter((checkpoint) => checkpoint.id === id).flatMap(({ blocks }) => blocks));
    }
    if (!('id' in event) || event.id !== id) continue;
    if (event.kind === 'restarted') told.length = 0;
    if ('blocks' in event) told.push(...event.blocks);
  }
  return latestBlocks(told);
}

/** Waits for the end and asserts that the part file is the file of the seed, to the byte. */
async function assertFinished(download: HarnessDownload, seed: number, size: number): Promise<void> {
  const end = await download.ended;
  assert.ok(end.kind === 'finished', `ended as ${end.kind}`);
  assert.equal(end.sizeBytes, size);
  // Whatever happened on the way: the checksums that were told are those of the file, all of it.
  const told = toldBlocks(download.id);
  assert.deepEqual(coveredBytes(told), size === 0 ? [] : [{ start: 0, end: size }]);
  const bytes = testBytes(seed, 0, size);
  for (const { start, end: pieceEnd, crc32: sum } of told) assert.equal(sum, crc32(bytes.subarray(start, pieceEnd)));
  assert.equal((await stat(download.partPath)).size, size);
  assert.equal(await fileSha256(download.partPath), testBytesSha256(seed, size));
}

describe('a whole file', () => {
  test('with one connection takes exactly one request', async () => {
    const url = server.url('good', { seed: 3, size: 3 * MIB + 17 });
    await assertFinished(engine.start({ url }), 3, 3 * MIB + 17);
    const requests = server.requestsFor(url);
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.headers.range, 'bytes=0-');
    assert.equal(requests[0]?.headers['accept-encoding'], 'identity');
  });

  test('with eight connections is the same file', async () => {
    const url = server.url('good', { seed: 4, size: 40 * MIB + 1 });
    await assertFinished(engine.start({ url, maxConnections: 8 }), 4, 40 * MIB + 1);
    assert.ok(server.requestsFor(url).length >= 8);
    // Later segments prove that the file is still the same.
    assert.equal(server.requestsFor(url)[1]?.headers['if-range'], `"4-${40 * MIB + 1}"`);
  });

  test('that is too small to split takes one request however many connections are allowed', async () => {
    const url = server.url('good', { size: 500_000 });
    await assertFinished(engine.start({ url, maxConnections: 16 }), 1, 500_000);
    assert.equal(server.requestsFor(url).length, 1);
  });

  for (const size of [0, 1]) {
    test(`of ${size} bytes`, async () => {
      await assertFinished(engine.start({ url: server.url('good', { size }), maxConnections: 4 }), 1, size);
    });
  }

  test('without ranges comes over one connection', async () => {
    const url = server.url('noRanges', { size: 5 * MIB });
    await assertFinished(engine.start({ url, maxConnections: 8 }), 1, 5 * MIB);
    assert.equal(server.requestsFor(url).length, 1);
    const probed = engine.ofKind('probed').at(-1);
    assert.equal(probed?.facts.acceptsRanges, false);
  });

  test('of unknown length in chunks', async () => {
    await assertFinished(engine.start({ url: server.url('chunked', { size: 3 * MIB }) }), 1, 3 * MIB);
    assert.equal(engine.ofKind('probed').at(-1)?.facts.sizeBytes, null);
  });

  test('that ends when the connection closes', async () => {
    await assertFinished(engine.start({ url: server.url('closeDelimited', { size: 300_000 }) }), 1, 300_000);
  });

  test('from a link that works once, though more connections are allowed', async () => {
    const url = server.url('oneTime', { size: 8 * MIB });
    await assertFinished(engine.start({ url, maxConnections: 4 }), 1, 8 * MIB);
  });

  test('from a server that answers later ranges with the whole file', async () => {
    const url = server.url('rangeIgnoredLater', { size: 12 * MIB });
    await assertFinished(engine.start({ url, maxConnections: 4 }), 1, 12 * MIB);
  });

  for (const behaviour of ['wrongStart', 'wrongTotal', 'missingContentRange'] as const) {
    test(`from a server with later ranges of the kind ${behaviour}`, async () => {
      const url = server.url(behaviour, { size: 12 * MIB });
      await assertFinished(engine.start({ url, maxConnections: 4 }), 1, 12 * MIB);
    });
  }

  test('from a server that never sends more than a piece of a range', async () => {
    const url = server.url('cappedRange', { size: 3 * MIB, cap: 400_000 });
    await assertFinished(engine.start({ url, maxConnections: 2 }), 1, 3 * MIB);
  });

  test('from a server that tells no total in Content-Range', async () => {
    await assertFinished(engine.start({ url: server.url('unknownTotal', { size: 200_000 }) }), 1, 200_000);
  });

  for (const status of [400, 403, 405, 416, 501]) {
    test(`from a server that answers ${status} to a Range header`, async () => {
      const url = server.url('rangeRejected', { status, size: 200_000 });
      await assertFinished(engine.start({ url }), 1, 200_000);
      assert.equal(server.requestsFor(url).length, 2);
    });
  }

  for (const status of [429, 503]) {
    test(`from a server that refuses the third connection with ${status}`, async () => {
      const url = server.url('limitedConnections', { status, max: 2, size: 24 * MIB });
      await assertFinished(engine.start({ url, maxConnections: 6 }), 1, 24 * MIB);
    });
  }

  test('does not wait for connections that are never answered when one brings it all', async () => {
    const url = server.url('slowLater', { size: 12 * MIB, delayMs: 60_000 });
    const startedAt = performance.now();
    await assertFinished(engine.start({ url, maxConnections: 4, idleTimeoutMs: 30_000 }), 1, 12 * MIB);
    assert.ok(performance.now() - startedAt < 10_000);
  });

  for (const delayMs of [1, 3, 7, 15, 30]) {
    test(`whose later connections are answered ${delayMs} ms late each, when the first may have passed them`, async () => {
      const url = server.url('slowLater', { size: 32 * MIB, delayMs });
      await assertFinished(engine.start({ url, maxConnections: 8 }), 1, 32 * MIB);
    });
  }

  test('when one of several connections is reset', async () => {
    const url = server.url('resetMidBody', { size: 24 * MIB, times: 1, after: 2 * MIB });
    await assertFinished(engine.start({ url, maxConnections: 3 }), 1, 24 * MIB);
  });

  test('whose file itself is compressed keeps its coded bytes', async () => {
    const url = server.url('gzipCoded', { type: 'application/gzip', name: 'a.tar.gz' });
    const end = await engine.start({ url }).ended;
    assert.equal(end.kind, 'finished');
  });
});

describe('progress and checkpoints', () => {
  test('tells progress while bytes move and nothing afterwards', async () => {
    const url = server.url('hold', { size: 2 * MIB, after: MIB });
    const download = engine.start({ url });
    const rowOf = (): number[] =>
      engine.ofKind('progress').flatMap((event) =>
        decodeProgress(event.frame)
          .filter((row) => row.id === download.id)
          .map((row) => row.receivedBytes),
      );
    await engine.waitFor(() => rowOf().includes(MIB), 'progress of a MiB');
    server.release();
    await assertFinished(download, 1, 2 * MIB);
  });

  test('claims bytes of a slow connection after two seconds, and they are in the file', async () => {
    const url = server.url('hold', { size: 2 * MIB, after: 100_000 });
    const download = engine.start({ url });
    const event = await engine.waitFor(
      (candidate) =>
        candidate.kind === 'checkpoints' && candidate.checkpoints.some((checkpoint) => checkpoint.id === download.id),
      'a checkpoint',
    );
    assert.ok(event.kind === 'checkpoints');
    assert.deepEqual(event.checkpoints, [
      {
        id: download.id,
        run: 1,
        durable: [{ start: 0, end: 100_000 }],
        blocks: checksumPieces([testBytes(1, 0, 100_000)], 0),
      },
    ]);
    assert.deepEqual((await readFile(download.partPath)).subarray(0, 100_000), testBytes(1, 0, 100_000));
    server.release();
    await assertFinished(download, 1, 2 * MIB);
  });

  test('waits for the part file without reading on', async () => {
    engine.answersProbes = false;
    const url = server.url('good', { size: 30 * MIB });
    const download = engine.start({ url });
    await engine.waitFor((event) => event.kind === 'probed' && event.id === download.id, 'probed');
    engine.answersProbes = true;
    await engine.answer(download.id, download.run);
    await assertFinished(download, 1, 30 * MIB);
  });

  test('verifies a checksum in its own thread', async () => {
    const size = 2 * MIB;
    const url = server.url('good', { size });
    const checksum = { algorithm: 'sha256', hex: testBytesSha256(1, size) } as const;
    await assertFinished(engine.start({ url, checksum }), 1, size);
    const wrong = await engine.start({ url, checksum: { ...checksum, hex: '0'.repeat(64) } }).ended;
    assert.ok(wrong.kind === 'failed');
    assert.equal(wrong.failure.code, 'checksum.mismatch');
    assert.equal(countBytes(wrong.durable), size);
  });

  test('keeps to a limit', async () => {
    const startedAt = performance.now();
    const url = server.url('good', { size: 600_000 });
    await assertFinished(engine.start({ url, limitBytesPerSecond: 400_000 }), 1, 600_000);
    // The last charge is not waited for, so one chunk is free.
    assert.ok(performance.now() - startedAt > 1200);
  });
});

describe('stop and continue', () => {
  test('stops with durable bytes, then continues from them with If-Range', async () => {
    const url = server.url('hold', { size: 4 * MIB, after: 1_500_000 });
    const first = engine.start({ url });
    await engine.waitFor(
      (event) => event.kind === 'checkpoints' && event.checkpoints.some((c) => c.id === first.id),
      'a checkpoint',
    );
    engine.stop(first);
    const stopped = await first.ended;
    assert.ok(stopped.kind === 'stopped');
    assert.deepEqual(stopped.durable, [{ start: 0, end: 1_500_000 }]);

    const probed = engine.ofKind('probed').find((event) => event.id === first.id);
    assert.ok(probed !== undefined);
    const resume = {
      ...probed.facts,
      partPath: first.partPath,
      durable: stopped.durable,
      isNewLink: false,
      stamp: null,
    };
    const second = engine.start({ url, resume, maxConnections: 1 }, 2, first.id);
    await until(() => server.requestsFor(url).length === 2, 'the second request');
    server.release();
    await assertFinished(second, 1, 4 * MIB);
    const request = server.requestsFor(url)[1];
    assert.equal(request?.headers.range, 'bytes=1500000-');
    assert.equal(request?.headers['if-range'], probed.facts.validators.etag);
  });
});
