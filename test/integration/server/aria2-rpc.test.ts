import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  openSocket,
  rpc,
  SECRET,
  send,
  startFileServer,
  startHarness,
  until,
  type Harness,
  type Parsed,
} from './server-harness.ts';

async function waitFor({ server }: Harness, gid: string, status: string): Promise<Parsed> {
  return until(`${gid} is ${status}`, async () => {
    const { body } = await rpc(server.port, 'aria2.tellStatus', gid);
    return body.result?.status === status ? body.result : undefined;
  });
}

async function addUri({ server }: Harness, url: string, options: object = {}): Promise<string> {
  const { body } = await rpc(server.port, 'aria2.addUri', [url], options);
  assert.match(String(body.result), /^[0-9a-f]{16}$/u, JSON.stringify(body));
  return body.result;
}

test('downloads a file that was added by addUri', async () => {
  await using files = await startFileServer(3_000_000);
  await using harness = await startHarness();
  const gid = await addUri(harness, files.url('file.bin'), {
    out: '../named.bin',
    checksum: `sha-256=${files.sha256}`,
  });
  const status = await waitFor(harness, gid, 'complete');
  assert.equal(status.totalLength, '3000000');
  assert.equal(status.completedLength, '3000000');
  assert.equal(status.errorCode, '0');
  assert.equal(status.bitfield, 'e0');
  assert.equal(status.dir, harness.downloadFolder);
  const [file] = status.files;
  assert.equal(path.dirname(file.path), harness.downloadFolder);
  assert.equal(createHash('sha256').update(readFileSync(file.path)).digest('hex'), files.sha256);
  const stat = await rpc(harness.server.port, 'aria2.getGlobalStat');
  assert.equal(stat.body.result.numStopped, '1');
  const stopped = await rpc(harness.server.port, 'aria2.tellStopped', -1, 5, ['gid']);
  assert.deepEqual(stopped.body.result, [{ gid }]);
  assert.equal((await rpc(harness.server.port, 'aria2.removeDownloadResult', gid)).body.result, 'OK');
  assert.equal((await rpc(harness.server.port, 'aria2.tellStatus', gid)).body.error.message, `GID ${gid} is not found`);
  assert.ok(existsSync(file.path));
});

test('pauses, goes on, removes and keeps a removed result', async () => {
  await using files = await startFileServer(20_000_000);
  await using harness = await startHarness();
  const { port } = harness.server;
  const gid = await addUri(harness, files.url('slow.bin'), { split: '1' });
  await until('bytes arrive', async () => {
    const { body } = await rpc(port, 'aria2.tellStatus', gid, ['completedLength']);
    return Number(body.result.completedLength) > 0;
  });
  assert.equal((await rpc(port, 'aria2.unpause', gid)).body.error.message, `GID#${gid} cannot be unpaused now`);
  assert.equal((await rpc(port, 'aria2.pause', gid)).body.result, gid);
  const paused = await waitFor(harness, gid, 'paused');
  assert.equal(paused.connections, '0');
  assert.equal((await rpc(port, 'aria2.tellWaiting', 0, 5, ['gid'])).body.result[0].gid, gid);
  assert.equal((await rpc(port, 'aria2.unpause', gid)).body.result, gid);
  await waitFor(harness, gid, 'active');
  assert.equal((await rpc(port, 'aria2.forceRemove', gid)).body.result, gid);
  const removed = await waitFor(harness, gid, 'removed');
  assert.equal(removed.errorCode, '31');
  assert.equal((await rpc(port, 'aria2.remove', gid)).body.error.message, `Active Download not found for GID#${gid}`);
  assert.equal((await rpc(port, 'aria2.removeDownloadResult', gid)).body.result, 'OK');
  assert.equal((await rpc(port, 'aria2.tellStatus', gid)).status, 400);
});

test('adds 10,000 links by one multicall in one call of the queue', async (context) => {
  await using harness = await startHarness();
  const { queue } = harness.app;
  const add = context.mock.method(queue.additions, 'addMany');
  const calls = Array.from({ length: 10_000 }, (_, index) => ({
    methodName: 'aria2.addUri',
    params: [`token:${SECRET}`, [`http://127.0.0.1:9/${index}`], { pause: 'true', dir: harness.downloadFolder }],
  }));
  const startedAtMs = performance.now();
  const { body } = await rpc(harness.server.port, 'system.multicall', calls);
  context.diagnostic(`10,000 links in ${Math.round(performance.now() - startedAtMs)} ms`);
  assert.equal(add.mock.callCount(), 1);
  assert.equal(body.result.length, 10_000);
  assert.ok(body.result.every((entry: unknown) => Array.isArray(entry) && entry.length === 1));
  assert.equal(new Set(body.result.flat()).size, 10_000);
  const { body: stat } = await rpc(harness.server.port, 'aria2.getGlobalStat');
  assert.equal(stat.result.numWaiting, '10000');
  const { body: last } = await rpc(harness.server.port, 'aria2.tellWaiting', -1, 2, ['gid']);
  assert.deepEqual(
    last.result.map((entry: { gid: string }) => entry.gid),
    [body.result[9999][0], body.result[9998][0]],
  );
});

function addCall(uri: unknown, options: object = {}) {
  return { methodName: 'aria2.addUri', params: [`token:${SECRET}`, [uri], { pause: 'true', ...options }] };
}

test('one bad link in a multicall harms no other', async () => {
  await using harness = await startHarness();
  const { body } = await rpc(harness.server.port, 'system.multicall', [
    addCall('http://127.0.0.1:9/a'),
    addCall('mailto:a@b.example'),
    addCall('http://127.0.0.1:9/b', { split: 'x' }),
    addCall('http://127.0.0.1:9/c', { dir: '/etc' }),
    addCall('http://127.0.0.1:9/d'),
  ]);
  assert.deepEqual(
    body.result.map((entry: unknown) => (Array.isArray(entry) ? 'added' : 'refused')),
    ['added', 'refused', 'refused', 'refused', 'added'],
  );
  assert.equal([...harness.app.queue.all()].length, 2);
});

test('keeps downloads inside the allowed folders', async () => {
  await using harness = await startHarness();
  const { downloadFolder, folder, server } = harness;
  const outside = path.join(folder, 'outside');
  mkdirSync(outside);
  symlinkSync(outside, path.join(downloadFolder, 'link'));
  symlinkSync(path.join(folder, 'not-there'), path.join(downloadFolder, 'dangling'));
  for (const dir of [
    '/etc',
    outside,
    'relative',
    `${downloadFolder}/..`,
    `${downloadFolder}-not`,
    `${downloadFolder}/link`,
    `${downloadFolder}/link/deeper`,
    `${downloadFolder}/dangling`,
    `${downloadFolder}/a/../../outside`,
    `${downloadFolder}/a\0b`,
  ]) {
    const { status, body } = await rpc(server.port, 'aria2.addUri', ['http://127.0.0.1:9/a'], { dir, pause: 'true' });
    assert.equal(status, 400, dir);
    // No system has a folder with a NUL in its name: that is refused as a value before anyone looks for the folder.
    assert.match(body.error.message, dir.includes('\0') ? /the option '--dir'/u : /not allowed|absolute/u);
    const change = await rpc(server.port, 'aria2.changeGlobalOption', { dir });
    assert.equal(change.status, 400, dir);
  }
  const gid = await addUri(harness, 'http://127.0.0.1:9/a', { dir: `${downloadFolder}/new/deep/`, pause: 'true' });
  assert.ok(existsSync(`${downloadFolder}/new/deep`));
  const { body } = await rpc(server.port, 'aria2.tellStatus', gid);
  assert.equal(body.result.dir, path.join(downloadFolder, 'new', 'deep'));
  harness.app.queue.changeSettings({ allowedFolders: [outside] });
  await addUri(harness, 'http://127.0.0.1:9/a', { dir: outside, pause: 'true' });
  await addUri(harness, 'http://127.0.0.1:9/a', { dir: `${downloadFolder}/link`, pause: 'true' });
});

test('changes and tells global options', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const options = {
    'max-overall-download-limit': '2M',
    'max-concurrent-downloads': '7',
    'max-connection-per-server': '4',
    'max-tries': '0',
    unknown: 'x',
  };
  assert.equal((await rpc(port, 'aria2.changeGlobalOption', options)).body.result, 'OK');
  const settings = harness.app.queue.settings();
  assert.equal(settings.limitBytesPerSecond, 2 * 1024 * 1024);
  assert.equal(settings.maxActiveDownloads, 7);
  assert.equal(settings.connectionsPerDownload, 4);
  assert.equal(settings.maxAttempts, 0);
  const { body } = await rpc(port, 'aria2.getGlobalOption');
  assert.equal(body.result['max-overall-download-limit'], String(2 * 1024 * 1024));
  assert.equal(body.result.dir, harness.downloadFolder);
});

test('notifies a socket that showed the secret, and no other', async () => {
  await using files = await startFileServer(1_000_000);
  await using harness = await startHarness();
  const stranger = await openSocket(harness.server.port, '/jsonrpc');
  const heard: unknown[] = [];
  stranger.ws.on('message', (data: Buffer) => heard.push(data.toString()));
  const socket = await openSocket(harness.server.port, '/jsonrpc');
  const call = (method: string, ...params: unknown[]) =>
    socket.say({ jsonrpc: '2.0', id: method, method, params: [`token:${SECRET}`, ...params] });
  call('aria2.addUri', [files.url('file.bin')]);
  const { result: gid } = await socket.next();
  const told: string[] = [];
  while (told.at(-1) !== 'aria2.onDownloadComplete') {
    const notification = await socket.next();
    assert.deepEqual(notification.params, [{ gid }]);
    told.push(notification.method);
  }
  assert.deepEqual(told, ['aria2.onDownloadStart', 'aria2.onDownloadComplete']);
  call('aria2.addUri', [files.url('nothing')]);
  await socket.next();
  assert.equal((await socket.next()).method, 'aria2.onDownloadStart');
  assert.equal((await socket.next()).method, 'aria2.onDownloadError');
  socket.say('{broken');
  assert.equal((await socket.next()).error.code, -32700);
  assert.deepEqual(heard, []);
  socket.ws.close();
  stranger.ws.close();
});

test('shuts down when asked', async () => {
  await using harness = await startHarness();
  assert.equal((await rpc(harness.server.port, 'aria2.shutdown')).body.result, 'OK');
  await harness.app.shutdownRequested;
});

test('answers any malformed message with an error and stays alive', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const methods = fc.constantFrom('aria2.addUri', 'aria2.tellStatus', 'aria2.tellWaiting', 'system.multicall', 'x');
  const params = fc.array(fc.oneof(fc.constant(`token:${SECRET}`), fc.jsonValue()), { maxLength: 4 });
  const request = fc.record(
    { id: fc.jsonValue(), method: fc.oneof(methods, fc.jsonValue()), params },
    { requiredKeys: [] },
  );
  const message = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    request.map((value) => JSON.stringify(value)),
    fc.array(request, { maxLength: 4 }).map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(message, async (body) => {
      const answer = await send(port, { method: 'POST', path: '/jsonrpc', body });
      assert.ok([200, 400, 500].includes(answer.status), String(answer.status));
      for (const response of [JSON.parse(answer.text)].flat()) {
        assert.equal(response.jsonrpc, '2.0');
        assert.ok('result' in response || Number.isInteger(response.error.code));
      }
    }),
    { numRuns: 300 },
  );
  assert.equal((await rpc(port, 'aria2.getVersion')).status, 200);
});

test('moves what waits, and puts additions where they are wanted', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const gids: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    gids.push(String((await rpc(port, 'aria2.addUri', [`http://127.0.0.1:9/${name}`], { pause: 'true' })).body.result));
  }
  const [a, b, c, d] = gids;
  const waiting = async (): Promise<string[]> => {
    const { body } = await rpc(port, 'aria2.tellWaiting', 0, 9, ['gid']);
    return (body.result as { gid: string }[]).map(({ gid }) => gid);
  };
  assert.equal((await rpc(port, 'aria2.changePosition', d, 0, 'POS_SET')).body.result, 0);
  assert.deepEqual(await waiting(), [d, a, b, c]);
  assert.equal((await rpc(port, 'aria2.changePosition', a, 1, 'POS_CUR')).body.result, 2);
  assert.equal((await rpc(port, 'aria2.changePosition', d, -1, 'POS_END')).body.result, 2);
  assert.deepEqual(await waiting(), [b, a, d, c]);
  assert.equal((await rpc(port, 'aria2.changePosition', b, 99, 'POS_SET')).body.result, 3);
  const e = String((await rpc(port, 'aria2.addUri', ['http://127.0.0.1:9/e'], { pause: 'true' }, 1)).body.result);
  assert.deepEqual(await waiting(), [a, e, d, c, b]);
  const lost = await rpc(port, 'aria2.changePosition', '00000000000000ff', 0, 'POS_SET');
  assert.equal(lost.body.error.message, 'GID 00000000000000ff is not found');
  const wrong = await rpc(port, 'aria2.changePosition', a, 0, 'POS_HERE');
  assert.equal(wrong.body.error.message, 'Illegal argument.');
});

test('several links are mirrors of one file', async () => {
  await using files = await startFileServer(100_000);
  await using harness = await startHarness();
  const { port } = harness.server;
  const links = ['http://127.0.0.1:9/gone.bin', files.url('file.bin')];
  const { body } = await rpc(port, 'aria2.addUri', links);
  const gid = String(body.result);
  const status = await waitFor(harness, gid, 'complete');
  assert.equal(status.completedLength, '100000');
  assert.equal(createHash('sha256').update(readFileSync(status.files[0].path)).digest('hex'), files.sha256);
});

const METALINK = 'xmlns="urn:ietf:params:xml:ns:metalink"';

function metalinkOf(...files: readonly string[]): string {
  return Buffer.from(`<metalink ${METALINK}>${files.join('')}</metalink>`).toString('base64');
}

test('addMetalink downloads the files that a Metalink names, proved, and under names that stay in the folder', async () => {
  await using files = await startFileServer(100_000);
  await using harness = await startHarness();
  const { port } = harness.server;
  const hash = `<hash type="sha-256">${files.sha256}</hash>`;
  const { body } = await rpc(
    port,
    'aria2.addMetalink',
    metalinkOf(
      `<file name="../../outside.bin">${hash}<url priority="2">http://127.0.0.1:9/gone.bin</url><url priority="1">${files.url('file-a')}</url></file>`,
      `<file name="wrong.bin"><hash type="sha-256">${'0'.repeat(64)}</hash><url>${files.url('file-b')}</url></file>`,
      '<file name="torrent only"><url>ftp://127.0.0.1/x</url></file>',
    ),
  );
  assert.equal(body.result.length, 2);
  const [good, wrong] = body.result as [string, string];
  const status = await waitFor(harness, good, 'complete');
  assert.equal(status.files[0].path, path.join(harness.downloadFolder, 'outside.bin'));
  assert.equal(createHash('sha256').update(readFileSync(status.files[0].path)).digest('hex'), files.sha256);
  assert.equal((await waitFor(harness, wrong, 'error')).errorCode, '32');
});

test('addMetalink takes options and a position, and a version 3 file', async () => {
  await using harness = await startHarness();
  const { port } = harness.server;
  const old = `<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="old.bin"><resources><url type="http">http://127.0.0.1:9/old.bin</url></resources></file></files></metalink>`;
  const paused = { pause: 'true', split: '3' };
  const before = String((await rpc(port, 'aria2.addUri', ['http://127.0.0.1:9/first'], paused)).body.result);
  const inside = path.join(harness.downloadFolder, 'inside');
  const two = metalinkOf(
    ...['a', 'b', 'c'].map((name) => `<file name="${name}"><url>http://127.0.0.1:9/${name}</url></file>`),
  );
  const { result } = (await rpc(port, 'aria2.addMetalink', two, { ...paused, dir: inside, out: 'one name' }, 0)).body;
  const [a, b, c] = result;
  const three = Buffer.from(old).toString('base64');
  const [single] = (await rpc(port, 'aria2.addMetalink', three, { ...paused, out: 'mine.bin' })).body.result;
  const waiting = (await rpc(port, 'aria2.tellWaiting', 0, 9, ['gid'])).body.result;
  assert.deepEqual(
    waiting.map(({ gid }: { gid: string }) => gid),
    [a, b, c, before, single],
  );
  const options = async (gid: string) => (await rpc(port, 'aria2.getOption', gid)).body.result;
  const { dir, out, split } = await options(b);
  assert.deepEqual([dir, out, split], [inside, 'b', '3']);
  assert.equal((await options(single)).out, 'mine.bin');
  const refused = await rpc(port, 'aria2.addMetalink', two, { ...paused, dir: '/etc' });
  assert.match(refused.body.error.message, /not allowed/u);
  const useless = metalinkOf('<file name="a"><url>ftp://127.0.0.1/a</url></file>');
  assert.equal((await rpc(port, 'aria2.addMetalink', useless)).body.error.message, 'No URI to download.');
  const anyOf = await rpc(port, 'aria2.addMetalink', two, { checksum: `sha-1=${'0'.repeat(40)}` });
  assert.match(anyOf.body.error.message, /'--checksum'/u);
});

test('changeOption gives a download that is not complete another name, folder and limit', async () => {
  await using files = await startFileServer(20_000);
  await using harness = await startHarness();
  const { port } = harness.server;
  const gid = await addUri(harness, files.url('file.bin'), { pause: 'true' });
  const inside = path.join(harness.downloadFolder, 'inside');
  const change = { dir: inside, out: 'other.bin', 'max-download-limit': '1M', split: '3', 'bt-max-peers': '5' };
  assert.equal((await rpc(port, 'aria2.changeOption', gid, change)).body.result, 'OK');
  const { result } = (await rpc(port, 'aria2.getOption', gid)).body;
  assert.deepEqual(
    [result.dir, result.out, result['max-download-limit'], result.split],
    [inside, 'other.bin', '1048576', '3'],
  );
  const outside = await rpc(port, 'aria2.changeOption', gid, { dir: '/etc' });
  assert.match(outside.body.error.message, /not allowed/u);
  assert.match((await rpc(port, 'aria2.changeOption', gid, { split: 'x' })).body.error.message, /split/u);
  await rpc(port, 'aria2.unpause', gid);
  const done = await waitFor(harness, gid, 'complete');
  assert.equal(done.files[0].path, path.join(inside, 'other.bin'));
  assert.equal(createHash('sha256').update(readFileSync(done.files[0].path)).digest('hex'), files.sha256);
  const late = await rpc(port, 'aria2.changeOption', gid, { out: 'late.bin' });
  assert.equal(late.body.error.message, `Cannot change option for GID#${gid}`);
});
