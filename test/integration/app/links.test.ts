import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';

/** A link that carries no key: without a query, the fault server serves its usual file. */
function plain(url: string): string {
  return url.replace(/\?.*$/u, '');
}

describe('looking at links', () => {
  test('a plain link is asked for its first byte, and tells name, size, type and whether it can be continued', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = plain(files.url('good', { name: 'report.pdf' }));
    assert.deepEqual(await bench.call('links.inspect', { url }), {
      kind: 'file',
      name: 'report.pdf',
      host: new URL(url).host,
      sizeBytes: 100_000,
      contentType: 'application/octet-stream',
      resumable: true,
    });
    assert.deepEqual(
      files.requestsFor(url).map(({ method, headers }) => [method, headers.range]),
      [['GET', 'bytes=0-0']],
    );
  });

  test('a link that carries a key is asked by HEAD only, so that it is not used up', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const signed = files.url('good', { name: 'a.zip', size: 5000 });
    const found = await bench.call('links.inspect', { url: signed });
    assert.ok(found.kind === 'file');
    assert.equal(found.sizeBytes, 5000);
    const withLogin = plain(files.url('good', { name: 'b.zip' })).replace('://', '://me:secret@');
    await bench.call('links.inspect', { url: withLogin });
    const withKey = plain(files.url('good', { name: 'c.zip' })).replace('c.zip', 'Zk3kd92Jdk20dkSl29Xmqp1/c.zip');
    await bench.call('links.inspect', { url: withKey });
    assert.deepEqual(new Set(files.requests.map((request) => request.method)), new Set(['HEAD']));
  });

  test('what HEAD does not tell stays open, and is no refusal', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = files.url('status', { name: 'a.zip', status: 405 });
    assert.deepEqual(await bench.call('links.inspect', { url }), { kind: 'notAsked' });
  });

  test('a plain link that cannot work is refused with the code that the download would fail with', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const gone = `${files.origin}/no-such-behaviour/1/a.zip`;
    assert.deepEqual(await bench.call('links.inspect', { url: gone }), { kind: 'refused', code: 'server.notFound' });
    const page = plain(files.url('page', { name: 'b.zip' }));
    assert.deepEqual(await bench.call('links.inspect', { url: page }), { kind: 'refused', code: 'server.htmlInstead' });
  });

  test('nothing is asked when the setting is off', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start({ inspectLinks: false });
    assert.deepEqual(await bench.call('links.inspect', { url: files.url('good') }), { kind: 'notAsked' });
    assert.equal(files.requests.length, 0);
  });

  test('what is not answered yet can be taken back, and at most four are asked at once', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const urls = Array.from({ length: 6 }, () => plain(files.url('silent')));
    const asked = urls.map((url) => bench.call('links.inspect', { url }));
    await until(() => files.requests.length >= 4);
    await bench.call('links.stopInspecting', {});
    assert.deepEqual(
      await Promise.all(asked),
      urls.map(() => ({ kind: 'notAsked' })),
    );
    assert.equal(files.requests.length, 4);
  });

  test('links of the list are known, in whatever way they are written; the newest one counts', async () => {
    await using bench = await AppBench.start({ maxActiveDownloads: 1 });
    const { ids } = await bench.call('downloads.add', {
      paused: true,
      downloads: [
        { url: 'https://example.org/a.zip', name: 'mine.zip' },
        { url: 'https://example.org/b.zip' },
        { url: 'https://example.org/b.zip' },
      ],
    });
    const { known } = await bench.call('links.known', {
      urls: ['HTTPS://example.org/a.zip#top', 'https://example.org/c.zip', 'nonsense', 'example.org/b.zip'],
    });
    assert.deepEqual(known, [
      { id: ids[0], name: 'mine.zip', state: 'paused' },
      null,
      null,
      { id: ids[2], name: 'b.zip', state: 'paused' },
    ]);
  });

  test('what was chosen for a host is remembered over a restart', async () => {
    await using bench = await AppBench.start();
    assert.deepEqual(await bench.call('links.choices', { host: 'example.org' }), { choices: null });
    const choices = { directory: '/srv/isos', connections: 2, limitBytesPerSecond: null, userAgent: 'Agent/1' };
    await bench.call('links.rememberChoices', { host: 'example.org', choices });
    await bench.restart();
    assert.deepEqual(await bench.call('links.choices', { host: 'example.org' }), { choices });
  });
});

/** Waits for something that a server of the test sees; bounded by the test's own time. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
