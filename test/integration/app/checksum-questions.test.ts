import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { NewDownloadInput } from '../../../shared/new-download.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

let server: FaultServer;
before(async () => {
  server = await FaultServer.start();
});
after(() => server.close());

async function add(bench: AppBench, wish: NewDownloadInput): Promise<DownloadId> {
  const { ids } = await bench.call('downloads.add', { downloads: [wish] });
  const [id] = ids;
  assert.ok(id !== undefined && id !== null);
  return id;
}

async function blockedBy(bench: AppBench, id: DownloadId): Promise<string> {
  await bench.reaches(id, 'blocked');
  const state = bench.app.queue.get(id)?.state;
  return state?.kind === 'blocked' ? state.failure.code : '';
}

describe('a file that is not what its checksum says', () => {
  for (const [behaviour, size] of [
    ['reprDigest', 50_000],
    ['reprDigestChunked', 50_000],
    ['reprDigest', 0],
  ] as const) {
    test(`${behaviour}, ${size} bytes: is never under its final name until the user accepts it`, async () => {
      await using bench = await AppBench.start();
      const id = await add(bench, { url: server.url(behaviour satisfies BehaviourName, { size, wrong: '1' }) });
      assert.equal(await blockedBy(bench, id), 'checksum.mismatch');
      const target = path.join(bench.downloadFolder, 'file.bin');
      // A short file has no placeholder, one of unknown length has an empty one.
      assert.equal(statSync(target, { throwIfNoEntry: false })?.size ?? 0, 0);
      assert.equal(statSync(`${target}.sluice-part`).size, size);
      assert.equal((await bench.call('downloads.answer', { ids: [id], answer: 'accept' })).changed, 1);
      await bench.reaches(id, 'completed');
      assert.ok(readFileSync(target).equals(testBytes(1, 0, size)));
    });
  }

  test('is fetched again when the user says so, and completes when it is right then', async () => {
    await using bench = await AppBench.start();
    // Only the first answer is of another file than its digest says.
    const id = await add(bench, { url: server.url('reprDigest', { size: 50_000, wrong: '1', times: 1 }) });
    assert.equal(await blockedBy(bench, id), 'checksum.mismatch');
    await bench.call('downloads.answer', { ids: [id], answer: 'retry' });
    await bench.reaches(id, 'completed');
  });
});

test('a new link for a file that is not what its checksum says brings the right one, without another question', async () => {
  await using bench = await AppBench.start();
  const hex = testBytesSha256(2, 50_000);
  const checksum = { algorithm: 'sha256', hex } as const;
  const id = await add(bench, { url: server.url('good', { seed: 1, size: 50_000 }), checksum });
  assert.equal(await blockedBy(bench, id), 'checksum.mismatch');
  await bench.call('downloads.newLink', { id, url: server.url('good', { seed: 2, size: 50_000 }) });
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), hex);
});

test('a checksum file that is asked for and not there is asked about', async () => {
  await using bench = await AppBench.start();
  const id = await add(bench, { url: server.url('good', { size: 50_000 }), checksumFrom: 'sibling' });
  assert.equal(await blockedBy(bench, id), 'checksum.unavailable');
  await bench.call('downloads.answer', { ids: [id], answer: 'accept' });
  await bench.reaches(id, 'completed');
});

describe('a name that is taken', () => {
  test('is asked about, and each answer does what it says', async () => {
    for (const [answer, names] of [
      ['rename', 2],
      ['overwrite', 1],
    ] as const) {
      await using bench = await AppBench.start();
      await mkdir(bench.downloadFolder, { recursive: true });
      const target = path.join(bench.downloadFolder, 'file.bin');
      writeFileSync(target, 'old');
      const id = await add(bench, { url: server.url('good', { size: 50_000 }), onNameTaken: 'ask' });
      assert.equal(await blockedBy(bench, id), 'disk.nameTaken');
      assert.equal(readFileSync(target, 'utf8'), 'old');
      await bench.call('downloads.answer', { ids: [id], answer });
      await bench.reaches(id, 'completed');
      const name = bench.app.queue.get(id)?.reservation?.target;
      assert.equal(name, names === 1 ? 'file.bin' : 'file (1).bin');
      assert.ok(readFileSync(path.join(bench.downloadFolder, name ?? '')).equals(testBytes(1, 0, 50_000)));
      if (answer === 'rename') assert.equal(readFileSync(target, 'utf8'), 'old');
    }
  });

  test('and skipped, leaves the old file and ends as failed', async () => {
    await using bench = await AppBench.start();
    await mkdir(bench.downloadFolder, { recursive: true });
    const target = path.join(bench.downloadFolder, 'file.bin');
    writeFileSync(target, 'old');
    const id = await add(bench, { url: server.url('good', { size: 50_000 }), onNameTaken: 'ask' });
    await blockedBy(bench, id);
    await bench.call('downloads.answer', { ids: [id], answer: 'skip' });
    await bench.reaches(id, 'failed');
    assert.equal(readFileSync(target, 'utf8'), 'old');
  });
});
