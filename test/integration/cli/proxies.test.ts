import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { HttpProxy, SocksProxy } from '../../support/proxy-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { runSluice } from './run-sluice.ts';

const SIZE = 300_000;

let files: FaultServer;
let proxy: HttpProxy;
before(async () => {
  files = await FaultServer.start();
  proxy = await HttpProxy.start({ upstreamPort: files.port });
});
after(async () => {
  await proxy[Symbol.asyncDispose]();
  await files.close();
});

/** A name that only a proxy can find. */
function link(): string {
  const url = new URL(files.url('good', { size: SIZE }));
  url.host = 'files.test:80';
  return url.href;
}

test('sluice get goes the way that the environment names', async () => {
  await using folder = await createTempFolder();
  const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
  const ended = await runSluice(['get', '-d', folder.path, link()], { env });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await fileSha256(folder.file('file.bin')), testBytesSha256(1, SIZE));
});

test('sluice get --proxy overrules the environment, also with none', async () => {
  await using socks = await SocksProxy.start({ upstreamPort: files.port });
  await using folder = await createTempFolder();
  const env = { http_proxy: 'http://127.0.0.1:1' };
  const before = proxy.requests.length;
  const address = `socks5://127.0.0.1:${socks.port}`;
  const ended = await runSluice(['get', '-d', folder.path, '--proxy', address, link()], { env });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(socks.requests.length, 1);
  const direct = await runSluice(['get', '--max-tries', '1', '-d', folder.path, '--proxy', 'none', link()], { env });
  assert.equal(direct.code, 3, direct.stderr);
  assert.match(direct.stderr, /The server’s name was not found/u);
  assert.equal(proxy.requests.length, before);
});

test('a proxy that is dead, and an address that is none, are told with words', async () => {
  await using folder = await createTempFolder();
  const dead = await runSluice(['get', '--max-tries', '1', '-d', folder.path, '--proxy', '127.0.0.1:1', link()]);
  assert.equal(dead.code, 3);
  assert.match(dead.stderr, /The proxy cannot be reached/u);
  const wrong = await runSluice(['get', '-d', folder.path, '--proxy', 'ftp://proxy', link()]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Write a proxy such as/u);
});
