import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FolderSync } from '../../../main/queue/folder-sync.ts';

/** Syncs that end when the test says so. */
class Syncs {
  readonly begun: string[] = [];
  readonly #ends: PromiseWithResolvers<void>[] = [];

  readonly sync = (directory: string): Promise<void> => {
    this.begun.push(directory);
    const end = Promise.withResolvers<void>();
    this.#ends.push(end);
    return end.promise;
  };

  end(index: number): void {
    this.#ends[index]?.resolve();
  }

  fail(index: number): void {
    this.#ends[index]?.reject(new Error('EIO'));
  }
}

test('whoever comes while a folder is synced shares the next sync, which begins after the call', async () => {
  const syncs = new Syncs();
  const folders = new FolderSync(syncs.sync);
  const first = folders.sync('/a');
  const later = [folders.sync('/a'), folders.sync('/a')];
  const other = folders.sync('/b');
  assert.deepEqual(syncs.begun, ['/a', '/b']);
  syncs.end(0);
  await first;
  assert.deepEqual(syncs.begun, ['/a', '/b', '/a']);
  syncs.end(2);
  await Promise.all(later);
  syncs.end(1);
  await other;
  const last = folders.sync('/a');
  assert.equal(syncs.begun.length, 4);
  syncs.end(3);
  await last;
});

test('a sync that fails is told to those who waited for it only', async () => {
  const syncs = new Syncs();
  const folders = new FolderSync(syncs.sync);
  const first = folders.sync('/a');
  const second = folders.sync('/a');
  syncs.fail(0);
  await assert.rejects(first, /EIO/u);
  syncs.end(1);
  await second;
});
