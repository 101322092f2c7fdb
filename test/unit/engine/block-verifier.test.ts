import assert from 'node:assert/strict';
import { mkdir, open, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { checksumPieces } from '../../../main/engine/block-recorder.ts';
import { BlockVerifier } from '../../../main/engine/block-verifier.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { BLOCK_BYTES } from '../../../shared/block-checksum.ts';
import { countThreads } from '../../support/count-threads.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { testBytes } from '../../support/test-bytes.ts';

const SIZE = 3 * BLOCK_BYTES + 777;
const FILE = testBytes(3, 0, SIZE);
const PIECES = checksumPieces([FILE], 0);
const never = { signal: new AbortController().signal };

async function flip(file: string, position: number): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.write(Buffer.from([(FILE[position] ?? 0) ^ 0x10]), 0, 1, position);
}

function isDisk(code: string): (error: unknown) => boolean {
  return (error) => error instanceof TransferError && error.code === code;
}

describe('comparing a file with its checksums', () => {
  test('takes a thread for more than a block only, and finds the same', async () => {
    await using folder = await createTempFolder();
    for (const { size, threads } of [
      { size: BLOCK_BYTES, threads: 0 },
      { size: BLOCK_BYTES + 1, threads: 1 },
    ]) {
      const bytes = FILE.subarray(0, size);
      const pieces = [bytes.subarray(0, 500_000), bytes.subarray(500_000)];
      const checksums = pieces.flatMap((piece) => checksumPieces([piece], piece.byteOffset - bytes.byteOffset));
      await writeFile(folder.file('a'), bytes);
      await flip(folder.file('a'), size - 1);
      const verify = async (): Promise<void> => {
        const { damaged, stamp } = await new BlockVerifier().verify(folder.file('a'), checksums, never);
        assert.deepEqual([damaged.at(-1)?.end, stamp.sizeBytes], [size, size]);
        assert.equal(damaged[0]?.start, checksums.at(-1)?.start);
      };
      assert.equal(await countThreads(verify), threads, String(size));
    }
  });

  test('finds nothing in a file that is as it was written', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    const { damaged, stamp } = await new BlockVerifier().verify(folder.file('a'), PIECES, never);
    assert.deepEqual([damaged, stamp.sizeBytes], [[], SIZE]);
  });

  test('finds the blocks of flipped bytes and no others', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    await flip(folder.file('a'), 0);
    await flip(folder.file('a'), SIZE - 1);
    const { damaged } = await new BlockVerifier().verify(folder.file('a'), PIECES, never);
    assert.deepEqual(damaged, [
      { start: 0, end: BLOCK_BYTES },
      { start: 3 * BLOCK_BYTES, end: SIZE },
    ]);
  });

  test('what is behind the end of a cut file is damaged', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    await truncate(folder.file('a'), BLOCK_BYTES + 5);
    const { damaged, stamp } = await new BlockVerifier().verify(folder.file('a'), PIECES, never);
    assert.deepEqual([damaged, stamp.sizeBytes], [[{ start: BLOCK_BYTES, end: SIZE }], BLOCK_BYTES + 5]);
  });

  test('refuses links, folders and files that are gone', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    await symlink(folder.file('a'), folder.file('link'));
    await mkdir(folder.file('folder'));
    const verifier = new BlockVerifier();
    for (const pieces of [PIECES, PIECES.slice(-1)]) {
      await assert.rejects(verifier.verify(folder.file('link'), pieces, never), isDisk('disk.failed'));
      await assert.rejects(verifier.verify(folder.file('folder'), pieces, never), isDisk('disk.partLost'));
      await assert.rejects(verifier.verify(folder.file('gone'), pieces, never), isDisk('disk.partLost'));
    }
  });

  test('ends at once when it is not wanted any more, and the next one goes on', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    const verifier = new BlockVerifier();
    const controller = new AbortController();
    const unwanted = verifier.verify(folder.file('a'), PIECES, controller);
    const wanted = verifier.verify(folder.file('a'), PIECES, never);
    controller.abort(new Error('unwanted'));
    await assert.rejects(unwanted, /unwanted/u);
    assert.deepEqual((await wanted).damaged, []);
  });

  test('who waits for the file before can be stopped, and the next one still waits', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a'), FILE);
    // Sparse: nothing to write, minutes to read.
    const endless = Array.from({ length: 200_000 }, (_, index) => ({
      start: index * BLOCK_BYTES,
      end: (index + 1) * BLOCK_BYTES,
      crc32: 1,
    }));
    await writeFile(folder.file('endless'), '');
    await truncate(folder.file('endless'), 200_000 * BLOCK_BYTES);
    const verifier = new BlockVerifier();
    const [first, second] = [new AbortController(), new AbortController()];
    const ends: string[] = [];
    const reading = verifier.verify(folder.file('endless'), endless, first).catch(() => ends.push('first'));
    const waiting = verifier.verify(folder.file('a'), PIECES, second).catch(() => ends.push('second'));
    const last = verifier.verify(folder.file('a'), PIECES, never).then(() => ends.push('last'));
    second.abort();
    await waiting;
    assert.deepEqual(ends, ['second']);
    first.abort();
    await Promise.all([reading, last]);
    assert.deepEqual(ends, ['second', 'first', 'last']);
  });
});
