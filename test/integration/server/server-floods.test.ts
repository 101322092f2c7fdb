import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { openSocket, rpc, SECRET, send, startHarness, until, type TestSocket } from './server-harness.ts';

/*
 * A local program that proved nothing takes what it can get; the user's own window, programs and new calls must not feel it.
 */

/** Opens connections and says `text` on each; none is closed by us before the end of the test. */
async function flood(t: TestContext, port: number, count: number, text = ''): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  for (let opened = 0; opened < count; opened += 100) {
    const batch = Array.from({ length: Math.min(100, count - opened) }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      sockets.push(socket);
      return new Promise<void>((resolve) => {
        socket.once('connect', () => {
          if (text !== '') socket.write(text);
          resolve();
        });
        socket.once('close', () => resolve());
      });
    });
    await Promise.all(batch);
  }
  return sockets;
}

async function openWindow(harness: Awaited<ReturnType<typeof startHarness>>): Promise<TestSocket> {
  const launch = harness.server.openAddress().split('#launch=')[1];
  const { text } = await send(harness.server.port, {
    method: 'POST',
    path: '/session',
    body: JSON.stringify({ launch }),
  });
  const socket = await openSocket(harness.server.port, '/window');
  socket.say({ type: 'hello', session: JSON.parse(text).session });
  assert.deepEqual(await socket.next(), { type: 'welcome' });
  return socket;
}

async function stillAnswers(window: TestSocket, callId: number): Promise<void> {
  window.say({ type: 'call', callId, name: 'app.info', input: {} });
  assert.equal((await window.next()).reply.ok, true);
}

for (const [what, count, text] of [
  ['10,000 silent connections', 10_000, ''],
  ['1,000 that drip a header (slow loris)', 1000, 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: '],
  ['1,000 that promise a body and never send it', 1000, 'POST'],
] as const) {
  test(`${what} keep nobody out`, { timeout: 120_000 }, async (t) => {
    await using harness = await startHarness();
    const { port } = harness.server;
    const window = await openWindow(harness);
    const program = await openSocket(port, '/jsonrpc');
    program.say({ jsonrpc: '2.0', id: 1, method: 'aria2.getVersion', params: [`token:${SECRET}`] });
    await program.next();

    const begun =
      text === 'POST' ? `POST /jsonrpc HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 1000\r\n\r\n{` : text;
    const sockets = await flood(t, port, count, begun);
    const startedAt = performance.now();
    assert.equal((await send(port, {})).status, 200);
    assert.equal((await rpc(port, 'aria2.getVersion')).status, 200);
    await stillAnswers(window, 1);
    program.say({ jsonrpc: '2.0', id: 2, method: 'aria2.getVersion', params: [`token:${SECRET}`] });
    assert.equal((await program.next()).id, 2);
    t.diagnostic(`four answers in ${Math.round(performance.now() - startedAt)} ms after the flood`);
    await until('the flood to be cut down', () => sockets.filter((socket) => !socket.destroyed).length <= 512);
    const another = await openWindow(harness);
    another.ws.close();
    window.ws.close();
    program.ws.close();
  });
}

test('300 WebSockets without a secret keep no window out, and push out no proven one', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const first = await openWindow(harness);
  const strangers: TestSocket[] = [];
  for (let opened = 0; opened < 300; opened += 1) strangers.push(await openSocket(port, '/jsonrpc'));
  const second = await openWindow(harness);
  await stillAnswers(first, 1);
  await stillAnswers(second, 2);
  await until('the strangers to be cut down', () => strangers.filter(({ ws }) => ws.readyState === 1).length <= 126);
  for (const { ws } of [...strangers, first, second]) ws.terminate();
});

test('large bodies that never end do not keep out small ones', async (t) => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const size = 15 * 1024 * 1024;
  const head = `POST /jsonrpc HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: ${size + 1}\r\n\r\n`;
  const sockets = await flood(t, port, 5, head);
  const wholeBody = Buffer.alloc(size, 'x');
  for (const socket of sockets) socket.write(wholeBody);
  await until('one of them to be cut', () => sockets.some((socket) => socket.destroyed));
  assert.equal((await rpc(port, 'aria2.getVersion')).status, 200);
});

test('a connection that asks on and on without reading is cut', async (t) => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const [socket] = await flood(t, port, 1, `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`.repeat(1000));
  socket?.pause();
  await until('it to be cut', () => {
    socket?.write('GET ');
    return socket?.destroyed;
  });
  assert.equal((await send(port, {})).status, 200);
});
