import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leftByMove } from '../../../main/queue/removed-files.ts';
import type { MovingFile } from '../../../main/store/download-record.ts';

const MOVING: MovingFile = {
  kind: 'moving',
  directory: '/new',
  name: 'a.zip',
  target: 'a.zip',
  from: '/old/a.zip',
  source: 'the file',
  draft: null,
  sinceMs: 0,
};
const COPIED: MovingFile = { ...MOVING, draft: { name: 'a.zip.part', owned: true, proven: 'the copy' } };

/** Which files go, and as which. */
function left(moving: MovingFile, leavesOld: boolean): readonly (readonly [string, string | null])[] {
  return leftByMove(moving, leavesOld).map(({ path, fingerprint }) => [path, fingerprint]);
}

describe('what a file leaves when it has its new place', () => {
  test('is nothing after a rename', () => {
    assert.deepEqual(left(MOVING, false), []);
  });

  test('is its old name where it has both, and only while that is this very file', () => {
    assert.deepEqual(left(MOVING, true), [['/old/a.zip', 'the file']]);
  });

  test('after a copy is the old file and the name that the copy was made under', () => {
    const both = [['/old/a.zip', 'the file'], ['/new/a.zip.part', 'the copy']]; // prettier-ignore
    assert.deepEqual(left(COPIED, false), both);
    assert.deepEqual(left(COPIED, true), both);
  });
});
