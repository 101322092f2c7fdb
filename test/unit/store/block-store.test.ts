import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore, type DownloadStore } from '../../../main/store/download-store.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { BLOCK_BYTES, latestBlocks, type BlockChecksum } from '../../../shared/block-checksum.ts';
import { batch, loadedRows, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const DURABLE = [{ start: 0, end: 100 }];
const A: BlockChecksum = { start: 0, end: 50, crc32: 1 };
const B: BlockChecksum = { start: 50, end: 100, crc32: 4_294_967_295 };

function withStore(work: (store: DownloadStore, downloads: readonly Download[]) => void): void {
  using folder = makeTempFolder();
  const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
  const store = createDownloadStore(database);
  store.insert([newDownload({ durable: DURABLE }), newDownload({ durable: DURABLE })]);
  try {
    work(store, loadedRows(store));
  } finally {
    database.close();
  }
}

const piece = fc
  .tuple(fc.nat(2), fc.nat(40), fc.integer({ min: 1, max: 20 }), fc.nat())
  .map(([block, start, length, crc32]): BlockChecksum => {
    return { start: block * BLOCK_BYTES + start, end: block * BLOCK_BYTES + start + length, crc32 };
  });

describe('the checksums of blocks', () => {
  test('a piece replaces those that it overlaps, whatever comes after what', () => {
    withStore((store, [first]) => {
      assert.ok(first !== undefined);
      fc.assert(
        fc.property(fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 6 }), (batches) => {
          const after: Download = { ...first, durable: [] };
          store.write(batch({ changed: [{ before: first, after }] }));
          for (const blocks of batches) store.write(batch({ blocks: [{ id: first.id, blocks }] }));
          assert.deepEqual(store.blocks(first.id), latestBlocks(batches.flat()));
        }),
        { numRuns: 50 },
      );
    });
  });

  test('are of one download, and go with its row', () => {
    withStore((store, [first, second]) => {
      assert.ok(first !== undefined && second !== undefined);
      store.write(
        batch({
          blocks: [
            { id: first.id, blocks: [A, B] },
            { id: second.id, blocks: [A] },
          ],
        }),
      );
      assert.deepEqual(store.blocks(first.id), [A, B]);
      store.write(batch({ removed: [first.id] }));
      assert.deepEqual([store.blocks(first.id), store.blocks(second.id)], [[], [A]]);
    });
  });

  test('go when the bytes are given up, and stay when the file is complete', () => {
    withStore((store, [first, second]) => {
      assert.ok(first !== undefined && second !== undefined);
      store.write(
        batch({
          blocks: [
            { id: first.id, blocks: [A] },
            { id: second.id, blocks: [A] },
          ],
        }),
      );
      const restarted: Download = { ...first, durable: [] };
      const completed: Download = { ...second, durable: [], state: { kind: 'completed', atMs: 1 } };
      store.write(
        batch({
          changed: [
            { before: first, after: restarted },
            { before: second, after: completed },
          ],
          blocks: [{ id: first.id, blocks: [B] }],
        }),
      );
      assert.deepEqual([store.blocks(first.id), store.blocks(second.id)], [[B], [A]]);
    });
  });
});
