import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FakeSecretBox } from '../../support/fake-secret-box.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { HttpProxy } from '../../support/proxy-server.ts';

const PASSWORD = 'pr0xy-p4ss';

let files: FaultServer;
let proxy: HttpProxy;
before(async () => {
  files = await FaultServer.start();
  proxy = await HttpProxy.start({ upstreamPort: files.port, login: `someone:${PASSWORD}` });
});
after(async () => {
  await proxy[Symbol.asyncDispose]();
  await files.close();
});

function link(name: string): string {
  const url = new URL(files.url('good', { name, size: 100_000 }));
  url.host = 'files.test:80';
  return url.href;
}

function isWritten(folder: string, secret: string): boolean {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.some(
    (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name), 'latin1').includes(secret),
  );
}

test('a proxy with a login is set, used, shown without its password, sealed, and there after a restart', async () => {
  await using bench = await AppBench.start();
  bench.secrets = new FakeSecretBox();
  await bench.restart();
  const frames: unknown[] = [];
  using _watching = bench.watch((frame) => frames.push(frame));
  const shown = `http://someone:*****@127.0.0.1:${proxy.port}`;
  const proxyAddress = `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`;
  const changed = await bench.call('settings.change', { proxyMode: 'manual', proxyAddress });
  assert.equal(changed.proxyAddress, shown);
  await bench.reaches(await bench.add(link('a.bin')), 'completed');
  assert.ok(JSON.stringify(frames).includes(shown));
  assert.ok(!JSON.stringify(frames).includes(PASSWORD));
  await bench.restart();
  assert.equal((await bench.call('settings.get', {})).proxyAddress, shown);
  // What was shown comes back when a form is saved as a whole.
  await bench.call('settings.change', { proxyAddress: shown, maxActiveDownloads: 7 });
  await bench.reaches(await bench.add(link('b.bin')), 'completed');
  assert.equal(proxy.requests.at(-1)?.login, `someone:${PASSWORD}`);
  // A list that is handed on without secrets does not hand on this one; with them it does.
  for (const withSecrets of [false, true]) {
    const { file } = await bench.call('list.export', { withSecrets });
    assert.equal(readFileSync(file, 'utf8').includes(PASSWORD), withSecrets);
  }
  await bench.call('backups.create', {});
  assert.equal(isWritten(bench.dataFolder, PASSWORD), false);
});

test('a login that does not open any more is kept, and nothing goes past the proxy meanwhile', async () => {
  await using bench = await AppBench.start();
  bench.secrets = new FakeSecretBox('alice');
  await bench.restart();
  const proxyAddress = `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`;
  await bench.call('settings.change', { proxyMode: 'manual', proxyAddress });
  bench.secrets = new FakeSecretBox('mallory');
  await bench.restart();
  const { notices } = await bench.call('app.info', {});
  assert.deepEqual(notices, [{ code: 'notice.settingsReset', detail: 'proxyAddress' }]);
  const id = await bench.add(link('c.bin'));
  await bench.reaches(id, 'failed');
  const state = bench.app.queue.get(id)?.state;
  assert.equal(state?.kind === 'failed' ? state.failure.code : null, 'proxy.notSet');
  bench.secrets = new FakeSecretBox('alice');
  await bench.restart();
  await bench.call('downloads.retry', { ids: [id] });
  await bench.reaches(id, 'completed');
});

test('a change of the settings holds for the next request', async () => {
  await using bench = await AppBench.start();
  const before = proxy.requests.length;
  const direct = files.url('good', { name: 'd.bin', size: 100_000 });
  await bench.reaches(await bench.add(direct), 'completed');
  assert.equal(proxy.requests.length, before);
  await bench.call('settings.change', {
    proxyMode: 'manual',
    proxyAddress: `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`,
  });
  await bench.reaches(await bench.add(link('e.bin')), 'completed');
  assert.equal(proxy.requests.length, before + 1);
});

test('an address that is none is refused', async () => {
  await using bench = await AppBench.start();
  assert.equal(await bench.refused('settings.change', { proxyAddress: 'ftp://proxy' }), 'call.badInput');
});
