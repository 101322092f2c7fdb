import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EngineHarness } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

let server: FaultServer;
let other: FaultServer;
let engine: EngineHarness;
before(async () => {
  server = await FaultServer.start();
  other = await FaultServer.start();
  engine = await EngineHarness.start();
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await server.close();
  await other.close();
});

const SECRETS = [
  { name: 'Cookie', value: 'a=1' },
  { name: 'Authorization', value: 'Bearer x' },
  { name: 'X-Api-Key', value: 'key' },
  { name: 'Referer', value: 'https://example.org/' },
  { name: 'User-Agent', value: 'mine/1' },
  { name: 'Accept-Language', value: 'de' },
];

describe('redirects', () => {
  test('to another origin lose every header that may hold a secret, and further connections go straight there', async () => {
    const size = 8 * 1024 * 1024;
    const to = other.url('good', { size });
    const url = server.url('redirect', { to });
    const download = engine.start({ url, headers: SECRETS, maxConnections: 4 });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(await fileSha256(download.partPath), testBytesSha256(1, size));
    assert.equal(server.requestsFor(url).length, 1);
    assert.equal(server.requestsFor(url)[0]?.headers['x-api-key'], 'key');
    const requests = other.requestsFor(to);
    assert.ok(requests.length >= 4);
    for (const { headers } of requests) {
      assert.equal(headers['user-agent'], 'mine/1');
      assert.equal(headers['accept-language'], 'de');
      for (const name of ['cookie', 'authorization', 'x-api-key', 'referer']) assert.equal(headers[name], undefined);
    }
    const probed = engine.ofKind('probed').at(-1);
    assert.equal(probed?.facts.finalUrl, to);
  });

  test('on the same origin keep the headers', async () => {
    const to = server.url('good');
    const download = engine.start({ url: server.url('redirect', { to: new URL(to).pathname }), headers: SECRETS });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(server.requestsFor(to)[0]?.headers['x-api-key'], 'key');
  });

  test('do not carry the credentials of a link to another origin', async () => {
    const to = other.url('good').replace('//', '//evil:evil@');
    const url = server.url('redirect', { to }).replace('//', '//user:secret@');
    assert.equal((await engine.start({ url }).ended).kind, 'finished');
    assert.equal(server.requestsFor(url)[0]?.headers.authorization, `Basic ${btoa('user:secret')}`);
    assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
  });
});

describe('links', () => {
  test('with user and password work, and neither is told again', async () => {
    const url = server.url('basicAuth').replace('//', '//user:secret@');
    assert.equal((await engine.start({ url }).ended).kind, 'finished');
    assert.ok(!JSON.stringify(engine.ofKind('probed').at(-1)).includes('secret'));
    const failed = await engine.start({ url: server.url('basicAuth').replace('//', '//user:wrong@') }).ended;
    assert.ok(failed.kind === 'failed');
    assert.equal(failed.failure.code, 'server.unauthorized');
    assert.ok(!failed.failure.detail.includes('wrong'));
  });

  test('suggest the name that the server tells, else the one in the link', async () => {
    const told = server.url('disposition', { value: `attachment; filename="a.txt"; filename*=UTF-8''%e2%82%ac.txt` });
    await engine.start({ url: told }).ended;
    assert.equal(engine.ofKind('probed').at(-1)?.facts.suggestedName, '€.txt');
    await engine.start({ url: server.url('good', { name: 'ü b.iso' }) }).ended;
    assert.equal(engine.ofKind('probed').at(-1)?.facts.suggestedName, 'ü b.iso');
  });

  test('a kept connection that the server closed meanwhile is replaced without a failure', async () => {
    const url = server.url('resetNoAnswerOnReuse');
    assert.equal((await engine.start({ url }).ended).kind, 'finished');
    assert.equal((await engine.start({ url }).ended).kind, 'finished');
    assert.equal(server.requestsFor(url).length, 3);
  });
});
