import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { CAREFUL, PartFile, type DiskManners } from '../../../main/engine/part-file.ts';
import { noteStuck } from '../../../main/engine/stuck-files.ts';
import { PromptDisk } from '../../../shared/prompt-disk.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

/** Every call in another thread, and little time for it. */
const IMPATIENT: DiskManners = {
  ...CAREFUL,
  patience: { answerMs: 60, syncMs: 60 },
};

async function emptyPart() {
  const folder = await createTempFolder();
  const path = folder.file('a.part');
  writeFileSync(path, '');
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('a part file', () => {
  test('on which an older write is stuck is not opened before that has ended', async () => {
    await using part = await emptyPart();
    const older = Promise.withResolvers<void>();
    noteStuck(part.path, older.promise);
    await assert.rejects(PartFile.open(part.path, IMPATIENT), { code: 'disk.stalled' });
    let isOpen = false;
    const opening = PartFile.open(part.path).then((file) => {
      isOpen = true;
      return file;
    });
    for (let turns = 0; turns < 20; turns += 1) await turn();
    assert.equal(isOpen, false);
    older.resolve();
    await using file = await opening;
    await file.write([Buffer.from('new')], 0);
    assert.equal(readFileSync(part.path, 'utf8'), 'new');
  });

  test('is closed only when what is written beside it has ended, and is stuck when that does not end', async () => {
    await using part = await emptyPart();
    const beside = Promise.withResolvers<void>();
    const file = await PartFile.open(part.path, IMPATIENT);
    await assert.rejects(file.close(beside.promise), { code: 'disk.stalled' });
    await file.close();
    await assert.rejects(async () => await file.write([Buffer.from('late')], 0), { code: 'disk.stalled' });
    await assert.rejects(PartFile.open(part.path, IMPATIENT), { code: 'disk.stalled' });
    beside.resolve();
    await using again = await PartFile.open(part.path, IMPATIENT);
    assert.equal(again.opened.sizeBytes, 0);
  });
});

/** Counts the calls that were made at once. */
class CountingDisk extends PromptDisk {
  calls = 0;

  override call<Value>(operation: () => Value): Value {
    this.calls += 1;
    return super.call(operation);
  }
}

/** Manners that let the engine's thread make calls to the disk of a file. */
function promptAt(path: string): DiskManners & { readonly promptDisk: CountingDisk } {
  const { dev } = statSync(path, { bigint: true });
  return { ...CAREFUL, promptDisk: new CountingDisk(dev, () => performance.now()) };
}

describe('a part file on a prompt disk', () => {
  test('has its bytes when the call returns, all buffers in order', async () => {
    await using part = await emptyPart();
    await using file = await PartFile.open(part.path, promptAt(part.path));
    assert.equal(file.write([Buffer.from('one '), Buffer.from('two')], 2), null);
    assert.equal(readFileSync(part.path, 'utf8'), '\0\0one two');
  });

  test('is written to by another thread once its disk is not prompt any more', async () => {
    await using part = await emptyPart();
    const manners = promptAt(part.path);
    await using file = await PartFile.open(part.path, manners);
    manners.promptDisk.setDevice(null);
    await file.write([Buffer.from('later')], 0);
    assert.equal(readFileSync(part.path, 'utf8'), 'later');
    assert.equal(manners.promptDisk.calls, 0);
  });

  test('is opened, looked at and closed at once when it is not the first of its folder', async () => {
    await using part = await emptyPart();
    const manners = promptAt(part.path);
    await using first = await PartFile.open(part.path, manners);
    await first.write([Buffer.from('five5')], 0);
    assert.equal(manners.promptDisk.calls, 1);
    const second = await PartFile.open(part.path, manners);
    assert.deepEqual(await second.stampInPlace(), second.opened);
    await second.close();
    // Opened and looked at, looked at, closed.
    assert.equal(manners.promptDisk.calls, 5);
    await assert.rejects(second.sync());
  });

  test('writes nothing once it is closed, though its number may be that of another file by then', async () => {
    await using part = await emptyPart();
    await using other = await emptyPart();
    for (const manners of [promptAt(part.path), CAREFUL]) {
      const file = await PartFile.open(part.path, manners);
      await file.close();
      // The system gives the lowest number that is free.
      await using next = await PartFile.open(other.path, manners);
      await assert.rejects(async () => await file.write([Buffer.from('late')], 0));
      await assert.rejects(file.truncate(5));
      await assert.rejects(file.sync());
      assert.equal((await next.stamp()).sizeBytes, 0);
    }
  });

  test('is closed after the sync that is under way, so that no other file gets its number before', async () => {
    await using part = await emptyPart();
    const file = await PartFile.open(part.path, promptAt(part.path));
    await file.write([Buffer.alloc(1 << 20)], 0);
    const [sync, close] = await Promise.allSettled([file.sync(), file.close()]);
    assert.deepEqual([sync.status, close.status], ['fulfilled', 'fulfilled']);
  });
});

describe('a full disk', { skip: noSmallDisk }, () => {
  for (const way of ['at once', 'in another thread'] as const) {
    test(`fails a write with its code, after what there was room for was written, ${way}`, async () => {
      using disk = mountSmallDisk(1);
      const path = `${disk.path}/a.part`;
      writeFileSync(path, '');
      await using file = await PartFile.open(path, way === 'at once' ? promptAt(path) : CAREFUL);
      const half = Buffer.alloc(600_000, 'x');
      await assert.rejects(async () => await file.write([half, half], 0), { code: 'disk.full', detail: 'ENOSPC' });
      const { size } = statSync(path);
      assert.ok(size > half.length && size < 2 * half.length, `${size}`);
    });
  }
});
