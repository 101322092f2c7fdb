import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DirectDisks } from '../../../main/engine/direct-disks.ts';

const MIB = 1024 * 1024;
const [NEAR, FAR] = [1n, 2n];

/** Disks whose writes of 1 MiB take as long as told. */
function setUp() {
  let nowMs = 0;
  const disks = new DirectDisks(() => nowMs);
  const write = (tookMs: number, device = NEAR): Promise<number> =>
    disks.watch(device, async () => {
      nowMs += tookMs;
      return MIB;
    });
  return {
    disks,
    writeMany: async (count: number, tookMs: number): Promise<void> => {
      for (let made = 0; made < count; made += 1) await write(tookMs);
    },
    pause: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('a disk is quick until 32 MiB took longer than at 100 MB/s, and is tried again after 512 MiB through the page cache', async () => {
  const { disks, writeMany } = setUp();
  assert.equal(disks.isQuick(NEAR), true);
  await writeMany(64, 10);
  assert.equal(disks.isQuick(NEAR), true);
  await writeMany(31, 11);
  assert.equal(disks.isQuick(NEAR), true);
  await writeMany(1, 11);
  assert.equal(disks.isQuick(NEAR), false);
  assert.equal(disks.isQuick(FAR), true, 'another one');
  disks.noteCached(NEAR, 511 * MIB);
  assert.equal(disks.isQuick(NEAR), false);
  disks.noteCached(NEAR, MIB);
  assert.equal(disks.isQuick(NEAR), true);
});

test('time in which nothing is written does not count, and writes at once share theirs', async () => {
  const { disks, writeMany, pause } = setUp();
  for (let made = 0; made < 32; made += 1) {
    await writeMany(1, 5);
    pause(1000);
  }
  assert.equal(disks.isQuick(NEAR), true);
  const done = Promise.withResolvers<void>();
  const writes = Array.from({ length: 32 }, () =>
    disks.watch(NEAR, async () => {
      await done.promise;
      return MIB;
    }),
  );
  pause(300);
  done.resolve();
  await Promise.all(writes);
  assert.equal(disks.isQuick(NEAR), true, '112 MB/s in all');
});

test('a write that fails counts as nothing written', async () => {
  const { disks, writeMany, pause } = setUp();
  const failing = disks.watch(NEAR, async () => {
    pause(1000);
    throw new Error('disk');
  });
  await assert.rejects(failing, { message: 'disk' });
  await writeMany(32, 1);
  assert.equal(disks.isQuick(NEAR), false);
});
