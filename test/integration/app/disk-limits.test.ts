import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ERROR_WORDS } from '../../../shared/words.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { LAUNCHER } from '../cli/run-sluice.ts';

const MIB = 2 ** 20;
const NOBODY = 65_534;

/** Root may do everything, and most systems let only root become someone else. */
const noOtherUser = process.platform === 'linux' && process.getuid?.() === 0 ? false : 'needs root on Linux';

/** Runs `sluice` from a shell that first does `setup`, as another user if one is given. */
function sluiceAfter(
  setup: string,
  args: readonly string[],
  userId?: number,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const command = `${setup} exec "$0" "$@"`;
    const child = spawn('bash', ['-c', command, process.execPath, LAUNCHER, ...args], {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', SLUICE_DATA_DIR: '/nonexistent/data' },
      ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    child.stderr.on('data', (chunk) => (text += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });
}

describe('a disk that sets limits', () => {
  let files: FaultServer;
  before(async () => {
    files = await FaultServer.start();
  });
  after(() => files[Symbol.asyncDispose]());

  test(
    'a disk that fills up in the middle of a file of unknown size asks, and the file is whole in the end',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(2);
      await using bench = await AppBench.start();
      const url = files.url('chunked', { name: 'unknown.bin', seed: 3, size: 5 * MIB });
      const { ids } = await bench.call('downloads.add', { downloads: [{ url, directory: disk.path }] });
      const id = ids[0] ?? assert.fail();
      await bench.reaches(id, 'blocked');
      const state = bench.app.queue.get(id)?.state;
      assert.ok(state?.kind === 'blocked');
      assert.deepEqual([state.failure.code, state.failure.detail], ['disk.full', 'ENOSPC']);
      disk.grow(20);
      await bench.call('downloads.resume', { ids: [id] });
      await bench.reaches(id, 'completed');
      assert.equal(await fileSha256(path.join(disk.path, 'unknown.bin')), testBytesSha256(3, 5 * MIB));
    },
  );

  test('a file beyond what the disk allows (EFBIG, as on FAT beyond 4 GiB) fails with words and no finished file', async () => {
    using folder = makeTempFolder();
    const url = files.url('good', { name: 'large.bin', seed: 4, size: 3 * MIB });
    // In KiB. Node ignores SIGXFSZ, so the write fails instead.
    const { code, text } = await sluiceAfter('ulimit -f 2048;', ['get', url, '--dir', folder.path, '--max-tries', '2']);
    assert.notEqual(code, 0);
    assert.ok(text.includes(ERROR_WORDS['disk.fileTooLarge'].what), text);
    // At most our own empty placeholder has the name.
    assert.equal(statSync(path.join(folder.path, 'large.bin'), { throwIfNoEntry: false })?.size ?? 0, 0);
  });

  test('a folder that its user may not write to is refused with words', { skip: noOtherUser }, async () => {
    using folder = makeTempFolder();
    chmodSync(folder.path, 0o755);
    const target = path.join(folder.path, 'read-only');
    mkdirSync(target, { mode: 0o755 });
    const url = files.url('good', { name: 'file.bin', seed: 5, size: 1000 });
    const { code, text } = await sluiceAfter('', ['get', url, '--dir', target], NOBODY);
    assert.notEqual(code, 0);
    assert.match(text, /cannot write|permission/iu);
    assert.deepEqual(readdirSync(target), []);
  });
});
