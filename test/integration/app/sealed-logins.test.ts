import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FakeSecretBox } from '../../support/fake-secret-box.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { testBytes } from '../../support/test-bytes.ts';

const SIZE = 200_000;
/** What `basicAuth` asks for. */
const PASSWORD = 'secret';

let files: FaultServer;
before(async () => {
  files = await FaultServer.start();
});
after(() => files[Symbol.asyncDispose]());

function linkWithLogin(name: string): string {
  return files.url('basicAuth', { name, size: SIZE }).replace('//', `//user:${PASSWORD}@`);
}

/** Of everything in the data folder: the list, its log, its backups. */
function assertNowhere(folder: string, secrets: readonly string[]): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path.join(entry.parentPath, entry.name), 'latin1');
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${entry.name} holds ${secret}`);
  }
}

async function addPaused(bench: AppBench, url: string, headers: { name: string; value: string }[] = []) {
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, headers }], paused: true });
  return ids[0] ?? assert.fail();
}

/** A core that seals what it saves. */
async function startSealing(): Promise<AppBench> {
  const bench = await AppBench.start();
  bench.secrets = new FakeSecretBox();
  await bench.restart();
  return bench;
}

describe('logins that are saved sealed', () => {
  test('work after a restart, and stand in no file', async () => {
    await using bench = await startSealing();
    const id = await addPaused(bench, linkWithLogin('a.bin'), [{ name: 'Cookie', value: 'c00kie-value' }]);
    assertNowhere(bench.dataFolder, [`:${PASSWORD}@`, PASSWORD, 'c00kie-value']);
    await bench.restart();
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
    await bench.call('backups.create', {});
    assert.deepEqual(readFileSync(path.join(bench.downloadFolder, 'a.bin')), testBytes(1, 0, SIZE));
    assert.ok(files.requests.some(({ headers }) => headers.cookie === 'c00kie-value'));
    assertNowhere(bench.dataFolder, [PASSWORD, 'c00kie-value']);
  });

  test('that were saved in plain are sealed at the next start', async () => {
    await using bench = await AppBench.start();
    const id = await addPaused(bench, linkWithLogin('b.bin'));
    assert.throws(() => assertNowhere(bench.dataFolder, [PASSWORD]));
    bench.secrets = new FakeSecretBox();
    await bench.restart();
    assertNowhere(bench.dataFolder, [PASSWORD]);
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
  });

  test('go to no server when they cannot be read, and work again where they can', async () => {
    await using bench = await startSealing();
    const id = await addPaused(bench, linkWithLogin('c.bin'), [{ name: 'Cookie', value: 'c00kie-value' }]);
    bench.secrets = null;
    await bench.restart();
    const asked = files.requests.length;
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'blocked');
    const state = bench.app.queue.get(id)?.state;
    assert.ok(state?.kind === 'blocked' && state.failure.code === 'app.sealed');
    await bench.call('downloads.answer', { ids: [id], answer: 'retry' });
    await bench.reaches(id, 'blocked');
    assert.equal(files.requests.length, asked);
    assert.ok(!(await bench.call('downloads.get', { id })).row.url.includes('sealed'));
    bench.secrets = new FakeSecretBox();
    await bench.restart();
    await bench.reaches(id, 'completed');
  });

  test('can be given again with the link where they cannot be read', async () => {
    await using bench = await startSealing();
    const id = await addPaused(bench, linkWithLogin('d.bin'), [
      { name: 'Cookie', value: 'c00kie-value' },
      { name: 'User-Agent', value: 'Tester/1.0' },
    ]);
    bench.secrets = new FakeSecretBox('bob');
    await bench.restart();
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'blocked');
    const asked = files.requests.length;
    await bench.call('downloads.newLink', { id, url: linkWithLogin('d.bin') });
    await bench.reaches(id, 'completed');
    const own = files.requests.slice(asked);
    assert.ok(own.length > 0);
    for (const { headers } of own) {
      assert.equal(headers.cookie, undefined);
      assert.equal(headers['user-agent'], 'Tester/1.0');
    }
  });

  test('that were never sealed here are no place to have a stolen one opened', async () => {
    await using bench = await startSealing();
    await addPaused(bench, linkWithLogin('e.bin'));
    const bytes = readdirSync(bench.dataFolder).map((name) =>
      name.startsWith('sluice.db') ? readFileSync(path.join(bench.dataFolder, name), 'latin1') : '',
    );
    const stolen = /sealed1~[\w-]+/u.exec(bytes.join(''))?.[0] ?? assert.fail();
    await using other = await FaultServer.start();
    const id = await addPaused(bench, other.url('good', { name: 'x.bin', size: 10 }).replace('//', `//${stolen}@`));
    await bench.restart();
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'blocked');
    assert.equal(other.requests.length, 0);
  });
});
