import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { publishPart, syncFolder } from '../../../main/queue/target-files.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const NOBODY = 65_534;

/** Runs as someone whom permissions concern. */
async function withoutRoot<Value>(work: () => Promise<Value>): Promise<Value> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('giving a finished part its name', () => {
  test('works in a folder that we may write to but not read', { skip: process.platform === 'win32' }, async () => {
    await using top = await createTempFolder();
    chmodSync(top.path, 0o711);
    const folder = top.file('drop-box');
    mkdirSync(folder);
    const reservation = { target: 'a', part: 'a.part', owned: true, sinceMs: 0, replaces: null };
    writeFileSync(path.join(folder, 'a.part'), 'whole');
    writeFileSync(path.join(folder, 'a'), '');
    if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
    chmodSync(folder, 0o300);
    const verdict = await withoutRoot(() =>
      publishPart(folder, reservation, { sizeBytes: 5, mayRename: () => true, syncFolder, mayHaveJournal: true }),
    );
    chmodSync(folder, 0o700);
    assert.equal(verdict, 'published');
    assert.equal(existsSync(path.join(folder, 'a.part')), false);
  });
});
