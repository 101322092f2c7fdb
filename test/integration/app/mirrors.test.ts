import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const FILE = { seed: 9, size: 3 * MIB };

async function addMirrored(bench: AppBench, links: readonly string[]): Promise<DownloadId> {
  const [url = '', ...mirrors] = links;
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, mirrors }] });
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
