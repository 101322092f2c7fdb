import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startServer } from '../../../main/server/loopback-server.ts';
import { systemClock } from '../../../main/app/system-clock.ts';
import { createTestClock, openSocket, send, startHarness, type Harness } from './server-harness.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function launchToken({ server }: Harness): string {
  return server.openAddress().split('#launch=')[1] ?? '';
}

function exchange(harness: Harness, launch: string) {
  return send(harness.server.port, {
    method: 'POST',
    path: '/session',
    headers: JSON_TYPE,
    body: JSON.stringify({ launch }),
  });
}

async function openSession(harness: Harness): Promise<string> {
  const answer = await exchange(harness, launchToken(harness));
  assert.equal(answer.status, 200);
  return JSON.parse(answer.text).session;
}

test('exchanges a launch token once for a session that opens the window socket', async () => {
  await using harness = await startHarness();
  const launch = launchToken(harness);
  const first = await exchange(harness, launch);
  assert.equal(first.status, 200);
  const again = await exchange(harness, launch);
  assert.equal(again.status, 401);
  assert.equal(JSON.parse(again.text).error.code, 'unauthorized');

  const socket = await openSocket(harness.server.port, '/window');
  socket.say({ type: 'hello', session: JSON.parse(first.text).session });
  assert.deepEqual(await socket.next(), { type: 'welcome' });
  socket.say({ type: 'call', callId: 7, name: 'app.info', input: {} });
  const reply = await socket.next();
  assert.equal(reply.callId, 7);
  assert.equal(reply.reply.value.downloadFolder, harness.downloadFolder);
  socket.ws.close();
});

test('refuses a launch token that is a minute old', async () => {
  const clock = createTestClock();
  await using harness = await startHarness({ clock });
  const launch = launchToken(harness);
  clock.advance(60_000);
  assert.equal((await exchange(harness, launch)).status, 401);
});

test('closes a window socket that says no hello within five seconds, a wrong one, or something else', async () => {
  const clock = createTestClock();
  await using harness = await startHarness({ clock });
  const { port } = harness.server;
  const silent = await openSocket(port, '/window');
  clock.advance(5000);
  assert.equal(await silent.closed, 4401);
  for (const first of [
    { type: 'hello', session: 'wrong' },
    { type: 'hello', token: 'wrong' },
    { type: 'hello' },
    { type: 'call', callId: 1, name: 'app.info', input: {} },
    null,
  ]) {
    const socket = await openSocket(port, '/window');
    socket.say(first);
    assert.equal(await socket.closed, 4401, JSON.stringify(first));
  }
  const garbled = await openSocket(port, '/window');
  garbled.say('{not json');
  assert.equal(await garbled.closed, 4400);
});

test('cuts a socket that sends more than four kilobytes before its hello', async () => {
  await using harness = await startHarness();
  const socket = await openSocket(harness.server.port, '/window');
  socket.say({ type: 'hello', session: 'x'.repeat(10_000) });
  assert.equal(await socket.closed, 1006);
});

test('takes a large message after the hello', async () => {
  await using harness = await startHarness();
  const socket = await openSocket(harness.server.port, '/window');
  socket.say({ type: 'hello', session: await openSession(harness) });
  await socket.next();
  const downloads = Array.from({ length: 10_000 }, (_, index) => ({ url: `http://127.0.0.1:9/file-${index}` }));
  socket.say({ type: 'call', callId: 1, name: 'downloads.add', input: { downloads, paused: true } });
  const { reply } = await socket.next();
  assert.equal(reply.value.ids.length, 10_000);
  socket.ws.close();
});

test('cuts a peer that does not answer pings', async () => {
  const clock = createTestClock();
  await using harness = await startHarness({ clock });
  const socket = await openSocket(harness.server.port, '/window', { autoPong: false });
  socket.say({ type: 'hello', session: await openSession(harness) });
  await socket.next();
  clock.advance(30_000);
  clock.advance(30_000);
  assert.equal(await socket.closed, 1006);
});

test('keeps a private record that lets a local program open the window', async () => {
  const harness = await startHarness();
  const recordPath = path.join(harness.dataFolder, 'server.json');
  assert.equal(statSync(recordPath).mode & 0o777, 0o600);
  const record = JSON.parse(readFileSync(recordPath, 'utf8'));
  assert.equal(record.port, harness.server.port);
  assert.equal(record.pid, process.pid);

  const { port } = harness.server;
  const wrong = await send(port, { method: 'POST', path: '/launch', headers: { authorization: 'Bearer wrong' } });
  assert.equal(wrong.status, 401);
  const right = await send(port, {
    method: 'POST',
    path: '/launch',
    headers: { authorization: `Bearer ${record.token}` },
  });
  const { launch, address } = JSON.parse(right.text);
  assert.equal(address, `http://127.0.0.1:${port}/#launch=${launch}`);
  assert.equal((await exchange(harness, launch)).status, 200);

  const socket = await openSocket(port, '/window');
  socket.say({ type: 'hello', token: record.token });
  assert.deepEqual(await socket.next(), { type: 'welcome' });
  await harness[Symbol.asyncDispose]();
  assert.equal(await socket.closed, 1001);
  assert.equal(existsSync(recordPath), false);
});

test('a session of another server is worth nothing', async () => {
  await using first = await startHarness();
  await using second = await startHarness();
  const socket = await openSocket(second.server.port, '/window');
  socket.say({ type: 'hello', session: await openSession(first) });
  assert.equal(await socket.closed, 4401);
});

test('answers late after many wrong tokens, and still knows the right one', async () => {
  const clock = createTestClock();
  await using harness = await startHarness({ clock });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    assert.equal((await exchange(harness, `wrong-${attempt}`)).status, 401);
  }
  const launch = launchToken(harness);
  const late = exchange(harness, launch);
  await clock.planned(100);
  clock.advance(100);
  const answer = await late;
  assert.equal(answer.status, 200);
  const { session } = JSON.parse(answer.text);
  assert.equal(typeof session, 'string');
});

test('says that a port is taken', async () => {
  await using harness = await startHarness();
  const verdict = await startServer({
    app: harness.app,
    clock: systemClock,
    port: harness.server.port,
    secret: () => '',
    pageFolder: harness.folder,
    dataFolder: harness.dataFolder,
  });
  assert.deepEqual(verdict, { ok: false, code: 'portTaken', port: harness.server.port });
});
