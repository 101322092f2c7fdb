import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EngineHarness } from '../../support/engine-harness.ts';
import { startNginx, type Nginx } from '../../support/nginx.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const SIZE = 64 * 1024 * 1024 + 7;

let nginx: Nginx;
let engine: EngineHarness;
before(async () => {
  nginx = await startNginx();
  await nginx.putFile('big.bin', 5, SIZE);
  engine = await EngineHarness.start({ certificateAuthority: nginx.certificate });
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await nginx[Symbol.asyncDispose]();
});

describe('from nginx', () => {
  for (const scheme of ['http', 'https'] as const) {
    for (const maxConnections of [1, 8]) {
      test(`over ${scheme} with ${maxConnections} connections`, async () => {
        const origin = scheme === 'http' ? nginx.origin : nginx.tlsOrigin;
        const download = engine.start({ url: `${origin}/big.bin`, maxConnections });
        const end = await download.ended;
        assert.equal(end.kind, 'finished', JSON.stringify(end));
        assert.equal(await fileSha256(download.partPath), testBytesSha256(5, SIZE));
      });
    }
  }

  test('a certificate that nobody vouches for is never accepted', async () => {
    await using strict = await EngineHarness.start();
    const end = await strict.start({ url: `${nginx.tlsOrigin}/big.bin` }).ended;
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'network.certificateUnknown');
  });

  test('a certificate for another host is never accepted', async () => {
    const url = `${nginx.tlsOrigin}/big.bin`.replace('localhost', '127.0.0.1');
    const end = await engine.start({ url }).ended;
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'network.certificateWrongHost');
  });

  test('plain HTTP on a TLS port and TLS on a plain port are told', async () => {
    const plain = await engine.start({ url: `${nginx.tlsOrigin.replace('https', 'http')}/big.bin` }).ended;
    assert.ok(plain.kind === 'failed');
    assert.equal(plain.failure.code, 'server.rejected');
    const tls = await engine.start({ url: `${nginx.origin.replace('http', 'https')}/big.bin` }).ended;
    assert.ok(tls.kind === 'failed');
    assert.equal(tls.failure.code, 'network.badResponse');
  });

  test('whose answers begin with a burst and then fall silent, no more is asked than pays', async () => {
    await using slow = await startNginx({ locations: 'limit_rate 2m;', countsExchanges: true });
    const size = 25 * 1024 * 1024;
    await slow.putFile('big.bin', 6, size);
    const download = engine.start({ url: `${slow.origin}/big.bin`, maxConnections: 4 });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(await fileSha256(download.partPath), testBytesSha256(6, size));
    // One for each connection, and one for what is left of its range after the third burst.
    const exchanges = slow.takeExchanges();
    assert.ok(exchanges.length <= 8, `${exchanges.length} requests`);
  });
});
