import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { open, rename, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { journalPath, parseJournal } from '../../../shared/part-journal.ts';
import { BLOCK_BYTES, latestBlocks, type BlockChecksum } from '../../../shared/block-checksum.ts';
import type { ByteRanges } from '../../../shared/byte-range.ts';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import type { PartStamp } from '../../../main/engine/file-facts.ts';
import type { ResumePoint } from '../../../main/engine/transfer-request.ts';
import { startEngineBench } from '../../support/engine-bench.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

/** What happens to a part file between two runs, and what the second makes of it. */

const SIZE = 6 * BLOCK_BYTES + 321;
const SEED = 21;
/** Where the first run stops: in the middle of a block. */
const STOPPED_AT = 5 * BLOCK_BYTES + 500;

const { server, engine } = await startEngineBench();

type Stopped = {
  readonly url: string;
  readonly partPath: string;
  readonly durable: ByteRanges;
  readonly stamp: PartStamp | null;
  readonly blocks: readonly BlockChecksum[];
};

/** A download that was stopped in the middle, and what the database knows of it. */
async function stopHalfway(query: Record<string, string | number> = {}): Promise<Stopped> {
  const url = server.url('stall', { seed: SEED, size: SIZE, after: STOPPED_AT, times: 1, ...query });
  const first = engine.start({ url });
  await reachesTheStop(first);
  engine.stop(first);
  const end = await first.ended;
  assert.ok(end.kind === 'stopped');
  const { durable, stamp } = end;
  return { url, partPath: first.partPath, durable, stamp, blocks: latestBlocks([...toldBlocks(first), ...end.blocks]) };
}

/** Waits until all bytes that come before the server falls silent have come. */
async function reachesTheStop(download: HarnessDownload): Promise<void> {
  await engine.waitFor(
    (event) =>
      event.kind === 'progress' &&
      decodeProgress(event.frame).some(({ id, receivedBytes }) => id === download.id && receivedBytes === STOPPED_AT),
    'the bytes',
  );
}

function toldBlocks(download: HarnessDownload): BlockChecksum[] {
  const checkpoints = engine.ofKind('checkpoints').flatMap((event) => event.checkpoints);
  return checkpoints
    .filter(({ id, run }) => id === download.id && run === download.run)
    .flatMap(({ blocks }) => blocks);
}

function resume(stopped: Stopped, stamp: PartStamp | null): HarnessDownload {
  engine.checksums = stopped.blocks;
  const { partPath, durable } = stopped;
  const validators = { etag: `"${SEED}-${SIZE}"`, lastModified: null };
  const point: ResumePoint = { partPath, sizeBytes: SIZE, validators, durable, isNewLink: false, stamp };
  return engine.start({ url: stopped.url, resume: point });
}

async function flip(file: string, position: number): Promise<void> {
  await using handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, position);
}

/** The ranges that were asked for after the first run. */
function askedAgain(url: string): (string | undefined)[] {
  return server
    .requestsFor(url)
    .slice(1)
    .map(({ headers }) => headers.range);
}

async function assertWhole(download: HarnessDownload, partPath: string): Promise<void> {
  const end = await download.ended;
  assert.ok(end.kind === 'finished', `ended as ${JSON.stringify(end)}`);
  assert.equal(await fileSha256(partPath), testBytesSha256(SEED, SIZE));
}

function wasAsked(download: HarnessDownload): boolean {
  return engine.ofKind('unproved').some(({ id }) => id === download.id);
}

describe('a part file that is continued', () => {
  test('is trusted when it is as it was left', async () => {
    const stopped = await stopHalfway();
    assert.deepEqual(stopped.durable, [{ start: 0, end: STOPPED_AT }]);
    const { size, mtimeMs } = await stat(stopped.partPath);
    assert.deepEqual(stopped.stamp, { sizeBytes: size, mtimeMs: Math.floor(mtimeMs) });
    const second = resume(stopped, stopped.stamp);
    await assertWhole(second, stopped.partPath);
    assert.equal(wasAsked(second), false);
    assert.deepEqual(askedAgain(stopped.url), [`bytes=${STOPPED_AT}-`]);
  });

  test('proves itself after an unclean stop, and nothing is fetched twice', async () => {
    const stopped = await stopHalfway();
    const second = resume(stopped, null);
    await assertWhole(second, stopped.partPath);
    assert.equal(wasAsked(second), true);
    assert.deepEqual(askedAgain(stopped.url), [`bytes=${STOPPED_AT}-`]);
  });

  test('with flipped bytes gets only their blocks again, and the database stops claiming them at once', async () => {
    const stopped = await stopHalfway();
    await flip(stopped.partPath, 2 * BLOCK_BYTES + 7);
    await flip(stopped.partPath, STOPPED_AT - 1);
    const second = resume(stopped, null);
    await assertWhole(second, stopped.partPath);
    const asked = askedAgain(stopped.url);
    assert.deepEqual(asked[0], `bytes=${2 * BLOCK_BYTES}-${3 * BLOCK_BYTES - 1}`);
    const told = engine.ofKind('checkpoints').flatMap((event) => event.checkpoints);
    const ofSecond = told.filter(({ id, run }) => id === second.id && run === second.run);
    assert.deepEqual(ofSecond[0]?.durable, [
      { start: 0, end: 2 * BLOCK_BYTES },
      { start: 3 * BLOCK_BYTES, end: 5 * BLOCK_BYTES },
    ]);
    const notes = engine.ofKind('noted').filter(({ id }) => id === second.id);
    assert.ok(
      notes.some(({ entries }) => entries.some((entry) => entry.kind === 'note' && entry.note === 'damagedBlocks')),
    );
  });

  test('that someone changed without the size is noticed by its time', async () => {
    const stopped = await stopHalfway();
    await flip(stopped.partPath, 10);
    const second = resume(stopped, stopped.stamp);
    await assertWhole(second, stopped.partPath);
    assert.equal(askedAgain(stopped.url)[0], `bytes=0-${BLOCK_BYTES - 1}`);
  });

  test('that was only touched costs nothing', async () => {
    const stopped = await stopHalfway();
    await utimes(stopped.partPath, 1, 1);
    await assertWhole(resume(stopped, stopped.stamp), stopped.partPath);
    assert.deepEqual(askedAgain(stopped.url), [`bytes=${STOPPED_AT}-`]);
  });

  test('that was cut keeps what is there', async () => {
    const stopped = await stopHalfway();
    await truncate(stopped.partPath, 3 * BLOCK_BYTES + 5);
    await assertWhole(resume(stopped, stopped.stamp), stopped.partPath);
    assert.deepEqual(askedAgain(stopped.url), [`bytes=${3 * BLOCK_BYTES}-`]);
  });

  test('that grew is cut at its end', async () => {
    const stopped = await stopHalfway();
    await truncate(stopped.partPath, SIZE + 99_999);
    await assertWhole(resume(stopped, stopped.stamp), stopped.partPath);
    assert.deepEqual(askedAgain(stopped.url), [`bytes=${STOPPED_AT}-`]);
  });

  test('that was emptied begins again', async () => {
    const stopped = await stopHalfway();
    await truncate(stopped.partPath, 0);
    const second = resume(stopped, stopped.stamp);
    await engine.waitFor((event) => event.kind === 'restarted' && event.id === second.id, 'the restart');
    // The harness hands over a file of its own for a download that begins again.
    assert.equal((await second.ended).kind, 'finished');
    assert.equal(await fileSha256(second.partPath), testBytesSha256(SEED, SIZE));
  });

  test('that was replaced by a link is refused, and what the link leads to stays as it is', async () => {
    const stopped = await stopHalfway();
    const secret = engine.folder.file('secret');
    await rename(stopped.partPath, secret);
    await symlink(secret, stopped.partPath);
    const sha256 = await fileSha256(secret);
    const end = await resume(stopped, stopped.stamp).ended;
    assert.ok(end.kind === 'failed' && end.failure.code === 'disk.failed');
    assert.equal(await fileSha256(secret), sha256);
  });

  test('and is stopped while it waits for its checksums is as it was', async () => {
    await using own = await EngineHarness.start();
    own.answersUnproved = false;
    const stopped = await stopHalfway();
    const point: ResumePoint = {
      partPath: stopped.partPath,
      sizeBytes: SIZE,
      validators: { etag: null, lastModified: null },
      durable: stopped.durable,
      isNewLink: false,
      stamp: null,
    };
    const second = own.start({ url: stopped.url, resume: point });
    await own.waitFor((event) => event.kind === 'unproved', 'the question');
    own.stop(second);
    const end = await second.ended;
    assert.ok(end.kind === 'stopped');
    assert.deepEqual([end.durable, end.stamp], [stopped.durable, null]);
  });
});

function journalOf(partPath: string): string {
  const file = journalPath(partPath);
  assert.ok(file !== null);
  return file;
}

describe('the journal beside a part file', () => {
  test('has what is needed to go on, for its owner only, and no credentials', async () => {
    const url = server.url('stall', { seed: SEED, size: SIZE, after: STOPPED_AT }).replace('://', '://me:secret@');
    const download = engine.start({ url, headers: [{ name: 'Cookie', value: 'sid=secret' }] });
    const file = journalOf(download.partPath);
    await reachesTheStop(download);
    engine.stop(download);
    const end = await download.ended;
    assert.ok(end.kind === 'stopped');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const text = readFileSync(file, 'utf8');
    assert.ok(!text.includes('secret'));
    const journal = parseJournal(text);
    assert.equal(journal?.header.sizeBytes, SIZE);
    assert.equal(journal?.header.etag, `"${SEED}-${SIZE}"`);
    assert.equal(journal?.blocks.at(-1)?.end, STOPPED_AT);
  });

  test('goes when the file is complete, and a small file never has one', async () => {
    const stopped = await stopHalfway();
    assert.ok(existsSync(journalOf(stopped.partPath)));
    await assertWhole(resume(stopped, stopped.stamp), stopped.partPath);
    assert.ok(!existsSync(journalOf(stopped.partPath)));
    const small = engine.start({ url: server.url('good', { size: 1000 }) });
    await small.ended;
    assert.ok(!existsSync(journalOf(small.partPath)));
  });

  test('is not written over a file of someone else, and the download does not mind', async () => {
    const url = server.url('stall', { seed: SEED, size: SIZE, after: STOPPED_AT, times: 1 });
    const download = engine.start({ url });
    const file = journalOf(download.partPath);
    await writeFile(file, 'mine');
    await reachesTheStop(download);
    engine.stop(download);
    assert.equal((await download.ended).kind, 'stopped');
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });
});
