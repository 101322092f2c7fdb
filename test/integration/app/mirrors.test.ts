import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import type { NewDownloadInput } from '../../../shared/new-download.ts';
import type { PieceHashes } from '../../../shared/piece-hashes.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const FILE = { seed: 9, size: 3 * MIB };

async function addMirrored(
  bench: AppBench,
  links: readonly string[],
  wish: Pick<NewDownloadInput, 'pieces' | 'checksum'> = {},
): Promise<DownloadId> {
  const [url = '', ...mirrors] = links;
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, mirrors, ...wish }] });
  const [id] = ids;
  assert.ok(id !== null && id !== undefined);
  return id;
}

test('a file comes whole from its mirrors when one breaks off, one has another file, and one is gone', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using three = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 1 });
  const broken = one.url('shortBody', { ...FILE, after: 2 * MIB, etag: '"a"' });
  const gone = one.url('status', { status: 404 });
  // The same ETag from another host says nothing: only bytes count.
  const other = two.url('good', { ...FILE, seed: 10, etag: '"a"' });
  const good = three.url('good', { ...FILE, etag: '"c"' });
  const id = await addMirrored(bench, [gone, broken, other, good]);
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(FILE.seed, FILE.size));
  const ranges = three.requestsFor(good).map(({ headers }) => headers.range ?? '');
  assert.ok(ranges.length > 0 && !ranges.includes('bytes=0-'), ranges.join());
  assert.ok(two.requestsFor(other).every(({ headers }) => headers['if-range'] === undefined));
});

const PACED = { seed: 9, size: 8 * MIB, rate: 2 * MIB };

/** The hashes of a file in pieces of 256 KiB. */
function piecesOf({ seed, size }: { readonly seed: number; readonly size: number }): PieceHashes {
  const pieceBytes = MIB / 4;
  const hexes = Array.from({ length: size / pieceBytes }, (_, index) =>
    createHash('sha256')
      .update(testBytes(seed, index * pieceBytes, (index + 1) * pieceBytes))
      .digest('hex'),
  );
  return { algorithm: 'sha256', pieceBytes, hex: hexes.join('') };
}

test('hashes of pieces are kept with the download: after a restart a lying host is found out, and its link is dropped', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2 });
  const good = one.url('pacedMirror', PACED);
  const lies = two.url('lyingMirror', { ...PACED, wrongFrom: 4 * MIB });
  const id = await addMirrored(bench, [good, lies], { pieces: piecesOf(PACED) });
  await bench.reaches(id, 'downloading');
  await bench.restart({ connectionsPerDownload: 2 });
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(PACED.seed, PACED.size));
  assert.deepEqual(bench.app.queue.get(id)?.mirrors, []);
  const entries = await bench.call('downloads.timeline', { id });
  assert.match(JSON.stringify(entries), /"badPiece"/u);
});

test('a host is not asked as a mirror while as many downloads as may run there', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2, maxActivePerHost: 1 });
  const busy = await bench.add(two.url('pacedMirror', { ...PACED, size: 64 * MIB }));
  await bench.reaches(busy, 'downloading');
  const mirror = two.url('pacedMirror', PACED);
  const checksum = { algorithm: 'sha256', hex: testBytesSha256(PACED.seed, PACED.size) } as const;
  const id = await addMirrored(bench, [one.url('pacedMirror', PACED), mirror], { checksum });
  await bench.reaches(id, 'completed');
  assert.equal(two.requestsFor(mirror).length, 0);
});
