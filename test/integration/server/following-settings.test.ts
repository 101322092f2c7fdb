import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '../../../main/app/system-clock.ts';
import { connectToCore } from '../../../main/cli/core-client.ts';
import { readServerRecord } from '../../../main/cli/running-instance.ts';
import { startFollowingServer, type FollowingServer } from '../../../main/server/usual-port.ts';
import { AppBench } from '../../support/app-bench.ts';
import { until } from '../../support/until.ts';
import { openSocket } from './server-harness.ts';

/** A port that someone listens on until it is disposed. */
async function takePort(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

async function freePort(): Promise<number> {
  await using taken = await takePort();
  return taken.port;
}

type Bench = AsyncDisposable & {
  readonly app: AppBench;
  readonly server: FollowingServer;
  readonly logged: string[];
};

async function start(rpcPort: number, given: { port: number | null; secret: string | null }): Promise<Bench> {
  const stack = new AsyncDisposableStack();
  const app = stack.use(await AppBench.start());
  await app.call('settings.change', { rpcPort });
  const pageFolder = path.join(app.dataFolder, 'page');
  mkdirSync(pageFolder);
  const logged: string[] = [];
  const started = await startFollowingServer({
    app: app.app,
    clock: systemClock,
    pageFolder,
    dataFolder: app.dataFolder,
    log: (message) => logged.push(message),
    ...given,
  });
  assert.ok(started.ok);
  const { server } = started;
  stack.defer(() => server.close());
  return { app, server, logged, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The status of a call of the RPC, or the code of a connection that was refused. */
async function callRpc(port: number, secret: string): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'aria2.getVersion', params: [`token:${secret}`] });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/jsonrpc`, { method: 'POST', body });
    const answer: unknown = await response.json();
    return typeof answer === 'object' && answer !== null && 'result' in answer ? 'answered' : 'refused';
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error && 'code' in cause ? cause.code : error;
  }
}

describe('the server follows the settings', () => {
  test('another port is listened on at once and the old one is given back; a window that came by it goes on', async () => {
    const [before, after] = [await freePort(), await freePort()];
    await using bench = await start(before, { port: null, secret: 'a secret' });
    assert.equal(bench.server.port(), before);
    const found = await readServerRecord(bench.app.dataFolder);
    assert.ok(found.ok);
    using window = await connectToCore(found.record);
    assert.ok(window !== null);
    assert.equal(await callRpc(before, 'a secret'), 'answered');
    const changed = await window.call('settings.change', { rpcPort: after });
    assert.ok(changed.ok);
    await until(() => bench.server.port() === after, 'the move');
    assert.equal(await callRpc(after, 'a secret'), 'answered');
    assert.equal(await callRpc(before, 'a secret'), 'ECONNREFUSED');
    assert.ok((await window.call('app.info', {})).ok);
    const moved = await readServerRecord(bench.app.dataFolder);
    assert.ok(moved.ok && moved.record.port === after);
    using next = await connectToCore(moved.record);
    assert.ok(next !== null);
    assert.deepEqual(bench.logged, [
      `the page and the RPC are at http://127.0.0.1:${after}/ now; windows that are open go on`,
    ]);
    assert.match(bench.server.openAddress(), new RegExp(`^http://127\\.0\\.0\\.1:${after}/#launch=`, 'u'));
  });

  test('a port that another program has is refused before it is saved, and nothing moves', async () => {
    await using taken = await takePort();
    const before = await freePort();
    await using bench = await start(before, { port: null, secret: 'a secret' });
    assert.equal(await bench.app.refused('settings.change', { rpcPort: taken.port }), 'call.portTaken');
    assert.equal(await bench.app.refused('settings.change', { rpcPort: 80 }), 'call.badInput');
    assert.equal((await bench.app.call('settings.get', {})).rpcPort, before);
    assert.equal(await callRpc(before, 'a secret'), 'answered');
    // The same number again is no change, although we listen there ourselves.
    await bench.app.call('settings.change', { rpcPort: before });
    assert.deepEqual([bench.server.port(), bench.logged], [before, []]);
  });

  test('a port of the command line stays, whatever the settings say', async () => {
    const [before, after] = [await freePort(), await freePort()];
    await using bench = await start(before, { port: 0, secret: 'a secret' });
    const port = bench.server.port();
    await bench.app.call('settings.change', { rpcPort: after });
    assert.equal(await callRpc(after, 'a secret'), 'ECONNREFUSED');
    assert.equal(await callRpc(port, 'a secret'), 'answered');
  });

  test('another secret holds from the next call on; without one, that of this start', async () => {
    await using bench = await start(await freePort(), { port: null, secret: null });
    const port = bench.server.port();
    const madeUp = bench.server.secret();
    assert.equal(await callRpc(port, madeUp), 'answered');
    await bench.app.call('settings.change', { rpcSecret: 'chosen-one' });
    assert.equal(await callRpc(port, 'chosen-one'), 'answered');
    assert.equal(await callRpc(port, madeUp), 'refused');
    assert.equal(await bench.app.refused('settings.change', { rpcSecret: 'short' }), 'call.badInput');
    assert.equal(await callRpc(port, 'chosen-one'), 'answered');
    await bench.app.call('settings.change', { rpcSecret: '' });
    assert.equal(await callRpc(port, madeUp), 'answered');
    assert.equal(await callRpc(port, 'chosen-one'), 'refused');
  });

  test('a socket that showed the secret of before is closed when it changes, also on the port of before', async () => {
    await using bench = await start(await freePort(), { port: null, secret: null });
    const before = bench.server.port();
    const token = `token:${bench.server.secret()}`;
    const socket = await openSocket(before, '/jsonrpc');
    socket.say({ jsonrpc: '2.0', id: 1, method: 'aria2.getVersion', params: [token] });
    assert.equal((await socket.next()).id, 1);
    const after = await freePort();
    await bench.app.call('settings.change', { rpcPort: after });
    await until(() => bench.server.port() === after, 'the other port is listened on');
    socket.say({ jsonrpc: '2.0', id: 2, method: 'aria2.getVersion', params: [token] });
    assert.equal((await socket.next()).id, 2);
    await bench.app.call('settings.change', { rpcSecret: 'chosen-one' });
    assert.equal(await socket.closed, 1008);
  });
});
