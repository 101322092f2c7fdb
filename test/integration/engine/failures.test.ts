import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import type { TransferRequest } from '../../../main/engine/transfer-request.ts';
import { startEngineBench } from '../../support/engine-bench.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import type { FaultFile } from '../../support/fault-server.ts';
import { testBytes } from '../../support/test-bytes.ts';

const { server, engine } = await startEngineBench();

type Failed = Extract<EngineEvent, { kind: 'failed' }>;

async function failure(request: Partial<TransferRequest> & { readonly url: string }): Promise<Failed> {
  const end = await engine.start(request).ended;
  assert.ok(end.kind === 'failed', `ended as ${end.kind}`);
  return end;
}

async function partWith(bytes: number): Promise<string> {
  const partPath = engine.folder.file(`resume-${performance.now()}.part`);
  await writeFile(partPath, testBytes(1, 0, bytes));
  return partPath;
}

describe('a server that does not give the file', () => {
  const cases: readonly (readonly [string, BehaviourName, FaultFile, DownloadErrorCode])[] = [
    ['401', 'status', { status: 401 }, 'server.unauthorized'],
    ['403', 'status', { status: 403 }, 'server.forbidden'],
    ['404', 'status', { status: 404 }, 'server.notFound'],
    ['410', 'status', { status: 410 }, 'server.gone'],
    ['418', 'status', { status: 418 }, 'server.rejected'],
    ['204', 'status', { status: 204 }, 'server.rejected'],
    ['304', 'status', { status: 304 }, 'server.badRedirect'],
    ['500', 'status', { status: 500 }, 'server.failed'],
    ['502', 'status', { status: 502 }, 'server.failed'],
    ['a redirect to itself', 'redirectLoop', {}, 'server.tooManyRedirects'],
    ['a redirect to a file of ours', 'redirect', { to: 'file:///etc/passwd' }, 'server.badRedirect'],
    ['a redirect to no address', 'redirect', { to: 'http://[' }, 'server.badRedirect'],
    ['what is not HTTP', 'garbage', {}, 'network.badResponse'],
    ['two lengths', 'twoLengths', {}, 'network.badResponse'],
    ['a broken chunk', 'chunkedGarbage', {}, 'network.badResponse'],
    ['no answer', 'noAnswer', {}, 'network.reset'],
    ['a reset instead of an answer', 'resetNoAnswer', {}, 'network.reset'],
  ];
  for (const [what, behaviour, file, code] of cases) {
    test(`${what}: ${code}`, async () => {
      const end = await failure({ url: server.url(behaviour, file) });
      assert.equal(end.failure.code, code, end.failure.detail);
      assert.deepEqual(end.durable, []);
      assert.equal(end.retryAfterMs, null);
    });
  }

  test('a first range cut short, and no other is given: what came cannot be continued', async () => {
    const size = 3_000_000;
    const ignored = await failure({ url: server.url('cappedThen', { size, status: 200 }) });
    assert.equal(ignored.failure.code, 'server.rangeIgnored');
    const refused = await failure({ url: server.url('cappedThen', { size, status: 416 }) });
    assert.equal(refused.failure.code, 'server.rangeUnsatisfiable');
  });

  test('429 and 503 tell how long to wait', async () => {
    const inSeconds = await failure({ url: server.url('status', { status: 429, retryAfter: '7' }) });
    assert.equal(inSeconds.failure.code, 'server.tooManyRequests');
    assert.equal(inSeconds.retryAfterMs, 7000);
    engine.forgetHolds();
    const date = new Date(Date.now() + 60_000).toUTCString();
    const atDate = await failure({ url: server.url('status', { status: 503, retryAfter: date }) });
    assert.equal(atDate.failure.code, 'server.unavailable');
    assert.ok(atDate.retryAfterMs !== null && atDate.retryAfterMs > 50_000 && atDate.retryAfterMs <= 60_000);
    engine.forgetHolds();
  });

  test('headers that do not come in time', async () => {
    const url = server.url('slowHeaders', { delayMs: 5000 });
    assert.equal((await failure({ url, responseTimeoutMs: 200 })).failure.code, 'network.timedOut');
  });

  test('a port that nobody listens on', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => nobody.once('listening', resolve));
    // Listening on TCP, so the address is an object.
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    assert.equal((await failure({ url: `http://127.0.0.1:${port}/x` })).failure.code, 'network.refused');
  });

  test('a host that does not exist', async () => {
    const end = await failure({ url: 'http://no-such-host.invalid/x?token=secret' });
    assert.equal(end.failure.code, 'network.unknownHost');
    assert.ok(!end.failure.detail.includes('secret'));
  });
});

describe('a body that breaks keeps what came', () => {
  const size = 400_000;
  const cases: readonly (readonly [BehaviourName, FaultFile, DownloadErrorCode])[] = [
    ['resetMidBody', { after: 200_000 }, 'network.reset'],
    ['shortBody', { after: 200_000 }, 'network.truncated'],
    ['stall', { after: 200_000 }, 'network.stalled'],
    ['chunkedTruncated', { after: 200_000 }, 'network.truncated'],
  ];
  for (const [behaviour, file, code] of cases) {
    test(`${behaviour}: ${code}`, async () => {
      const end = await failure({ url: server.url(behaviour, { size, ...file }), idleTimeoutMs: 300 });
      assert.equal(end.failure.code, code, end.failure.detail);
      assert.deepEqual(end.durable, [{ start: 0, end: 200_000 }]);
    });
  }

  for (const behaviour of ['tooManyInRange', 'tooManyBehindLength'] as const) {
    test(`${behaviour}: server.tooManyBytes`, async () => {
      const end = await failure({ url: server.url(behaviour, { size }) });
      assert.equal(end.failure.code, 'server.tooManyBytes');
    });
  }

  test('a reset is not the end of a body that lasts until the connection closes', async () => {
    const end = await failure({ url: server.url('closeDelimitedReset', { size: 50_000 }) });
    assert.equal(end.failure.code, 'network.reset');
  });

  test('all connections silent: stalled, with every byte that came', async () => {
    const end = await failure({
      url: server.url('stall', { size: 20 * 1024 * 1024, after: 100_000 }),
      maxConnections: 4,
      idleTimeoutMs: 400,
    });
    assert.equal(end.failure.code, 'network.stalled');
    assert.equal(end.durable.length, 4);
  });
});

describe('a start that continues', () => {
  const size = 300_000;
  const validators = { etag: `"1-${size}"`, lastModified: null };

  test('another size is a changed file, though the validator is the same', async () => {
    const lastModified = 'Wed, 21 Oct 2015 07:28:00 GMT';
    const url = server.url('good', { size: size + 1, etag: '', lastModified });
    const resume = {
      partPath: await partWith(100_000),
      sizeBytes: size,
      validators: { etag: null, lastModified },
      durable: [{ start: 0, end: 100_000 }],
      isNewLink: false,
      stamp: null,
    };
    assert.equal((await failure({ url, resume })).failure.code, 'server.changed');
  });

  test('a wrong Content-Range is told', async () => {
    const url = server.url('wrongStart', { size });
    const resume = {
      partPath: await partWith(100_000),
      sizeBytes: size,
      validators,
      durable: [{ start: 0, end: 100_000 }],
      isNewLink: false,
      stamp: null,
    };
    assert.equal((await failure({ url, resume })).failure.code, 'server.rangeWrong');
  });

  test('a part file that is gone is lost', async () => {
    const url = server.url('good', { size });
    const resume = {
      partPath: await partWith(100_000),
      sizeBytes: size,
      validators,
      durable: [{ start: 0, end: 100_000 }],
      isNewLink: false,
      stamp: null,
    };
    await unlink(resume.partPath);
    assert.equal((await failure({ url, resume })).failure.code, 'disk.partLost');
    assert.equal(server.requestsFor(url).length, 0);
  });

  test('a symbolic link in place of the part file is not followed', async () => {
    const url = server.url('good', { size });
    const target = await partWith(100_000);
    const partPath = `${target}.link`;
    await symlink(target, partPath);
    const resume = {
      partPath,
      sizeBytes: size,
      validators,
      durable: [{ start: 0, end: 100_000 }],
      isNewLink: false,
      stamp: null,
    };
    assert.equal((await failure({ url, resume })).failure.code, 'disk.failed');
  });

  test('a folder in place of the part file is an error of the disk', async () => {
    const partPath = engine.folder.file('folder.part');
    await mkdir(partPath);
    const resume = {
      partPath,
      sizeBytes: size,
      validators,
      durable: [{ start: 0, end: 100_000 }],
      isNewLink: false,
      stamp: null,
    };
    assert.equal((await failure({ url: server.url('good', { size }), resume })).failure.code, 'disk.failed');
  });

  test(
    'a part file that may not be written',
    { skip: process.getuid?.() === 0 && 'root may write anything' },
    async () => {
      const resume = {
        partPath: await partWith(100_000),
        sizeBytes: size,
        validators,
        durable: [{ start: 0, end: 100_000 }],
        isNewLink: false,
        stamp: null,
      };
      await chmod(resume.partPath, 0o400);
      assert.equal((await failure({ url: server.url('good', { size }), resume })).failure.code, 'disk.notWritable');
    },
  );
});

test('a part file that is deleted while it is written is noticed before the end', async () => {
  const url = server.url('hold', { size: 300_000, after: 100_000 });
  const download = engine.start({ url });
  await engine.waitFor(
    (event) => event.kind === 'checkpoints' && event.checkpoints.some((checkpoint) => checkpoint.id === download.id),
    'a checkpoint',
  );
  await unlink(download.partPath);
  server.release();
  const end = await download.ended;
  assert.ok(end.kind === 'failed');
  assert.equal(end.failure.code, 'disk.partLost');
});

test('a full disk is told', { skip: process.platform !== 'linux' && 'needs /dev/full' }, async () => {
  engine.answersProbes = false;
  const download = engine.start({ url: server.url('good', { size: 2_000_000 }) });
  await engine.waitFor((event) => event.kind === 'probed' && event.id === download.id, 'probed');
  engine.answersProbes = true;
  engine.send({ kind: 'destination', id: download.id, run: download.run, partPath: '/dev/full' });
  const end = await download.ended;
  assert.ok(end.kind === 'failed');
  assert.equal(end.failure.code, 'disk.full');
});
