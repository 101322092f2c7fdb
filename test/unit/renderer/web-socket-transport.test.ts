import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchangeLaunchToken, readLaunchToken, type SessionVerdict } from '../../../renderer/model/web-session.ts';
import {
  createWebSocketTransport,
  reconnectDelayMs,
  type SocketListener,
} from '../../../renderer/model/web-socket-transport.ts';
import { settle } from './fake-core.ts';

type Options = {
  readonly launch?: string | null;
  readonly stored?: string | null;
  readonly verdicts?: SessionVerdict[];
};

function setUp({ launch = null, stored = null, verdicts = [] }: Options) {
  let session = stored;
  const sockets: { readonly listener: SocketListener; readonly sent: string[]; closed: boolean }[] = [];
  const waits: { readonly milliseconds: number; readonly callback: () => void; cancelled: boolean }[] = [];
  const exchanged: string[] = [];
  const events: string[] = [];
  const transport = createWebSocketTransport({
    launchToken: launch,
    session: { read: () => session, write: (value) => (session = value) },
    exchange: async (token) => {
      exchanged.push(token);
      return verdicts.shift() ?? { kind: 'refused' };
    },
    openSocket(listener) {
      const socket = { listener, sent: [] as string[], closed: false };
      sockets.push(socket);
      return { send: (text) => socket.sent.push(text), close: () => (socket.closed = true) };
    },
    wait(milliseconds, callback) {
      const wait = { milliseconds, callback, cancelled: false };
      waits.push(wait);
      return () => (wait.cancelled = true);
    },
  });
  const stop = transport.start({
    onOpen: () => events.push('open'),
    onMessage: (message) => events.push(message.type),
    onClose: (reason) => events.push(reason),
  });
  return { transport, stop, sockets, waits, exchanged, events, session: () => session };
}

describe('the web socket of a page', () => {
  test('exchanges the launch token, says hello with the session, and is open after the welcome', async () => {
    const page = setUp({ launch: 'L', verdicts: [{ kind: 'session', session: 'S' }] });
    await settle();
    assert.equal(page.session(), 'S');
    const [socket] = page.sockets;
    socket?.listener.onOpen();
    assert.deepEqual(socket?.sent, ['{"type":"hello","session":"S"}']);
    page.transport.send({ type: 'acknowledge', revision: 1 });
    assert.equal(socket?.sent.length, 1, 'nothing is sent before the welcome');
    socket?.listener.onText('{"type":"welcome"}');
    assert.deepEqual(page.events, ['open']);
    page.transport.send({ type: 'acknowledge', revision: 1 });
    assert.equal(socket?.sent.at(-1), '{"type":"acknowledge","revision":1}');
  });

  test('uses the stored session after a reload', async () => {
    const page = setUp({ stored: 'S' });
    await settle();
    assert.deepEqual(page.exchanged, []);
    assert.equal(page.sockets.length, 1);
  });

  test('falls back to the stored session when the launch token is used up', async () => {
    const page = setUp({ launch: 'old', stored: 'S', verdicts: [{ kind: 'refused' }] });
    await settle();
    assert.equal(page.sockets.length, 1);
  });

  test('ends when there is neither token nor session', async () => {
    const page = setUp({});
    await settle();
    assert.deepEqual(page.events, ['ended']);
    assert.equal(page.waits.length, 0);
  });

  test('ends and forgets the session when the server does not take it', async () => {
    const page = setUp({ stored: 'S' });
    await settle();
    page.sockets[0]?.listener.onClose(4401);
    assert.deepEqual(page.events, ['ended']);
    assert.equal(page.session(), null);
    assert.equal(page.waits.length, 0);
  });

  test('comes back by itself, slower each time, and starts over after a welcome', async () => {
    const page = setUp({ stored: 'S' });
    await settle();
    page.sockets[0]?.listener.onClose(1006);
    page.waits[0]?.callback();
    await settle();
    page.sockets[1]?.listener.onClose(1006);
    assert.deepEqual(
      page.waits.map((wait) => wait.milliseconds),
      [500, 1000],
    );
    page.waits[1]?.callback();
    await settle();
    page.sockets[2]?.listener.onText('{"type":"welcome"}');
    page.sockets[2]?.listener.onClose(1006);
    assert.equal(page.waits[2]?.milliseconds, 500);
    assert.deepEqual(page.events, ['lost', 'lost', 'open', 'lost']);
  });

  test('keeps the launch token while no server answers', async () => {
    const page = setUp({ launch: 'L', verdicts: [{ kind: 'unreachable' }, { kind: 'session', session: 'S' }] });
    await settle();
    assert.deepEqual(page.events, ['lost']);
    page.waits[0]?.callback();
    await settle();
    assert.deepEqual(page.exchanged, ['L', 'L']);
    assert.equal(page.sockets.length, 1);
  });

  test('stops for good: the socket closes, nothing waits, late events say nothing', async () => {
    const page = setUp({ stored: 'S' });
    await settle();
    page.stop();
    assert.equal(page.sockets[0]?.closed, true);
    page.sockets[0]?.listener.onClose(1000);
    assert.deepEqual(page.events, []);
  });
});

test('the wait before another attempt doubles up to five seconds', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(reconnectDelayMs), [500, 1000, 2000, 4000, 5000, 5000]);
});

test('the launch token is read from the fragment only', () => {
  assert.equal(readLaunchToken('#launch=abc-_1'), 'abc-_1');
  assert.equal(readLaunchToken(''), null);
  assert.equal(readLaunchToken('#other=1'), null);
});

function answer(status: number, body: unknown): Promise<SessionVerdict> {
  return exchangeLaunchToken('L', async () => ({ status, body }));
}

test('the exchange tells a refusal from a server that is not there', async () => {
  assert.deepEqual(await answer(200, { session: 'S' }), { kind: 'session', session: 'S' });
  assert.deepEqual(await answer(401, null), { kind: 'refused' });
  assert.deepEqual(await answer(200, { nothing: 1 }), { kind: 'refused' });
  assert.deepEqual(await answer(503, null), { kind: 'unreachable' });
  const failing = await exchangeLaunchToken('L', async () => Promise.reject(new TypeError('Failed to fetch')));
  assert.deepEqual(failing, { kind: 'unreachable' });
});
