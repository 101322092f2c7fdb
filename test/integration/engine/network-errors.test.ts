import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import type { TransferRequest } from '../../../main/engine/transfer-request.ts';
import { startEngineBench } from '../../support/engine-bench.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import type { FaultFile } from '../../support/fault-server.ts';
import { fetchStatus } from '../../support/fetch-status.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const { server, engine } = await startEngineBench();

type Failed = Extract<EngineEvent, { kind: 'failed' }>;

async function failure(request: Partial<TransferRequest> & { readonly url: string }): Promise<Failed> {
  const end = await engine.start(request).ended;
  assert.ok(end.kind === 'failed', `ended as ${end.kind}`);
  return end;
}

/** Short bounds, so that whatever runs into one does it soon. */
const SHORT = { connectTimeoutMs: 400, responseTimeoutMs: 400, idleTimeoutMs: 400 };

describe('no answer that could be used', () => {
  const cases: readonly (readonly [BehaviourName, FaultFile, DownloadErrorCode])[] = [
    ['silent', {}, 'network.timedOut'],
    ['headTrickle', { everyMs: 20 }, 'network.timedOut'],
    ['hintsForever', { everyMs: 20 }, 'network.timedOut'],
    ['resetMidHead', {}, 'network.reset'],
    ['closeMidHead', {}, 'network.reset'],
    ['endlessHead', {}, 'network.badResponse'],
    ['badStatusLine', {}, 'network.badResponse'],
    ['nulInHead', {}, 'network.badResponse'],
    ['switchesProtocol', {}, 'network.badResponse'],
    ['redirectNowhere', {}, 'server.badRedirect'],
    ['stallAfterHead', {}, 'network.stalled'],
    ['stallBeforeLastByte', {}, 'network.stalled'],
  ];
  for (const [behaviour, file, code] of cases) {
    test(`${behaviour}: ${code}, in time`, async () => {
      const startedAt = performance.now();
      const end = await failure({ url: server.url(behaviour, file), ...SHORT });
      assert.equal(end.failure.code, code, end.failure.detail);
      // Generous for a busy machine; without the bound it would be for ever.
      assert.ok(performance.now() - startedAt < 5000);
    });
  }
});

describe('an answer that could be used', () => {
  for (const [behaviour, file] of [
    ['hintsFirst', {}],
    ['bytewise', { everyMs: 20, after: 40 }],
    ['closesEachTime', {}],
  ] as const) {
    test(`${behaviour} is used`, async () => {
      const download = engine.start({ url: server.url(behaviour, { size: 100_000, ...file }), ...SHORT });
      const end = await download.ended;
      assert.equal(end.kind, 'finished', JSON.stringify(end));
      assert.equal(await fileSha256(download.partPath), testBytesSha256(1, 100_000));
    });
  }
});

describe('Retry-After as a date counts from the date of the answer', () => {
  for (const skewSeconds of [0, -86_400, 86_400]) {
    test(`when the server's clock is ${skewSeconds} s off`, async () => {
      const end = await failure({ url: server.url('retryAtDate', { skewSeconds, seconds: 30 }) });
      engine.forgetHolds();
      assert.equal(end.failure.code, 'server.unavailable');
      assert.equal(end.retryAfterMs, 30_000);
    });
  }

  test('and in seconds it is kept with whatever status it comes', async () => {
    for (const [status, code] of [
      [413, 'server.rejected'],
      [429, 'server.tooManyRequests'],
    ] as const) {
      const end = await failure({ url: server.url('status', { status, retryAfter: '7' }) });
      engine.forgetHolds();
      assert.deepEqual([end.failure.code, end.retryAfterMs], [code, 7000]);
    }
  });
});

describe('no connection', () => {
  test(
    'network.timedOut when the other side does not answer to the connection',
    {
      skip: process.platform !== 'linux' && 'fills the queue of connections as Linux does',
    },
    async () => {
      await using deaf = await startDeafServer();
      const startedAt = performance.now();
      const end = await failure({ url: `http://127.0.0.1:${deaf.port}/x`, ...SHORT });
      assert.equal(end.failure.code, 'network.timedOut', end.failure.detail);
      assert.ok(performance.now() - startedAt < 5000);
    },
  );

  test('network.timedOut when the other side does not begin TLS', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo; // It listens on TCP.
    try {
      const end = await failure({ url: `https://127.0.0.1:${port}/x`, ...SHORT });
      assert.equal(end.failure.code, 'network.timedOut', end.failure.detail);
    } finally {
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });

  test('network.reset when the other side ends in the middle of the TLS handshake', async () => {
    const cutting = createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    cutting.listen(0, '127.0.0.1');
    await once(cutting, 'listening');
    const { port } = cutting.address() as AddressInfo; // It listens on TCP.
    try {
      assert.equal((await failure({ url: `https://127.0.0.1:${port}/x` })).failure.code, 'network.reset');
    } finally {
      cutting.close();
    }
  });

  const noNamespace = spawnSync('unshare', ['-rn', 'true']).status !== 0 && 'the system gives no network of its own';
  test('network.unreachable without a network', { skip: noNamespace }, async () => {
    assert.equal(await fetchStatus('http://127.0.0.1:9/x', { under: ['unshare', '-rn'] }), 'network.unreachable');
  });

  test('network.unknownHost without a name server', { skip: noNamespace }, async () => {
    const told = await fetchStatus('http://some-host.invalid/x', { under: ['unshare', '-rn'] });
    assert.equal(told, 'network.unknownHost');
  });
});

/** Listens, but takes no connection, and the system's queue of those that wait to be taken is full. */
async function startDeafServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const script = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    console.log(this.address().port);
  });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  let taken = 0;
  const sockets = Array.from({ length: 8 }, () => connect({ port, host: '127.0.0.1' }, () => (taken += 1)));
  for (const socket of sockets) socket.on('error', () => {});
  // A queue of 1 holds two; for the others the system does not answer.
  await until(() => taken >= 2, 'the queue to be full');
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
