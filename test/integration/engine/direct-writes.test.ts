import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { findProgram } from '../../../build/test-tools.ts';
import { selfSigned } from '../../support/certificates.ts';
import { EngineHarness } from '../../support/engine-harness.ts';
import { mountExt4Disk, noExt4Disk } from '../../support/loop-disk.ts';
import { startNginx } from '../../support/nginx.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const SIZE = 96 * MIB + 12_345;
const PIECE_BYTES = 64 * 1024;

/** How many bytes of a file lie in the page cache. */
function cachedBytes(path: string): number {
  const { status, stdout, stderr } = spawnSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const skip = noExt4Disk || (findProgram('fincore') === null && 'it needs fincore (Debian: apt-get install util-linux)');

/** Whether some of a file that is written in order is not in the page cache. */
function isPastCache(path: string): boolean {
  return existsSync(path) && statSync(path).size > cachedBytes(path);
}

/** Sends a file in small pieces until some of it went past the page cache, then the rest. */
class FastServer {
  /** The file that it is written to. */
  part = '';
  /** So much was sent before any of it went past the page cache. */
  firstBytes = 0;

  async serve(response: ServerResponse): Promise<void> {
    const send = (start: number, end: number): Promise<unknown> =>
      new Promise((resolve) => {
        response.write(testBytes(8, start, end), resolve);
      });
    response.writeHead(200, { 'content-length': SIZE, etag: '"one"' });
    while (this.firstBytes < SIZE / 2 && !isPastCache(this.part)) {
      await send(this.firstBytes, this.firstBytes + PIECE_BYTES);
      this.firstBytes += PIECE_BYTES;
    }
    for (let at = this.firstBytes; at < SIZE; at += MIB) await send(at, Math.min(at + MIB, SIZE));
    response.end();
  }
}

for (const scheme of ['http', 'https'] as const) {
  test(
    `a file that comes over ${scheme} from its beginning to its end goes past the page cache while line and disk are quick, and is right`,
    { skip },
    async () => {
      await using folder = await createTempFolder();
      const identity = await selfSigned(folder, 'own');
      const file = new FastServer();
      const serve = (_request: IncomingMessage, response: ServerResponse): void => void file.serve(response);
      await using server = scheme === 'http' ? createServer(serve) : createSecureServer(identity, serve);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      using disk = mountExt4Disk(160);
      await using engine = await EngineHarness.start({
        certificateAuthority: identity.cert,
        partFolder: disk.path,
        // Above all bounds, however busy the machine is.
        clockRate: 1 / 1000,
      });
      const download = engine.start({ url: `${scheme}://127.0.0.1:${port}/big.bin`, maxConnections: 1 });
      file.part = download.partPath;
      const end = await download.ended;
      assert.equal(end.kind, 'finished', JSON.stringify(end));
      // All but what came before the file was open for it, and the blocks at either end of the rest.
      const cached = cachedBytes(download.partPath);
      assert.ok(file.firstBytes < SIZE / 2, 'nothing went past the page cache');
      assert.ok(cached <= file.firstBytes + 2 * MIB, `${cached} bytes in the page cache, first ${file.firstBytes}`);
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
