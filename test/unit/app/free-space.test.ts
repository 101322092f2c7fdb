import assert from 'node:assert/strict';
import { statfs } from 'node:fs/promises';
import { test } from 'node:test';
import { FreeSpace } from '../../../main/app/free-space.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

test('the room on a disk is looked at when someone reads it, and not again for a while', async () => {
  await using folder = await createTempFolder();
  let nowMs = 0;
  let foldersAsked = 0;
  let changed = Promise.withResolvers<void>();
  const space = new FreeSpace({
    folder: () => {
      foldersAsked += 1;
      return folder.path;
    },
    nowMs: () => nowMs,
    onChange: () => changed.resolve(),
  });
  assert.equal(foldersAsked, 0);
  assert.equal(space.bytes(), null);
  await changed.promise;
  const { bavail, bsize } = await statfs(folder.path);
  // Others write to this disk meanwhile.
  assert.ok(Math.abs((space.bytes() ?? 0) - bavail * bsize) < 2_000_000_000);
  assert.equal((space.bytes() ?? 1) % 10_000_000, 0);

  changed = Promise.withResolvers<void>();
  nowMs = 4999;
  const before = space.bytes();
  assert.equal(space.bytes(), before);
});

test('a folder that is not there has no room that could be told', async () => {
  await using folder = await createTempFolder();
  let path = folder.path;
  let changed = Promise.withResolvers<void>();
  const space = new FreeSpace({ folder: () => path, nowMs: () => 0, onChange: () => changed.resolve() });
  space.bytes();
  await changed.promise;
  changed = Promise.withResolvers<void>();
  path = folder.file('not-there');
  space.bytes();
  await changed.promise;
  assert.equal(space.bytes(), null);
});
