import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { countBytes, type ByteRanges } from '../../../shared/byte-range.ts';
import { latestBlocks } from '../../../shared/block-checksum.ts';
import type { ResumePoint } from '../../../main/engine/transfer-request.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountStallingDisk, noStallingDisk, type StallingDisk } from '../../support/stalling-disk.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const SIZE = 40 * 1024 * 1024;
const SEED = 5;
const PATIENCE = { answerMs: 900, syncMs: 1200 };

/** A real engine, whose disk is a file system that can fall silent. */
async function startStalling() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await FaultServer.start());
  const disk = stack.use(await mountStallingDisk());
  const engine = stack.use(await EngineHarness.start({ diskPatience: PATIENCE, partFolder: disk.path }));
  // Before the engine is closed: it could not close its file.
  stack.defer(() => disk.wake());
  const url = server.url('good', { seed: SEED, size: SIZE });
  return { server, disk, engine, url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Stalls the disk as soon as the download has durable bytes. */
async function stallMidway(engine: EngineHarness, disk: StallingDisk): Promise<void> {
  await engine.waitFor((event) => event.kind === 'checkpoints', 'a checkpoint');
  disk.stall();
}

async function assertStalled(download: HarnessDownload): Promise<ByteRanges> {
  const end = await download.ended;
  assert.ok(end.kind === 'failed', end.kind);
  assert.equal(end.failure.code, 'disk.stalled');
  assert.equal(end.stamp, null);
  return end.durable;
}

/** The next run, as the queue would start it. */
function resume(engine: EngineHarness, first: HarnessDownload, url: string, durable: ByteRanges, run: number) {
  const checkpoints = engine.ofKind('checkpoints').flatMap((event) => event.checkpoints);
  const last = engine.ofKind('failed').flatMap(({ blocks }) => blocks);
  engine.checksums = latestBlocks([...checkpoints.flatMap(({ blocks }) => blocks), ...last]);
  const validators = { etag: `"${SEED}-${SIZE}"`, lastModified: null };
  const { partPath } = first;
  const point: ResumePoint = { partPath, sizeBytes: SIZE, validators, durable, isNewLink: false, stamp: null };
  return engine.start({ url, resume: point }, run, first.id);
}

describe('a disk that says nothing any more', { skip: noStallingDisk }, () => {
  test('fails the download, is left alone while it is silent, and is continued when it is back', async () => {
    await using bench = await startStalling();
    const { server, disk, engine, url } = bench;
    const first = engine.start({ url, maxConnections: 4, limitBytesPerSecond: 8 * 1024 * 1024 });
    await stallMidway(engine, disk);
    const durable = await assertStalled(first);
    assert.ok(countBytes(durable) > 0 && countBytes(durable) < SIZE);
    const told = engine.ofKind('checkpoints').at(-1)?.checkpoints.at(-1)?.durable;
    assert.deepEqual(durable, told, 'nothing is claimed that was not synced');

    const asked = server.requests.length;
    const second = resume(engine, first, url, durable, 2);
    assert.deepEqual(await assertStalled(second), durable);
    assert.equal(server.requests.length, asked, 'no server is asked for bytes that cannot be written');

    const third = resume(engine, first, url, durable, 3);
    disk.wake();
    const end = await third.ended;
    assert.equal(end.kind, 'finished', JSON.stringify(end));
    const file = path.join(disk.behind, path.basename(first.partPath));
    assert.equal(await fileSha256(file), testBytesSha256(SEED, SIZE));
  });

  test('does not keep a download from being stopped, nor the engine from closing', async () => {
    await using bench = await startStalling();
    const { disk, engine, url } = bench;
    const download = engine.start({ url, limitBytesPerSecond: 8 * 1024 * 1024 });
    await stallMidway(engine, disk);
    const told = engine.ofKind('checkpoints').at(-1)?.checkpoints.at(-1)?.durable;
    engine.stop(download);
    const end = await download.ended;
    assert.ok(end.kind === 'stopped', end.kind);
    assert.deepEqual({ durable: end.durable, stamp: end.stamp }, { durable: told, stamp: null });
    engine.send({ kind: 'close' });
    await engine.waitFor((event) => event.kind === 'closed', 'closed');
  });
});
