import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { BodyDecoder } from '../../../main/engine/body-decoder.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';

const CODERS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const;
type Coding = (typeof CODERS)[number][0];

async function decoded(coding: Coding, body: Buffer, chunkBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  using decoder = new BodyDecoder(coding, (bytes) => {
    pieces.push(Buffer.from(bytes));
    return Promise.resolve();
  });
  for (let at = 0; at < body.length; at += chunkBytes) await decoder.decode(body.subarray(at, at + chunkBytes));
  await decoder.end();
  return Buffer.concat(pieces);
}

test('what was coded is decoded, however it is cut into chunks', async () => {
  const file = fc.uint8Array({ maxLength: 3000 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...CODERS),
      file,
      fc.integer({ min: 1, max: 500 }),
      async ([coding, code], bytes, cut) => {
        assert.ok((await decoded(coding, code(bytes), cut)).equals(bytes));
      },
    ),
    { numRuns: 60 },
  );
});

test('a beginning, or bytes behind the end, are never a file', async () => {
  const file = fc.uint8Array({ minLength: 1, maxLength: 3000 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...CODERS), file, fc.nat(), async ([coding, code], bytes, at) => {
      const body = code(bytes);
      const beginning = body.subarray(0, 1 + (at % (body.length - 1)));
      await assert.rejects(decoded(coding, beginning, 400), TransferError);
      await assert.rejects(decoded(coding, Buffer.concat([body, Buffer.from('more')]), 400), TransferError);
    }),
    { numRuns: 60 },
  );
});

test('a few kilobytes that decode to a gigabyte wait for their taker', async () => {
  const body = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  let waiting = 0;
  let most = 0;
  using decoder = new BodyDecoder('zstd', async (bytes) => {
    waiting += bytes.length;
    most = Math.max(most, waiting);
    await new Promise((resolve) => setImmediate(resolve));
    waiting -= bytes.length;
  });
  await decoder.decode(body);
  await decoder.end();
  assert.ok(most <= 64 * 1024, `${most}`);
});
