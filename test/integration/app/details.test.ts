import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { DownloadDetails } from '../../../shared/details-calls.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { startNginx } from '../../support/nginx.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;

describe('the bounds of a download that runs', () => {
  test('are changed at once: more connections, fewer, another limit; and the file arrives whole', async () => {
    await using nginx = await startNginx();
    await nginx.putFile('big.bin', 3, 48 * MIB);
    await using bench = await AppBench.start({ connectionsPerDownload: 2 });
    const { ids } = await bench.call('downloads.add', {
      downloads: [{ url: `${nginx.origin}/big.bin`, limitBytesPerSecond: MIB }],
    });
    const id = ids[0] ?? toDownloadId(999);
    const connections = (): number => {
      const download = bench.app.queue.get(id);
      return download === undefined ? 0 : bench.app.queue.progressOf(download).connections;
    };
    await until(() => connections() === 2, 'two connections');

    assert.deepEqual(await bench.call('downloads.change', { ids: [id], connections: 5 }), { changed: 1 });
    await until(() => connections() === 5, 'five connections');
    await bench.call('downloads.change', { ids: [id], connections: 1 });
    await until(() => connections() === 1, 'one connection');
    assert.equal(bench.app.queue.get(id)?.options.limitBytesPerSecond, MIB);

    // At 1 MiB a second the rest would take most of a minute; the bench waits no longer than that for a state.
    await bench.call('downloads.change', { ids: [id], limitBytesPerSecond: null, connections: null });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(`${bench.downloadFolder}/big.bin`), testBytesSha256(3, 48 * MIB));
  });

  test('are kept for the next start of one that waits, and nobody hears of a download that is gone', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const { ids } = await bench.call('downloads.add', {
      downloads: [{ url: server.url('good', { size: 1000, name: 'a.bin' }) }],
      paused: true,
    });
    const id = ids[0] ?? toDownloadId(999);
    await bench.call('downloads.change', { ids: [id, toDownloadId(777)], connections: 7 });
    await bench.restart();
    const facts = await bench.call('downloads.facts', { id });
    assert.deepEqual([facts.connections, facts.limitBytesPerSecond, facts.server], [7, null, null]);
    assert.equal(await bench.refused('downloads.facts', { id: toDownloadId(777) }), 'call.notFound');
    assert.equal(await bench.refused('downloads.change', { ids: [id], connections: 33 }), 'call.badInput');
  });
});

test('frames tell the bytes and connections of the watched download, and of no other', async () => {
  await using server = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2 });
  const url = server.url('drip', { size: 8 * MIB, name: 'slow.bin', pieceBytes: 8192, everyMs: 50 });
  const id = await bench.add(url);
  const told: (DownloadDetails | null)[] = [];
  const session = bench.app.openSession((message) => {
    if (message.type !== 'frame') return;
    told.push(message.frame.details);
    session.receive({ type: 'acknowledge', revision: message.frame.revision });
  });
  await session.call('view.watch', { view: { filter: 'all' } as never, ranges: [{ start: 0, end: 10 }] });
  await until(() => told.length >= 3, 'frames');
  assert.deepEqual(
    told.filter((details) => details !== null),
    [],
  );

  await session.call('view.details', { id });
  const newest = (): DownloadDetails | undefined => told.findLast((details) => details !== null) ?? undefined;
  await until(() => newest()?.connections.length === 2, 'two connections');
  assert.equal(newest()?.id, id);
  assert.ok(newest()?.connections.every(({ host }) => host === new URL(url).host));

  await session.call('view.details', { id: null });
  const count = told.length;
  await until(() => told.length >= count + 3, 'more frames');
  assert.deepEqual(
    told.slice(count).filter((details) => details !== null),
    [],
  );
  session.close();
});

describe('a checksum on demand', () => {
  test('is that of the finished file, by any algorithm', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const id = await bench.add(server.url('good', { seed: 4, size: MIB, name: 'a.bin' }));
    await bench.reaches(id, 'completed');
    const { hex } = await bench.call('downloads.checksum', { id, algorithm: 'sha256' });
    assert.equal(hex, testBytesSha256(4, MIB));
    const md5 = createHash('md5')
      .update(testBytes(4, 0, MIB))
      .digest('hex');
    assert.equal((await bench.call('downloads.checksum', { id, algorithm: 'md5' })).hex, md5);
  });

  test('is refused with words for a file that is gone, and for one that runs', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const waiting = await bench.add(server.url('drip', { size: MIB, name: 'b.bin', pieceBytes: 100, everyMs: 100 }));
    await bench.reaches(waiting, 'downloading');
    assert.equal(await bench.refused('downloads.checksum', { id: waiting, algorithm: 'md5' }), 'call.isRunning');
    await bench.call('downloads.pause', { ids: [waiting] });
    assert.equal(
      await bench.refused('downloads.checksum', { id: toDownloadId(999), algorithm: 'md5' }),
      'call.notFound',
    );
  });
});

test('facts tell what the server said, without a secret', async () => {
  await using server = await FaultServer.start();
  await using bench = await AppBench.start();
  const { ids } = await bench.call('downloads.add', {
    downloads: [
      {
        url: server.url('good', { size: 1000, name: 'a.pdf' }),
        headers: [
          { name: 'Cookie', value: 'session=secret' },
          { name: 'Accept-Language', value: 'de' },
        ],
      },
    ],
  });
  const id = ids[0] ?? toDownloadId(999);
  await bench.reaches(id, 'completed');
  const facts = await bench.call('downloads.facts', { id });
  assert.match(facts.server?.finalUrl ?? '', /\/a\.pdf$/u);
  assert.equal(facts.server?.acceptsRanges, true);
  assert.deepEqual(facts.headers, [
    { name: 'Cookie', value: '•••' },
    { name: 'Accept-Language', value: 'de' },
  ]);
  assert.doesNotMatch(JSON.stringify(facts), /secret/u);
});

test('the last answer is told with its headers, after a restart and of a download that failed, too', async () => {
  await using server = await FaultServer.start();
  await using bench = await AppBench.start();
  const { ids } = await bench.call('downloads.add', {
    downloads: [
      { url: server.url('good', { size: 1000, name: 'a.bin' }) },
      { url: server.url('status', { status: 404, size: 9, name: 'gone.bin' }) },
    ],
  });
  const whole = ids[0] ?? toDownloadId(998);
  const gone = ids[1] ?? toDownloadId(999);
  await bench.reaches(whole, 'completed');
  await bench.reaches(gone, 'failed');
  await bench.restart();
  const { answer } = await bench.call('downloads.facts', { id: whole });
  assert.equal(answer?.statusLine, 'HTTP/1.1 206 Partial Content');
  assert.equal(answer.headers.find(({ name }) => name.toLowerCase() === 'content-range')?.value, 'bytes 0-999/1000');
  const refused = await bench.call('downloads.facts', { id: gone });
  assert.deepEqual([refused.server, refused.answer?.statusLine], [null, 'HTTP/1.1 404 Not Found']);
});
