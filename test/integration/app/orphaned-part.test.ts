import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { flip, MIB, pauseHalfway, SEED, SIZE } from '../../support/half-file.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

/** Leaves the part file of a removed download, with its journal. */
async function leaveHalf(bench: AppBench, server: FaultServer): Promise<{ url: string; part: string }> {
  const { id, url, part } = await pauseHalfway(bench, server);
  await bench.call('downloads.remove', { ids: [id] });
  await until(() => readdirSync(bench.downloadFolder).length === 2, 'part and journal alone');
  return { url, part };
}

function filesOf(bench: AppBench): string[] {
  return readdirSync(bench.downloadFolder).toSorted();
}

describe('adding a link whose unfinished file lies in the folder', () => {
  test('takes it up, and fetches only what is missing or damaged', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { url, part } = await leaveHalf(bench, server);
    await flip(part, MIB);
    const id = await bench.add(url);
    await bench.reaches(id, 'completed');
    assert.deepEqual(filesOf(bench), ['half.bin']);
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'half.bin')), testBytesSha256(SEED, SIZE));
    const { entries } = await bench.call('downloads.timeline', { id });
    const notes = entries.flatMap((entry) => (entry.kind === 'note' ? [`${entry.note} ${entry.detail}`] : []));
    assert.ok(notes.includes(`recovered ${4 * MIB + 77} bytes`), notes.join());
    const ranges = server.requestsFor(url).map((request) => request.headers.range);
    assert.deepEqual(ranges.slice(1), ['bytes=0-', `bytes=${MIB}-${2 * MIB - 1}`, `bytes=${5 * MIB + 77}-`]);
  });

  test('twice: one takes it up, the other gets a number', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { url } = await leaveHalf(bench, server);
    const ids = await Promise.all([bench.add(url), bench.add(url)]);
    for (const id of ids) await bench.reaches(id, 'completed');
    assert.deepEqual(filesOf(bench), ['half (1).bin', 'half.bin']);
    for (const name of filesOf(bench)) {
      assert.equal(await fileSha256(path.join(bench.downloadFolder, name)), testBytesSha256(SEED, SIZE));
    }
  });

  const doubts: readonly (readonly [string, (bench: AppBench, server: FaultServer, url: string) => string])[] = [
    [
      'the file on the server is another one',
      (_bench, server, url) => {
        server.change(url, 'good', { seed: SEED, size: SIZE, etag: '"another"' });
        return url;
      },
    ],
    [
      'the server tells nothing that identifies it',
      (_bench, server, url) => {
        server.change(url, 'good', { seed: SEED, size: SIZE, etag: '', lastModified: '' });
        return url;
      },
    ],
    ['the link is another one', (_bench, server) => server.url('good', { seed: SEED, size: SIZE, name: 'half.bin' })],
    [
      'there is a file of that name already',
      (bench, server, url) => {
        server.change(url, 'good', { seed: SEED, size: SIZE });
        writeFileSync(path.join(bench.downloadFolder, 'half.bin'), 'mine');
        return url;
      },
    ],
    [
      'its journal is gone',
      (bench, server, url) => {
        server.change(url, 'good', { seed: SEED, size: SIZE });
        rmSync(path.join(bench.downloadFolder, 'half.bin.sluice-info'));
        return url;
      },
    ],
  ];
  for (const [doubt, make] of doubts) {
    test(`leaves it alone when ${doubt}`, async () => {
      await using server = await FaultServer.start();
      await using bench = await AppBench.start({ connectionsPerDownload: 1 });
      const { url, part } = await leaveHalf(bench, server);
      const before = await fileSha256(part);
      const id = await bench.add(make(bench, server, url));
      await bench.reaches(id, 'completed');
      assert.equal(bench.app.queue.get(id)?.reservation?.target, 'half (1).bin');
      assert.equal(await fileSha256(part), before);
    });
  }
});
