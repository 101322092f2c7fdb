import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { promptDevice } from '../../../main/app/prompt-device.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { mountStallingDisk, noStallingDisk } from '../../support/stalling-disk.ts';

test('the disk of the list is prompt when it is one of this computer', { skip: noSmallDisk }, () => {
  using disk = mountSmallDisk(1);
  assert.equal(promptDevice(disk.path), statSync(disk.path, { bigint: true }).dev);
});

test('a file system that another process answers for is not', { skip: noStallingDisk }, async () => {
  await using disk = await mountStallingDisk();
  assert.equal(promptDevice(disk.path), null);
});

test('neither is a folder that cannot be looked at', () => {
  assert.equal(promptDevice('/no/such/folder'), null);
});
