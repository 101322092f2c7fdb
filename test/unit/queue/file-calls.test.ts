import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { POOL_CALLS, PromptCalls, type FileCalls } from '../../../main/queue/file-calls.ts';
import { PromptDisk } from '../../../shared/prompt-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

async function promptCalls(folder: string, isKnown: boolean) {
  const { dev } = statSync(folder, { bigint: true });
  const disk = new PromptDisk(dev, () => performance.now());
  if (isKnown) disk.noteFolder(folder, dev);
  return { calls: new PromptCalls(disk), disk, dev };
}

/** All that a file goes through on its way to its name. */
async function goThrough(calls: FileCalls, at: (name: string) => string): Promise<void> {
  await calls.create(at('part'));
  await assert.rejects(async () => await calls.create(at('part')), { code: 'EEXIST' });
  await calls.setTimes(at('part'), { accessMs: 5000, changeMs: 1_000_000_000_500 });
  await calls.link(at('part'), at('file'));
  await assert.rejects(async () => await calls.link(at('part'), at('file')), { code: 'EEXIST' });
  await calls.unlink(at('part'));
  await assert.rejects(async () => await calls.lstat(at('part')), { code: 'ENOENT' });
  await calls.rename(at('file'), at('moved'));
  const { mtimeMs, size } = await calls.lstat(at('moved'));
  assert.deepEqual([mtimeMs, size], [1_000_000_000_500n, 0n]);
}

describe('calls to names of files', () => {
  for (const way of ['in the pool', 'at once'] as const) {
    test(`do the same ${way}`, async () => {
      await using folder = await createTempFolder();
      const { calls } = await promptCalls(folder.path, true);
      await goThrough(way === 'at once' ? calls : POOL_CALLS, folder.file);
      assert.deepEqual(readdirSync(folder.path), ['moved']);
    });
  }

  test('wait in the pool while a sync of the folder is overdue', async () => {
    await using folder = await createTempFolder();
    const { dev } = statSync(folder.path, { bigint: true });
    const time = { ms: 1000 };
    const disk = new PromptDisk(dev, () => time.ms);
    const calls = new PromptCalls(disk);
    disk.noteFolder(folder.path, dev);
    const gate = Promise.withResolvers<void>();
    const sync = calls.inPool(folder.path, () => gate.promise);
    time.ms += 100;
    const made = calls.create(folder.file('made'));
    assert.ok(made instanceof Promise);
    gate.resolve();
    await Promise.all([sync, made]);
    assert.equal(calls.create(folder.file('again')), undefined);
  });

  test('look once where a folder lies, however many come before that is known', async () => {
    await using folder = await createTempFolder();
    const looks: string[] = [];
    const known = Promise.withResolvers<void>();
    class WatchedDisk extends PromptDisk {
      override noteFolder(...[where, device]: Parameters<PromptDisk['noteFolder']>): void {
        looks.push(where);
        super.noteFolder(where, device);
        known.resolve();
      }
    }
    const { dev } = statSync(folder.path, { bigint: true });
    const calls = new PromptCalls(new WatchedDisk(dev, () => performance.now()));
    await Promise.all(['a', 'b', 'c'].map(async (name) => await calls.create(folder.file(name))));
    await known.promise;
    assert.equal(calls.create(folder.file('d')), undefined);
    assert.deepEqual(looks, [folder.path]);
  });

  test('are made at once from the second on in a folder of the prompt disk, and never elsewhere', async () => {
    await using folder = await createTempFolder();
    const { calls, disk, dev } = await promptCalls(folder.path, false);
    const first = calls.create(folder.file('first'));
    assert.ok(first instanceof Promise);
    await first;
    disk.noteFolder(folder.path, dev);
    assert.equal(calls.create(folder.file('second')), undefined);
    disk.noteFolder(folder.path, dev + 1n);
    const third = calls.create(folder.file('third'));
    assert.ok(third instanceof Promise);
    await third;
  });
});
