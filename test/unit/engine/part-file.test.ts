import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { PartFile } from '../../../main/engine/part-file.ts';
import { noteStuck } from '../../../main/engine/stuck-files.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const PATIENCE = { answerMs: 60, syncMs: 60 };

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
    await assert.rejects(PartFile.open(part.path, PATIENCE), { code: 'disk.stalled' });
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
    const file = await PartFile.open(part.path, PATIENCE);
    await assert.rejects(file.close(beside.promise), { code: 'disk.stalled' });
    await file.close();
    await assert.rejects(file.write([Buffer.from('late')], 0), { code: 'disk.stalled' });
    await assert.rejects(PartFile.open(part.path, PATIENCE), { code: 'disk.stalled' });
    beside.resolve();
    await using again = await PartFile.open(part.path, PATIENCE);
    assert.equal(again.opened.sizeBytes, 0);
  });
});
