import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { findProgram } from '../../../build/test-tools.ts';
import { EngineHarness } from '../../support/engine-harness.ts';
import { mountExt4Disk, noExt4Disk } from '../../support/loop-disk.ts';
import { startNginx } from '../../support/nginx.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const SIZE = 96 * MIB + 12_345;

/** How many bytes of a file lie in the page cache. */
function cachedBytes(path: string): number {
  const { status, stdout, stderr } = spawnSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const skip = noExt4Disk || (findProgram('fincore') === null && 'it needs fincore (Debian: apt-get install util-linux)');

for (const scheme of ['http', 'https'] as const) {
  test(
    `a large file that comes fast over ${scheme} from its beginning to its end goes past the page cache and is right`,
    { skip },
    async () => {
      await using nginx = await startNginx();
      await nginx.putFile('big.bin', 8, SIZE);
      using disk = mountExt4Disk(160);
      await using engine = await EngineHarness.start({
        certificateAuthority: nginx.certificate,
        partFolder: disk.path,
      });
      const origin = scheme === 'http' ? nginx.origin : nginx.tlsOrigin;
      const download = engine.start({ url: `${origin}/big.bin`, maxConnections: 1 });
      const end = await download.ended;
      assert.equal(end.kind, 'finished', JSON.stringify(end));
      // How much, is a matter of the moment's speed, of the line and of the disk.
      const cached = cachedBytes(download.partPath);
      assert.ok(cached <= SIZE - MIB, `${cached} bytes in the page cache`);
      assert.equal(await fileSha256(download.partPath), testBytesSha256(8, SIZE));
    },
  );
}

test('one that comes in several places at once stays in the page cache: it would fill holes', { skip }, async () => {
  await using nginx = await startNginx();
  await nginx.putFile('big.bin', 8, SIZE);
  using disk = mountExt4Disk(160);
  await using engine = await EngineHarness.start({ partFolder: disk.path });
  const download = engine.start({ url: `${nginx.origin}/big.bin`, maxConnections: 4 });
  assert.equal((await download.ended).kind, 'finished');
  assert.ok(cachedBytes(download.partPath) > SIZE - MIB);
  assert.equal(await fileSha256(download.partPath), testBytesSha256(8, SIZE));
});

test('one that will be read again for its checksum stays in the page cache', { skip }, async () => {
  await using nginx = await startNginx();
  await nginx.putFile('big.bin', 8, SIZE);
  using disk = mountExt4Disk(160);
  await using engine = await EngineHarness.start({ partFolder: disk.path });
  const checksum = { algorithm: 'sha256', hex: testBytesSha256(8, SIZE) } as const;
  const download = engine.start({ url: `${nginx.origin}/big.bin`, checksum });
  assert.equal((await download.ended).kind, 'finished');
  assert.ok(cachedBytes(download.partPath) > SIZE - MIB);
});
