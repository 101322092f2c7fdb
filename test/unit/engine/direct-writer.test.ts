import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DirectDisks } from '../../../main/engine/direct-disks.ts';
import { DirectWriter, planDirect } from '../../../main/engine/direct-writer.ts';
import { PAGE_BYTES, returnPagedBlock, takePagedBlock } from '../../../main/engine/page-memory.ts';
import { CAREFUL, PartFile } from '../../../main/engine/part-file.ts';
import { mountExt4Disk, noExt4Disk } from '../../support/loop-disk.ts';

const LEAST_BYTES = 256 * 1024;
const MIB = 1024 * 1024;

/** A block that lies in whole pages of memory, filled with bytes that tell their place; given back at the end. */
function pagedBytes(): Disposable & { readonly bytes: Buffer } {
  const bytes = takePagedBlock();
  assert.ok(bytes);
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32BE(at, at);
  return { bytes, [Symbol.dispose]: () => returnPagedBlock(bytes) };
}

describe('a write that is cut for direct I/O', () => {
  test('is the same bytes, of which the middle is whole pages in memory and in the file', () => {
    using paged = pagedBytes();
    const cut = fc.integer({ min: 1, max: MIB - 1 });
    const numbers = fc.record({
      from: fc.integer({ min: 0, max: MIB - LEAST_BYTES - 3 * PAGE_BYTES }),
      cuts: fc.array(cut, { maxLength: 5 }),
      block: fc.integer({ min: 0, max: 2 ** 20 }),
      headBytes: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(numbers, ({ from, cuts, block, headBytes }) => {
        const bounds = [from, ...cuts.filter((at) => at > from).toSorted((a, b) => a - b), MIB];
        const slices = bounds.slice(1).map((to, index) => paged.bytes.subarray(bounds[index], to));
        const head = Buffer.alloc(headBytes, 'h');
        const position = block * MIB + from;
        const plan = planDirect([head, ...slices], position - headBytes);
        assert.ok(plan);
        const { before, pages, pagesAt, after } = plan;
        assert.equal(pagesAt % PAGE_BYTES, 0);
        assert.equal(pages.length % PAGE_BYTES, 0);
        assert.equal(pages.byteOffset % PAGE_BYTES, 0);
        const beforeBytes = Buffer.concat(before);
        assert.equal(position - headBytes + beforeBytes.length, pagesAt);
        assert.ok(Buffer.concat([beforeBytes, pages, ...after]).equals(Buffer.concat([head, ...slices])));
      }),
      { numRuns: 60 },
    );
  });

  test('is none when its bytes lie elsewhere in memory, in another place of the page, or are too few', () => {
    using paged = pagedBytes();
    assert.equal(planDirect([Buffer.alloc(MIB)], 0), null);
    assert.equal(planDirect([paged.bytes.subarray(0, MIB)], 512), null);
    assert.equal(planDirect([paged.bytes.subarray(0, LEAST_BYTES - 1)], 0), null);
    assert.equal(planDirect([], 0), null);
    assert.ok(planDirect([paged.bytes.subarray(0, LEAST_BYTES)], 0));
  });
});

/** A file on such a disk, ready for direct writes. */
async function openReady(path: string): Promise<PartFile> {
  writeFileSync(path, '');
  const file = await PartFile.open(path, { ...CAREFUL, directDisks: new DirectDisks(() => 0) });
  assert.equal(file.wantsPages(), false, 'it has to find out');
  // What is asked of the disk before is done before.
  while (!file.wantsPages()) await file.stamp();
  return file;
}

describe('a part file on ext4', { skip: noExt4Disk }, () => {
  test('takes what lies in pages past the page cache, and the rest as ever', async () => {
    using disk = mountExt4Disk();
    using paged = pagedBytes();
    await using file = await openReady(`${disk.path}/a.part`);
    const bytes = paged.bytes.subarray(0, MIB);
    // It begins and ends within a page.
    await file.write([Buffer.from('head'), bytes.subarray(1004, 900_000)], MIB + 1000);
    await file.write([bytes.subarray(900_000)], MIB + 900_000);
    await file.write([bytes], 2 * MIB);
    await file.sync();
    const written = readFileSync(`${disk.path}/a.part`);
    assert.equal(written.length, 3 * MIB);
    assert.ok(written.subarray(0, MIB + 1000).equals(Buffer.alloc(MIB + 1000)));
    assert.equal(written.toString('utf8', MIB + 1000, MIB + 1004), 'head');
    assert.ok(written.subarray(MIB + 1004, 2 * MIB).equals(bytes.subarray(1004)));
    assert.ok(written.subarray(2 * MIB).equals(bytes));
    assert.ok((await file.read({ start: 2 * MIB, end: 3 * MIB })).equals(bytes));
  });

  test('wants pages while it is written in order, from wherever it was begun, and not where holes are filled', async () => {
    using disk = mountExt4Disk();
    await using file = await openReady(`${disk.path}/a.part`);
    await file.write([Buffer.alloc(1000)], 5 * MIB);
    await file.write([Buffer.alloc(10), Buffer.alloc(20)], 5 * MIB + 1000);
    await file.write([Buffer.alloc(MIB)], 5 * MIB + 1030);
    assert.equal(file.wantsPages(), true);
    await file.write([Buffer.alloc(1000)], 2 * MIB);
    assert.equal(file.wantsPages(), false);
  });

  test('that fills its disk is told so, after what there was room for was written', async () => {
    using disk = mountExt4Disk();
    using paged = pagedBytes();
    const path = `${disk.path}/a.part`;
    await using file = await openReady(path);
    const bytes = paged.bytes.subarray(0, MIB);
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 64; at += 1) await file.write([bytes], at * MIB);
    };
    await assert.rejects(fill(), { code: 'disk.full', detail: 'ENOSPC' });
    const { size } = statSync(path);
    assert.ok(size > 16 * MIB && size < 32 * MIB, `${size}`);
    await file.sync();
    assert.ok(
      readFileSync(path)
        .subarray(MIB, 2 * MIB)
        .equals(bytes),
    );
  });

  test('that is being closed begins no other write: its descriptors may be those of other files soon', async () => {
    using disk = mountExt4Disk();
    using paged = pagedBytes();
    await using file = await openReady(`${disk.path}/a.part`);
    const bytes = paged.bytes.subarray(0, MIB);
    const before = file.write([bytes], 0);
    const closing = file.close();
    await assert.rejects(async () => await file.write([bytes], MIB), { code: 'disk.failed' });
    await Promise.all([before, closing]);
    assert.ok(readFileSync(`${disk.path}/a.part`).equals(bytes));
  });

  test('is written to through the page cache when the disk refuses direct writes', async () => {
    using disk = mountExt4Disk();
    using paged = pagedBytes();
    const path = `${disk.path}/a.part`;
    writeFileSync(path, '');
    const writer = new DirectWriter({ path, identity: statSync(path, { bigint: true }) }, new DirectDisks(() => 0));
    await writer.open();
    assert.equal(writer.isReady, true);
    // Where no page begins.
    assert.equal(await writer.write(paged.bytes.subarray(0, MIB), 1), 0);
    assert.equal(writer.isReady, false);
    await writer.close();
  });

  test('whose name leads to another file by now never writes there', async () => {
    using disk = mountExt4Disk();
    using paged = pagedBytes();
    const [path, other] = [`${disk.path}/a.part`, `${disk.path}/b.part`];
    writeFileSync(path, '');
    const identity = statSync(path, { bigint: true });
    renameSync(path, other);
    writeFileSync(path, 'mine');
    const writer = new DirectWriter({ path, identity }, new DirectDisks(() => 0));
    await writer.open();
    assert.equal(writer.isReady, false);
    assert.equal(await writer.write(paged.bytes.subarray(0, MIB), 0), 0);
    await writer.close();
    assert.equal(readFileSync(path, 'utf8'), 'mine');
  });
});
