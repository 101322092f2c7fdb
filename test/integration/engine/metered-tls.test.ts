import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import { MeteredSocket } from '../../../main/engine/metered-socket.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import type { TransferRequest } from '../../../main/engine/transfer-request.ts';
import { RateLimiter } from '../../../main/engine/rate-limiter.ts';
import { selfSigned, TestAuthority, type Identity } from '../../support/certificates.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import { FaultServer, type FaultFile } from '../../support/fault-server.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;
/** Slow enough that what is below TLS is metered, and no test waits for it long. */
const RATE = 3 * MIB;

let folder: TempFolder;
let engine: EngineHarness;
let server: FaultServer;
let untrusted: FaultServer;
let identity: Identity;
before(async () => {
  folder = await createTempFolder();
  const authority = await TestAuthority.create(folder);
  server = await FaultServer.start(await authority.issue({ names: 'IP:127.0.0.1' }));
  identity = await selfSigned(folder, 'self-signed');
  untrusted = await FaultServer.start(identity);
  engine = await EngineHarness.start({ certificateAuthority: authority.certificate });
  engine.send({ kind: 'limit', bytesPerSecond: RATE, hosts: [] });
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await server.close();
  await untrusted.close();
  await folder[Symbol.asyncDispose]();
});

async function ended(request: Partial<TransferRequest> & { readonly url: string }): Promise<EngineEvent> {
  return engine.start(request).ended;
}

async function assertFinished(request: Partial<TransferRequest> & { readonly url: string }, size: number) {
  const download = engine.start(request);
  const end = await download.ended;
  assert.equal(end.kind, 'finished', JSON.stringify(end));
  assert.equal(await fileSha256(download.partPath), testBytesSha256(1, size));
}

/** Without a limit it is over soon. */
async function assertFinishes(download: HarnessDownload, size: number): Promise<void> {
  engine.send({ kind: 'limit', bytesPerSecond: 0, hosts: [] });
  assert.equal((await download.ended).kind, 'finished');
  assert.equal(await fileSha256(download.partPath), testBytesSha256(1, size));
  engine.send({ kind: 'limit', bytesPerSecond: RATE, hosts: [] });
}

describe('TLS under a slow limit', () => {
  test('brings the bytes of the file, over several connections', async () => {
    await assertFinished({ url: server.url('good', { size: 4 * MIB }), maxConnections: 4 }, 4 * MIB);
  });

  test('brings small files one after the other, and bodies in chunks', async () => {
    for (const size of [1, 0, 100_000]) await assertFinished({ url: server.url('good', { size }) }, size);
    await assertFinished({ url: server.url('chunked', { size: 300_000 }) }, 300_000);
  });

  test('goes on when the limit is lifted, and when one is set', async () => {
    engine.send({ kind: 'limit', bytesPerSecond: 200_000, hosts: [] });
    const download = engine.start({ url: server.url('good', { size: 20 * MIB }), maxConnections: 2 });
    await engine.waitFor(
      (event) =>
        event.kind === 'progress' &&
        decodeProgress(event.frame).some(({ id, receivedBytes }) => id === download.id && receivedBytes > 100_000),
      'some bytes',
    );
    engine.send({ kind: 'limit', bytesPerSecond: 0, hosts: [] });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(await fileSha256(download.partPath), testBytesSha256(1, 20 * MIB));
    engine.send({ kind: 'limit', bytesPerSecond: RATE, hosts: [] });
  });

  // A busy machine needs a while for a handshake.
  const SHORT = { connectTimeoutMs: 5000, responseTimeoutMs: 2000, idleTimeoutMs: 1000 };
  const cases: readonly (readonly [BehaviourName, FaultFile, DownloadErrorCode])[] = [
    ['silent', {}, 'network.timedOut'],
    ['resetMidHead', {}, 'network.reset'],
    ['resetMidBody', {}, 'network.truncated'],
    ['shortBody', {}, 'network.truncated'],
    ['stallAfterHead', {}, 'network.stalled'],
    ['stallBeforeLastByte', {}, 'network.stalled'],
  ];
  for (const [behaviour, file, code] of cases) {
    test(`${behaviour} is ${code}, as without a limit`, async () => {
      const end = await ended({ url: server.url(behaviour, file), ...SHORT });
      assert.ok(end.kind === 'failed', end.kind);
      assert.equal(end.failure.code, code, end.failure.detail);
    });
  }

  test('refuses a certificate that cannot be verified, tells which, and takes it under an exception', async () => {
    const url = untrusted.url('good', { size: 2 * MIB });
    const refused = await ended({ url });
    assert.ok(refused.kind === 'failed', refused.kind);
    assert.equal(refused.failure.code, 'network.certificateUnknown');
    assert.equal(refused.failure.certificate?.sha256, identity.sha256);
    const nowMs = Date.now();
    const { sha256 } = identity;
    const exception = {
      host: '127.0.0.1',
      port: untrusted.port,
      sha256,
      addedAtMs: nowMs,
      expiresAtMs: nowMs + 60_000,
    };
    await assertFinished({ url, certificates: [exception], maxConnections: 2 }, 2 * MIB);
  });

  test('tells why nobody answers: no such name, a refused connection', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const address = gone.address();
    assert.ok(typeof address === 'object' && address !== null);
    gone.close();
    await once(gone, 'close');
    const refused = await ended({ url: `https://127.0.0.1:${address.port}/file` });
    assert.ok(refused.kind === 'failed' && refused.failure.code === 'network.refused', JSON.stringify(refused));
    const unknown = await ended({ url: 'https://nowhere.invalid/file' });
    assert.ok(unknown.kind === 'failed', unknown.kind);
    assert.equal(unknown.failure.code, 'network.unknownHost');
  });
});

describe('a slow limit that is set while TLS connections are open', () => {
  /** So fast that nothing below TLS is metered. */
  const FAST = 8 * MIB;

  async function reading(url: string, bytes: number, maxConnections: number) {
    engine.send({ kind: 'limit', bytesPerSecond: FAST, hosts: [] });
    const download = engine.start({ url, maxConnections });
    await engine.waitFor(
      (event) =>
        event.kind === 'progress' &&
        decodeProgress(event.frame).some(({ id, receivedBytes }) => id === download.id && receivedBytes > bytes),
      'some bytes',
    );
    return download;
  }

  test('replaces them by ones that read as it grants, the first before the others go', async () => {
    const url = server.url('good', { size: 40 * MIB });
    const download = await reading(url, 2 * MIB, 4);
    const before = server.requestsFor(url).length;
    engine.send({ kind: 'limit', bytesPerSecond: RATE, hosts: [] });
    await until(() => server.requestsFor(url).length >= before + 4, 'another request for each');
    await assertFinishes(download, 40 * MIB);
  });

  test('keeps the one there is when the link works only once, and asks no more than once', async () => {
    const url = server.url('oneTime', { size: 12 * MIB });
    const download = await reading(url, MIB, 1);
    engine.send({ kind: 'limit', bytesPerSecond: RATE, hosts: [] });
    await until(() => server.requestsFor(url).length === 2, 'another request');
    const seen = engine.ofKind('progress').length;
    await until(() => engine.ofKind('progress').length > seen + 2, 'some time in which it reads on');
    assert.equal(server.requestsFor(url).length, 2);
    await assertFinishes(download, 12 * MIB);
  });
});

describe('a metered socket', () => {
  test('reads no byte that was not granted, whatever the other side sends', async () => {
    const bytes = Buffer.alloc(MIB, 7);
    const sender = createServer((socket) => void socket.on('error', () => {}).write(bytes)).listen(0, '127.0.0.1');
    await once(sender, 'listening');
    const address = sender.address();
    assert.ok(typeof address === 'object' && address !== null);
    const rate = 100_000;
    const limiter = new RateLimiter({ bytesPerSecond: rate });
    const startedAtMs = performance.now();
    const socket = new MeteredSocket({ host: '127.0.0.1', port: address.port });
    let readBytes = 0;
    socket.on('data', (chunk: Buffer) => {
      readBytes += chunk.length;
      const seconds = (performance.now() - startedAtMs) / 1000;
      assert.ok(readBytes <= rate * seconds, `${readBytes} bytes in ${seconds} s`);
    });
    const metering = socket.meter(limiter, 60_000);
    metering.limitBody();
    await socket.connected(AbortSignal.timeout(5000));
    await until(() => readBytes > 30_000, 'some grants');
    socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
      readBytes += chunk.length;
    });
    metering.close();
    await until(() => readBytes === bytes.length, 'the rest');
    socket.destroy();
    sender.close();
  });
});
