import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { createTestClock, openSocket, raw, rpc, SECRET, send, startHarness, VERSION_CALL } from './server-harness.ts';

test('refuses a Host that is not ours (DNS rebinding), on every path and on upgrades', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `[::1]:${port}`]) {
    for (const target of ['/', '/assets/main-abc.js', '/session', '/jsonrpc', '/nothing']) {
      const method = target === '/session' || target === '/jsonrpc' ? 'POST' : 'GET';
      const answer = await send(port, { method, path: target, headers: { host }, body: '' });
      assert.equal(answer.status, 403, `${host} ${target}`);
    }
    for (const target of ['/window', '/jsonrpc']) {
      await assert.rejects(openSocket(port, target, { headers: { host } }), /403/u);
    }
  }
  const own = await send(port, { headers: { host: `localhost:${port}` } });
  assert.equal(own.status, 200);
  const two = await raw(
    port,
    `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
  );
  assert.match(two, /^HTTP\/1\.1 40[03]/u);
});

test('refuses foreign origins on HTTP and WebSocket, with the right secret too', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const own = `http://127.0.0.1:${port}`;
  for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`]) {
    const call = await send(port, { method: 'POST', path: '/jsonrpc', headers: { origin }, body: VERSION_CALL });
    assert.equal(call.status, 403, origin);
    assert.equal(call.headers['access-control-allow-origin'], undefined);
    const preflight = await send(port, { method: 'OPTIONS', path: '/jsonrpc', headers: { origin } });
    assert.equal(preflight.status, 403);
    await assert.rejects(openSocket(port, '/window', { origin }), /403/u);
    await assert.rejects(openSocket(port, '/jsonrpc', { origin }), /403/u);
  }
  const sameOrigin = await send(port, {
    method: 'POST',
    path: '/jsonrpc',
    headers: { origin: own },
    body: VERSION_CALL,
  });
  assert.equal(sameOrigin.status, 200);
  const forged = await send(port, {
    method: 'POST',
    path: '/session',
    headers: { 'sec-fetch-site': 'same-site' },
    body: '{}',
  });
  assert.equal(forged.status, 403);
});

test('lets a listed page call the RPC, and only the RPC', async () => {
  await using harness = await startHarness({
    settings: { rpcAllowedOrigins: ['https://ui.example/', 'chrome-extension://abcdefghijklmnop'] },
  });
  const { port } = harness.server;
  for (const origin of ['https://ui.example', 'chrome-extension://abcdefghijklmnop']) {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    const call = await send(port, { method: 'POST', path: '/jsonrpc', headers, body: VERSION_CALL });
    assert.equal(call.status, 200);
    assert.equal(call.headers['access-control-allow-origin'], origin);
    assert.equal(call.headers['vary'], 'Origin');
    const preflight = await send(port, { method: 'OPTIONS', path: '/jsonrpc', headers });
    assert.equal(preflight.headers['access-control-allow-methods'], 'POST, OPTIONS');
    assert.equal((await send(port, { method: 'POST', path: '/session', headers, body: '{}' })).status, 403);
    await assert.rejects(openSocket(port, '/window', { origin }), /403/u);
    (await openSocket(port, '/jsonrpc', { origin })).ws.close();
  }
});

test('serves the page with a strict policy and nothing outside its folder', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  writeFileSync(path.join(harness.folder, 'secret.js'), 'secret');
  const page = await send(port, {});
  assert.equal(page.status, 200);
  assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; script-src 'self'/u);
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.equal(page.headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(page.headers['access-control-allow-origin'], undefined);
  assert.equal(page.headers['set-cookie'], undefined);
  assert.equal(page.headers['cache-control'], 'no-cache');
  const script = await send(port, { path: '/assets/main-abc.js?x=1' });
  assert.match(String(script.headers['cache-control']), /immutable/u);
  const cached = await send(port, { headers: { 'if-none-match': String(page.headers.etag) } });
  assert.equal(cached.status, 304);

  for (const target of [
    '/../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '/assets/../../secret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/....//secret.js',
    '/%252e%252e/secret.js',
    '//secret.js',
    '/%00',
    '/%ff',
    `/${harness.folder}/secret.js`,
    'http://evil.example/secret.js',
    '/data/server.json',
    '/server.json',
  ]) {
    const answer = await raw(port, `GET ${target} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 40[034]/u, target);
    assert.doesNotMatch(answer, /secret$|token/u, target);
  }
});

test('says what to do when the page is not built', async () => {
  await using harness = await startHarness({ page: false });
  const answer = await send(harness.server.port, {});
  assert.equal(answer.status, 503);
  assert.match(answer.text, /npm run build/u);
});

test('answers wrong methods and paths as JSON', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const expected = [
    ['GET', '/session', 405],
    ['GET', '/launch', 405],
    ['GET', '/jsonrpc', 405],
    ['PUT', '/jsonrpc', 405],
    ['POST', '/', 405],
    ['DELETE', '/assets/main-abc.js', 405],
    ['GET', '/nothing', 404],
    ['GET', '/window', 426],
  ] as const;
  for (const [method, target, status] of expected) {
    const answer = await send(port, { method, path: target });
    assert.equal(answer.status, status, `${method} ${target}`);
    assert.equal(typeof JSON.parse(answer.text).error.message, 'string');
  }
  await assert.rejects(openSocket(port, '/other'), /404/u);
});

test('refuses bodies that are too large without keeping them', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const session = await send(port, { method: 'POST', path: '/session', body: 'x'.repeat(5000) });
  assert.equal(session.status, 400);
  const call = await send(port, { method: 'POST', path: '/jsonrpc', body: 'x'.repeat(17 * 1024 * 1024) });
  assert.equal(call.status, 413);
  assert.equal(JSON.parse(call.text).error.code, 1);
  assert.equal((await rpc(port, 'aria2.getVersion')).status, 200);
});

test('refuses headers that are too large and cuts an RPC socket that floods it without the secret', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const answer = await raw(port, `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
  assert.match(answer, /^HTTP\/1\.1 431/u);
  const socket = await openSocket(port, '/jsonrpc');
  socket.ws.send('x'.repeat(2 * 1024 * 1024));
  assert.equal(await socket.closed, 1006);
});

function guess(token: string) {
  return { methodName: 'aria2.getVersion', params: [`token:${token}`] };
}

test('after twenty different wrong secrets answers come late, and the right one is still right', async () => {
  const clock = createTestClock();
  await using harness = await startHarness({ clock });
  const { port } = harness.server;
  // The same wrong secret again and again is a program with an old one, not a guesser.
  const stale = await rpc(
    port,
    'system.multicall',
    Array.from({ length: 50 }, () => guess('old')).concat(guess(SECRET)),
  );
  assert.equal(stale.body.result[50].length, 1);
  const guesses = Array.from({ length: 19 }, (_, index) => guess(`guess-${index}`));
  assert.equal((await rpc(port, 'system.multicall', guesses)).body.result[0].message, 'Unauthorized');
  // Nobody's guesses lock out the one who knows: a new connection, the first answer late.
  const own = await openSocket(port, '/jsonrpc');
  own.say(VERSION_CALL);
  await clock.planned(100);
  clock.advance(100);
  assert.equal((await own.next()).result.version, '1.36.0');
  own.ws.close();
  // A stranger's batch is answered guess by guess, each later than the one before.
  const stranger = await openSocket(port, '/jsonrpc');
  const params = [[guess('one'), guess('two'), guess(SECRET)]];
  stranger.say({ jsonrpc: '2.0', id: 1, method: 'system.multicall', params });
  for (const delayMs of [100, 200, 300]) {
    await clock.planned(delayMs);
    clock.advance(delayMs);
  }
  const { result } = await stranger.next();
  assert.deepEqual([result[0].message, result[1].message, result[2].length], ['Unauthorized', 'Unauthorized', 1]);
  stranger.ws.close();
});

test('cuts a peer that sends nonsense and then neither reads nor closes', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  for (const nonsense of [
    'nonsense\r\n\r\n',
    `GET /other HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: y\r\n\r\n`,
  ]) {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const cut = new Promise<void>((resolve) => socket.on('error', () => resolve()));
    socket.write(nonsense);
    // Half-open: only a connection that the server has given up makes a write fail.
    const writing = setInterval(() => socket.write('more'), 10);
    await cut;
    clearInterval(writing);
  }
});
