import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { safeFileName } from '../../../main/queue/safe-file-name.ts';
import { countBytes } from '../../../shared/byte-range.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';
import { flip, MIB, pauseHalfway, removeHalfway, SEED, SIZE } from '../../support/half-file.ts';
import { until } from '../../support/until.ts';

/** The bytes of a file of `SIZE` that were asked for from the request of that number on. */
function askedBytes(server: FaultServer, url: string, from: number): number {
  const ranges = server
    .requestsFor(url)
    .slice(from)
    .map(({ headers }) => headers.range ?? 'none');
  return ranges.reduce((total, range) => {
    const match = /^bytes=(\d+)-(\d*)$/u.exec(range);
    return total + (match === null ? Infinity : (match[2] === '' ? SIZE : Number(match[2]) + 1) - Number(match[1]));
  }, 0);
}

async function complete(bench: AppBench, url: string, name: string): Promise<{ id: DownloadId; file: string }> {
  const id = await bench.add(url);
  await bench.reaches(id, 'completed');
  return { id, file: path.join(bench.downloadFolder, name) };
}

describe('a complete file', () => {
  test('with three flipped bytes is verified, and repaired by fetching less than 4 MiB', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: SIZE, name: 'big.bin' });
    const { id, file } = await complete(bench, url, 'big.bin');
    const before = server.requestsFor(url).length;
    assert.deepEqual(await bench.call('downloads.verify', { id }), {
      checkedBytes: SIZE,
      uncheckedBytes: 0,
      damaged: [],
    });
    await flip(file, 3 * MIB + 5, 11 * MIB, SIZE - 1);
    const found = await bench.call('downloads.verify', { id });
    assert.deepEqual(found.damaged, [
      { start: 3 * MIB, end: 4 * MIB },
      { start: 11 * MIB, end: 12 * MIB },
      { start: 20 * MIB, end: SIZE },
    ]);
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(file), testBytesSha256(SEED, SIZE));
    assert.ok(askedBytes(server, url, before) < 4 * MIB, `asked for ${askedBytes(server, url, before)} bytes`);
    assert.deepEqual((await bench.call('downloads.verify', { id })).damaged, []);
    assert.deepEqual(readdirSync(bench.downloadFolder), ['big.bin']);
    const { entries } = await bench.call('downloads.timeline', { id });
    const notes = entries.flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
    assert.ok(notes.includes('verified') && notes.includes('repairing'));
  });

  test('is repaired without a check before, also after Sluice was started again', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: SIZE, name: 'big.bin' });
    const { id, file } = await complete(bench, url, 'big.bin');
    const before = server.requestsFor(url).length;
    await flip(file, 100);
    await bench.restart();
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(file), testBytesSha256(SEED, SIZE));
    assert.equal(askedBytes(server, url, before), MIB);
  });

  test('that was cut, or to which someone added bytes, is the file of the server again', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: SIZE, name: 'big.bin' });
    const { id, file } = await complete(bench, url, 'big.bin');
    for (const size of [18 * MIB + 1, SIZE + 1000]) {
      truncateSync(file, size);
      assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
      await bench.reaches(id, 'completed');
      assert.equal(await fileSha256(file), testBytesSha256(SEED, SIZE));
    }
  });

  test('that is short, and had no placeholder, keeps its name', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const size = MIB + 5;
    const { id, file } = await complete(
      bench,
      server.url('good', { name: 'short.bin', seed: SEED, size }),
      'short.bin',
    );
    await flip(file, 7);
    await bench.call('downloads.repair', { ids: [id] });
    await until(() => bench.app.queue.get(id)?.state.kind === 'completed', 'the repair');
    assert.deepEqual(readdirSync(bench.downloadFolder), ['short.bin']);
    assert.equal(await fileSha256(file), testBytesSha256(SEED, size));
  });

  test('that is whole is left alone by a repair', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: 3 * MIB, name: 'a.bin' });
    const { id } = await complete(bench, url, 'a.bin');
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 0 });
    assert.equal(bench.app.queue.get(id)?.state.kind, 'completed');
  });

  test('that is gone, or is a link now, is told', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: 3 * MIB, name: 'a.bin' });
    const { id, file } = await complete(bench, url, 'a.bin');
    renameSync(file, `${file}.elsewhere`);
    assert.equal(await bench.refused('downloads.verify', { id }), 'call.fileGone');
    symlinkSync(`${file}.elsewhere`, file);
    assert.equal(await bench.refused('downloads.verify', { id }), 'call.failed');
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 0 });
  });

  test('that became another file altogether is not overwritten: the server is fetched beside it', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: 3 * MIB, name: 'a.bin' });
    const { id, file } = await complete(bench, url, 'a.bin');
    writeFileSync(file, testBytes(99, 0, 3 * MIB));
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(file), testBytesSha256(99, 3 * MIB));
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'a (1).bin')), testBytesSha256(SEED, 3 * MIB));
  });

  test('whose server changed meanwhile asks, mixes nothing, and stays when its repair is removed', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('good', { seed: SEED, size: SIZE, name: 'big.bin' });
    const { id, file } = await complete(bench, url, 'big.bin');
    await flip(file, 5 * MIB);
    const damaged = await fileSha256(file);
    server.change(url, 'good', { seed: 77, size: SIZE, name: 'big.bin' });
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    await bench.reaches(id, 'blocked');
    assert.equal(await fileSha256(file), damaged);
    await bench.call('downloads.remove', { ids: [id] });
    assert.deepEqual(readdirSync(bench.downloadFolder), ['big.bin']);
    assert.equal(await fileSha256(file), damaged);
  });

  test('of a server without ranges is fetched whole beside the damaged one', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const url = server.url('noRanges', { seed: SEED, size: 3 * MIB, name: 'a.bin' });
    const { id, file } = await complete(bench, url, 'a.bin');
    await flip(file, MIB);
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'a (1).bin')), testBytesSha256(SEED, 3 * MIB));
    assert.equal(readFileSync(file).length, 3 * MIB);
  });
});

describe('an unfinished file', () => {
  test('is verified and repaired while it is paused', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id, url, part } = await pauseHalfway(bench, server);
    await flip(part, 2 * MIB, 5 * MIB + 1);
    const found = await bench.call('downloads.verify', { id });
    assert.deepEqual([found.checkedBytes, countBytes(found.damaged)], [5 * MIB + 77, MIB + 77]);
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 1 });
    assert.equal(bench.app.queue.get(id)?.state.kind, 'paused');
    await bench.call('downloads.resume', { ids: [id] });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'half.bin')), testBytesSha256(SEED, SIZE));
    assert.equal(server.requestsFor(url)[1]?.headers.range, `bytes=${2 * MIB}-${3 * MIB - 1}`);
  });

  test('cannot be verified while it runs', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start();
    const id = await bench.add(server.url('stall', { seed: SEED, size: SIZE, after: 100 }));
    await bench.reaches(id, 'downloading');
    assert.equal(await bench.refused('downloads.verify', { id }), 'call.isRunning');
  });
});

function header(url: string): string {
  return `{"sluicePart":1,"url":${JSON.stringify(url)},"sizeBytes":100,"etag":"x"}\n`;
}

describe('taking up unfinished files', () => {
  test('with the database gone a part file is continued where it was', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { url, part } = await pauseHalfway(bench, server);
    await bench.app.close();
    rmSync(bench.dataFolder, { recursive: true });
    await flip(part, MIB);
    await bench.restart({ connectionsPerDownload: 1 });
    const report = await bench.call('downloads.recover', { directory: bench.downloadFolder });
    const [found] = report.recovered;
    assert.ok(found !== undefined);
    assert.deepEqual(report, {
      recovered: [{ id: found.id, name: 'half.bin.sluice-part', durableBytes: 4 * MIB + 77 }],
      skipped: [],
    });
    assert.equal(bench.app.queue.get(found.id)?.state.kind, 'paused');
    await bench.call('downloads.resume', { ids: [found.id] });
    await bench.reaches(found.id, 'completed');
    assert.deepEqual(readdirSync(bench.downloadFolder), ['half.bin']);
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'half.bin')), testBytesSha256(SEED, SIZE));
    assert.equal(server.requestsFor(url)[1]?.headers.range, `bytes=${MIB}-${2 * MIB - 1}`);
  });

  test('an empty file of the user under its name stays: what is taken up gets a number', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { target: own } = await removeHalfway(bench, server);
    writeFileSync(own, '');
    const made = statSync(own);
    const { recovered } = await bench.call('downloads.recover', { directory: bench.downloadFolder });
    const [found] = recovered;
    assert.ok(found !== undefined);
    await bench.call('downloads.resume', { ids: [found.id] });
    await bench.reaches(found.id, 'completed');
    assert.deepEqual(readdirSync(bench.downloadFolder).toSorted(), ['half (1).bin', 'half.bin']);
    assert.equal(statSync(own).ino, made.ino);
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'half (1).bin')), testBytesSha256(SEED, SIZE));
  });

  test('by a link that is added anew: an empty file that the user makes under the name meanwhile stays', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { url, target: own } = await removeHalfway(bench, server);
    server.change(url, 'hold', { seed: SEED, size: SIZE, after: MIB });
    const again = await bench.add(url);
    await until(() => countBytes(bench.app.queue.get(again)?.durable ?? []) > 0, 'the part file to be taken up');
    writeFileSync(own, '');
    const made = statSync(own);
    server.change(url, 'good', { seed: SEED, size: SIZE });
    server.release();
    await bench.reaches(again, 'completed');
    assert.deepEqual(readdirSync(bench.downloadFolder).toSorted(), ['half (1).bin', 'half.bin']);
    assert.equal(statSync(own).ino, made.ino);
  });

  test('what was removed from the list without its files is taken up once', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id } = await pauseHalfway(bench, server);
    assert.deepEqual(await bench.call('downloads.recover', { directory: bench.downloadFolder }), {
      recovered: [],
      skipped: [{ name: 'half.bin.sluice-part', reason: 'inUse' }],
    });
    await bench.call('downloads.remove', { ids: [id] });
    const directory = bench.downloadFolder;
    const reports = await Promise.all([
      bench.call('downloads.recover', { directory }),
      bench.call('downloads.recover', { directory: `${directory}/../files` }),
    ]);
    assert.deepEqual(
      reports.map(({ recovered }) => recovered.length),
      [1, 0],
    );
    assert.deepEqual(reports[1].skipped, [{ name: 'half.bin.sluice-part', reason: 'inUse' }]);
  });

  test('removed with its files leaves neither part nor journal', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id } = await pauseHalfway(bench, server);
    await bench.call('downloads.remove', { ids: [id], deleteFiles: true });
    await until(() => readdirSync(bench.downloadFolder).length === 0, 'an empty folder');
  });

  test('what cannot be proved is left alone, and told why', async () => {
    await using bench = await AppBench.start();
    const folder = path.join(bench.downloadFolder, 'hostile');
    mkdirSync(folder, { recursive: true });
    const file = (name: string): string => path.join(folder, name);
    const parts = ['alone', 'damaged', 'evil', 'garbage', 'link', 'pipe', 'script'];
    for (const name of parts) writeFileSync(file(`${name}.sluice-part`), 'x'.repeat(50));
    writeFileSync(file('damaged.sluice-info'), `${header('http://127.0.0.1/a')}[0,50,12345]\n`);
    writeFileSync(file('evil.sluice-info'), `${header('http://127.0.0.1/a')}[0,-5,1,1e300,1e301,2,"a",{},null]\n`);
    writeFileSync(file('garbage.sluice-info'), testBytes(1, 0, 10_000));
    symlinkSync('/etc/passwd', file('link.sluice-info'));
    mkdirSync(file('pipe.sluice-info'));
    writeFileSync(file('script.sluice-info'), `${header('file:///etc/passwd')}[0,50,12345]\n`);
    const { recovered, skipped } = await bench.call('downloads.recover', { directory: folder });
    assert.deepEqual(recovered, []);
    assert.deepEqual(
      skipped.map(({ name, reason }) => `${name.split('.')[0]} ${reason}`),
      [
        'alone noRecord',
        'damaged nothingIntact',
        'evil nothingIntact',
        'garbage unreadable',
        'link unreadable',
        'pipe unreadable',
        'script unreadable',
      ],
    );
    assert.equal(await bench.refused('downloads.recover', { directory: path.join(folder, 'none') }), 'call.folderGone');
    assert.equal(await bench.refused('downloads.recover', { directory: 'relative' }), 'call.folderNotAbsolute');
  });

  test('whatever a part file is called, the list can be opened again and nothing leaves the folder', async () => {
    await using bench = await AppBench.start();
    const folder = path.join(bench.downloadFolder, 'hostile');
    mkdirSync(folder, { recursive: true });
    const bytes = testBytes(SEED, 0, 50);
    const names = ['.', '..', '-rf', 'txt.\u202eexe', 'con'];
    for (const name of names) {
      writeFileSync(path.join(folder, `${name}.sluice-part`), bytes);
      const line = `[0,50,${crc32(bytes)}]\n`;
      writeFileSync(path.join(folder, `${name}.sluice-info`), header('http://127.0.0.1:9/a') + line);
    }
    const { recovered } = await bench.call('downloads.recover', { directory: folder });
    assert.equal(recovered.length, names.length);
    await bench.restart();
    assert.equal([...bench.app.queue.all()].length, names.length);
    for (const { id } of recovered) {
      const target = bench.app.queue.get(id)?.reservation?.target ?? '';
      assert.equal(target, safeFileName(target));
    }
  });
});
