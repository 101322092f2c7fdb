import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ChecksumRunner } from '../../../main/engine/checksum.ts';
import { verifyChecksums } from '../../../main/engine/checksum-check.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../../shared/download.ts';
import type { WorkProgress } from '../../../shared/work-progress.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { testBytes } from '../../support/test-bytes.ts';

/** Of the three bytes `abc`: the examples of RFC 1321, FIPS 180-4, RFC 7693 and the BLAKE3 paper. */
const OF_ABC: Readonly<Record<ChecksumAlgorithm, string>> = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  sha512:
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  blake2b:
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
  blake2s: '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982',
  blake3: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
};

test('hashes a file with each algorithm', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('abc'), 'abc');
  const runner = new ChecksumRunner();
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const hex = await runner.hash(folder.file('abc'), algorithm, new AbortController());
    assert.equal(hex, OF_ABC[algorithm], algorithm);
  }
});

test('hashes short files and long ones alike', async () => {
  await using folder = await createTempFolder();
  const runner = new ChecksumRunner();
  for (const size of [1, 256 * 1024, 256 * 1024 + 1, 3 * 2 ** 20]) {
    const bytes = testBytes(5, 0, size);
    writeFileSync(folder.file('file'), bytes);
    const expected = createHash('sha256').update(bytes).digest('hex');
    assert.equal(await runner.hash(folder.file('file'), 'sha256', new AbortController()), expected, String(size));
  }
});

test('hashes an empty file, and says when there is none', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('empty'), '');
  const runner = new ChecksumRunner();
  const watch = new AbortController();
  assert.equal(await runner.hash(folder.file('empty'), 'md5', watch), 'd41d8cd98f00b204e9800998ecf8427e');
  await assert.rejects(runner.hash(folder.file('gone'), 'md5', watch), TransferError);
});

test('the comparison with several checksums tells how far all of it is, and reads once for each algorithm', async () => {
  const read: string[] = [];
  const told: WorkProgress[] = [];
  await verifyChecksums({
    path: '/file',
    sizeBytes: 1000,
    expected: [
      { algorithm: 'md5', hex: 'aa', from: 'user' },
      { algorithm: 'sha256', hex: 'bb', from: 'server' },
      { algorithm: 'md5', hex: 'aa', from: 'sibling' },
    ],
    runner: {
      hash: (_path, algorithm, { onRead }) => {
        read.push(algorithm);
        onRead?.(500);
        return Promise.resolve(algorithm === 'md5' ? 'aa' : 'bb');
      },
    },
    signal: new AbortController().signal,
    onProgress: (progress) => told.push(progress),
  });
  assert.deepEqual(read, ['md5', 'sha256']);
  assert.deepEqual(told, [
    { doneBytes: 500, totalBytes: 2000 },
    { doneBytes: 1500, totalBytes: 2000 },
  ]);
});
