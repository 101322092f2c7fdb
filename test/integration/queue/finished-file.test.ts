import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const LAST_MODIFIED = 'Thu, 01 Jan 1970 00:10:00 GMT';
const FACTS = { ...PLAIN_FACTS, validators: { etag: null, lastModified: LAST_MODIFIED } };

/** Downloads a file of 100 bytes whose server told its time, and gives its path. */
async function finished(bench: QueueBench): Promise<string> {
  const [id] = bench.add('https://example.org/file.zip?secret=1');
  assert.ok(id !== undefined);
  const { run, part } = await bench.toDownloading(id, FACTS);
  writeFileSync(part, 'x'.repeat(100));
  bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
  await bench.reaches(id, 'completed');
  return path.join(bench.folder, 'file.zip');
}

test('a finished file has the time of the server, unless that is turned off', async () => {
  for (const useServerTime of [true, false]) {
    await using bench = await QueueBench.start({ useServerTime });
    const { mtimeMs } = statSync(await finished(bench));
    assert.equal(mtimeMs === Date.parse(LAST_MODIFIED), useServerTime);
  }
});

const skip = process.platform !== 'linux' && 'only Linux has these attributes';

test('a finished file is marked as coming from the web, unless that is turned off', { skip }, async () => {
  for (const markOrigin of [true, false]) {
    await using bench = await QueueBench.start({ markOrigin });
    const file = await finished(bench);
    const dump = execFileSync('getfattr', ['-d', '--absolute-names', file], { encoding: 'utf8' });
    assert.equal(dump.includes('user.xdg.origin.url="https://example.org/file.zip"'), markOrigin);
  }
});
