import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasRoom } from '../../../main/queue/disk-space.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function room(freeBytes: number, totalBytes = 100 * GIB) {
  return { freeBytes, totalBytes, hasFreeFiles: true };
}

test('a file fits when it leaves the reserve free', () => {
  assert.ok(hasRoom(room(GIB + 64 * MIB), GIB, 0));
  assert.ok(!hasRoom(room(GIB + 64 * MIB - 1), GIB, 0));
});

test('what is still to come of others is spoken for', () => {
  assert.ok(!hasRoom(room(2 * GIB), GIB, GIB));
  assert.ok(hasRoom(room(2 * GIB + 64 * MIB), GIB, GIB));
});

test('of a small disk only a hundredth is kept free', () => {
  assert.ok(hasRoom(room(100 * MIB, 100 * MIB), 99 * MIB, 0));
  assert.ok(!hasRoom(room(100 * MIB, 100 * MIB), 99 * MIB + 1, 0));
});

test('a file that is here already fits on a full disk', () => {
  assert.ok(hasRoom(room(0), 0, 5 * GIB));
});

test('without a size there has to be as much as is kept free', () => {
  assert.ok(!hasRoom(room(64 * MIB), null, 0));
  assert.ok(hasRoom(room(128 * MIB), null, 0));
});

test('a disk without a free file has no room, and one that tells nothing is believed to have', () => {
  assert.ok(!hasRoom({ ...room(GIB), hasFreeFiles: false }, 1, 0));
  assert.ok(hasRoom({ freeBytes: 0, totalBytes: 0, hasFreeFiles: true }, GIB, 0));
});
