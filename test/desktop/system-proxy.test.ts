import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { FaultServer } from '../support/fault-server.ts';
import { HttpProxy } from '../support/proxy-server.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';

before(buildForDesktop);

test('downloads go the way that the system names, which is asked for the server only', async () => {
  await using files = await FaultServer.start();
  await using proxy = await HttpProxy.start({ upstreamPort: files.port });
  await using app = await boot();
  app.electron.state.proxies = `PROXY 127.0.0.1:${proxy.port}; DIRECT`;
  const page = pageClient(await openedWindow(app.electron));
  const link = new URL(files.url('good', { name: 'through.bin', size: 100_000 }));
  link.host = 'files.test:80';
  link.username = 'someone';
  await page.call('downloads.add', { downloads: [{ url: link.href }] });
  await eventually(async () => (await statesByName(page))['through.bin'] === 'completed', 'the download');
  assert.deepEqual(app.electron.state.proxyQuestions, ['http://files.test']);
  assert.equal(proxy.requests.length, 1);
});
