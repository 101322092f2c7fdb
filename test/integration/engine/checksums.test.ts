import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { startEngineBench } from '../../support/engine-bench.ts';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import type { HarnessDownload } from '../../support/engine-harness.ts';
import { until } from '../../support/until.ts';
import { testBytes } from '../../support/test-bytes.ts';

const SIZE = 200_000;
const SHA256 = createHash('sha256')
  .update(testBytes(1, 0, SIZE))
  .digest('hex');

const { server, engine } = await startEngineBench();

/** The code of a failure and its detail, or `finished`. */
async function endOf(download: HarnessDownload): Promise<string> {
  const end = await download.ended;
  return end.kind === 'failed' ? `${end.failure.code} ${end.failure.detail}` : end.kind;
}

describe('a checksum that the server tells', () => {
  test('is compared: Repr-Digest and the old Digest', async () => {
    for (const behaviour of ['reprDigest', 'oldDigest'] as const) {
      assert.equal(await endOf(engine.start({ url: server.url(behaviour, { size: SIZE }) })), 'finished');
      const wrong = await endOf(engine.start({ url: server.url(behaviour, { size: SIZE, wrong: '1' }) }));
      assert.match(wrong, /^checksum\.mismatch .*by the server/u, behaviour);
    }
  });

  test('is told to the queue, and still holds when every byte is there already', async () => {
    const download = engine.start({ url: server.url('reprDigest', { size: SIZE }) });
    assert.equal(await endOf(download), 'finished');
    const probed = engine.ofKind('probed').find((event) => event.id === download.id);
    assert.deepEqual(probed?.facts.digest, { algorithm: 'sha256', hex: SHA256 });
    const resume = {
      partPath: download.partPath,
      sizeBytes: SIZE,
      validators: { etag: `"1-${SIZE}"`, lastModified: null },
      durable: [{ start: 0, end: SIZE }],
      isNewLink: false,
      stamp: null,
    };
    const url = server.url('good', { size: SIZE });
    const digest = { algorithm: 'sha256', hex: '0'.repeat(64) } as const;
    assert.match(await endOf(engine.start({ url, digest, resume })), /^checksum\.mismatch/u);
  });

  test('of one answer only is not taken for that of the file', async () => {
    assert.equal(await endOf(engine.start({ url: server.url('contentDigest', { size: SIZE }) })), 'finished');
  });

  test("does not stand in for the user's own: both must hold, and the user's is named first", async () => {
    const url = server.url('reprDigest', { size: SIZE, wrong: '1' });
    const checksum = { algorithm: 'sha256', hex: 'f'.repeat(64) } as const;
    const end = await endOf(engine.start({ url, checksum }));
    assert.equal(end, `checksum.mismatch sha256 is ${SHA256}, expected ${checksum.hex}`);
    const right = { algorithm: 'sha256', hex: SHA256 } as const;
    assert.match(await endOf(engine.start({ url, checksum: right })), /by the server/u);
  });
});

describe('the comparison of a complete file', () => {
  test('is told as progress, can be stopped, and is made at the next start without fetching anything again', async () => {
    const url = server.url('siblingChecksum', { size: SIZE, held: '1' });
    const download = engine.start({ url, checksumFrom: 'sibling' });
    await engine.waitFor(
      (event) =>
        event.kind === 'progress' &&
        decodeProgress(event.frame).some(
          ({ id, check }) => id === download.id && check?.doneBytes === 0 && check.totalBytes === SIZE,
        ),
      'the progress of the check',
    );
    engine.stop(download);
    const end = await download.ended;
    assert.ok(end.kind === 'stopped');
    assert.deepEqual(end.durable, [{ start: 0, end: SIZE }]);
    const { partPath } = download;
    const asked = server.requestsFor(url).length;
    const resume = {
      partPath,
      sizeBytes: SIZE,
      validators: { etag: `"1-${SIZE}"`, lastModified: null },
      durable: end.durable,
      isNewLink: false,
      stamp: end.stamp,
    };
    const again = engine.start({ url, checksumFrom: 'sibling', resume });
    let isOver = false;
    void again.ended.then(() => (isOver = true));
    await until(() => {
      server.release();
      return isOver;
    }, 'the check to end');
    assert.equal(await endOf(again), 'finished');
    assert.equal(server.requestsFor(url).length, asked, 'the file itself was not asked for again');
  });
});

describe('a checksum file beside the link', () => {
  for (const where of ['.sha256', '.sha512', '.md5', 'SHA256SUMS', 'SHA512SUMS', 'MD5SUMS']) {
    test(`is found as ${where}`, async () => {
      const url = server.url('siblingChecksum', { size: SIZE, where });
      assert.equal(await endOf(engine.start({ url, checksumFrom: 'sibling' })), 'finished');
      const wrong = server.url('siblingChecksum', { size: SIZE, where, wrong: '1' });
      const end = await endOf(engine.start({ url: wrong, checksumFrom: 'sibling' }));
      assert.match(end, /^checksum\.mismatch .*by checksum file/u);
    });
  }

  test('that is missing, or does not name the file, is asked about', async () => {
    const none = server.url('good', { size: SIZE });
    assert.match(await endOf(engine.start({ url: none, checksumFrom: 'sibling' })), /^checksum\.unavailable/u);
    const other = server.url('siblingChecksum', { size: SIZE, where: 'SHA256SUMS', entry: 'nobody.bin' });
    assert.match(await endOf(engine.start({ url: other, checksumFrom: 'sibling' })), /^checksum\.unavailable/u);
  });

  test('is not looked for unless the user asks', async () => {
    const url = server.url('siblingChecksum', { size: SIZE });
    assert.equal(await endOf(engine.start({ url })), 'finished');
    assert.equal(
      server.requests.some(({ path }) => path.includes('.sha256') && path.startsWith(new URL(url).pathname)),
      false,
    );
  });
});
