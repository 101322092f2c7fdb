import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openSocket, raw, SECRET, send, startHarness, VERSION_CALL } from './server-harness.ts';

test('a form or a script of another site reaches nothing, whatever type it gives its body', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const launch = harness.server.openAddress().split('#launch=')[1] ?? '';
  const before = [...harness.app.queue.all()].length;
  // `enctype="text/plain"` lets a form write JSON around its `=` sign.
  const add = JSON.stringify({
    jsonrpc: '2.0',
    id: '=',
    method: 'aria2.addUri',
    params: [`token:${SECRET}`, ['http://127.0.0.1:9/x']],
  });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
  ]) {
    for (const from of [
      { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
      // A sandboxed frame, a redirected form.
      { origin: 'null' },
      // Another server on this computer, which a browser calls the same site.
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' },
    ]) {
      for (const [path, body] of [
        ['/jsonrpc', add],
        ['/session', JSON.stringify({ launch })],
        ['/launch', ''],
      ] as const) {
        const answer = await send(port, { method: 'POST', path, headers: { ...from, 'content-type': type }, body });
        assert.equal(answer.status, 403, `${path} ${type}`);
        assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')));
      }
    }
  }
  assert.equal([...harness.app.queue.all()].length, before);
  // No attempt used up the launch token.
  assert.equal((await send(port, { method: 'POST', path: '/session', body: JSON.stringify({ launch }) })).status, 200);
  // JSONP, a way around CORS that aria2 offers.
  const jsonp = await send(port, { path: '/jsonrpc?jsoncallback=x&method=aria2.getVersion&id=1&params=W10=' });
  assert.equal(jsonp.status, 405);
});

test('a symbolic link in the page folder shows nothing outside it', async () => {
  await using harness = await startHarness({ page: false });
  const page = path.join(harness.folder, 'page');
  mkdirSync(page);
  mkdirSync(path.join(harness.folder, 'outside'));
  writeFileSync(path.join(harness.folder, 'outside', 'secret.js'), 'secret');
  symlinkSync(path.join(harness.folder, 'outside', 'secret.js'), path.join(page, 'link.js'));
  symlinkSync(path.join(harness.folder, 'outside'), path.join(page, 'folder'));
  writeFileSync(path.join(page, 'index.html'), '<!doctype html>');
  const { port } = harness.server;
  // Read when the page is first asked for.
  assert.equal((await send(port, {})).status, 200);
  for (const target of ['/link.js', '/folder/secret.js']) {
    const answer = await send(port, { path: target });
    assert.equal(answer.status, 404);
    assert.doesNotMatch(answer.text, /secret/u);
  }
});

test('a request that two parsers could read in two ways is refused and its connection closed', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const host = `host: 127.0.0.1:${port}\r\n`;
  const smuggled = `GET /assets/main-abc.js HTTP/1.1\r\n${host}\r\n`;
  for (const [what, request] of [
    [
      'both lengths',
      `POST /jsonrpc HTTP/1.1\r\n${host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `POST /jsonrpc HTTP/1.1\r\n${host}content-length: 0\r\ncontent-length: 5\r\n\r\n`],
    ['a list of lengths', `POST /jsonrpc HTTP/1.1\r\n${host}content-length: 0, 5\r\n\r\n`],
    ['a negative length', `POST /jsonrpc HTTP/1.1\r\n${host}content-length: -1\r\n\r\n`],
    ['chunked twice', `POST /jsonrpc HTTP/1.1\r\n${host}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a space before the colon', `POST /jsonrpc HTTP/1.1\r\n${host}transfer-encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['a folded header', `POST /jsonrpc HTTP/1.1\r\n${host}x: y\r\n transfer-encoding: chunked\r\n\r\n`],
    ['a bare line feed', `GET / HTTP/1.1\n${host}\n\n`],
    ['a carriage return in a value', `GET / HTTP/1.1\r\n${host}x: a\rb\r\n\r\n`],
    ['a chunk size that is none', `POST /jsonrpc HTTP/1.1\r\n${host}transfer-encoding: chunked\r\n\r\n-1\r\n\r\n`],
    ['no version', `GET /\r\n\r\n`],
  ] as const) {
    const answer = await raw(port, request + smuggled);
    assert.match(answer, /^HTTP\/1\.1 40[03]/u, what);
    assert.doesNotMatch(answer, /HTTP\/1\.1 200/u, what);
    assert.doesNotMatch(answer, /export \{\}/u, what);
  }
});

test('an upgrade to anything but a WebSocket, or by another method, comes to nothing', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  for (const [line, upgrade] of [
    ['GET /window', 'h2c'],
    ['POST /window', 'websocket'],
    ['GET /jsonrpc', 'TLS/1.3'],
    ['GET /session', 'websocket'],
    ['GET /launch', 'websocket'],
    ['GET /window/', 'websocket'],
    ['GET //window', 'websocket'],
    ['GET /%77indow', 'websocket'],
  ] as const) {
    const answer = await raw(
      port,
      `${line} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 40[0-9]/u, `${line} ${upgrade}`);
  }
});

test('refuses a batch with too many calls and a WebSocket message beyond its bound', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const batch = await send(port, { method: 'POST', path: '/jsonrpc', body: `[${'0,'.repeat(100_000)}0]` });
  assert.equal(JSON.parse(batch.text).error.code, -32_600);
  const socket = await openSocket(port, '/jsonrpc');
  socket.say(VERSION_CALL);
  await socket.next();
  socket.ws.send('x'.repeat(33 * 1024 * 1024));
  assert.equal(await socket.closed, 1009);
});
