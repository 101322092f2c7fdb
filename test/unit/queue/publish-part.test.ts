import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { syncFolder } from '../../../main/queue/folder-sync.ts';
import { publishPart } from '../../../main/queue/publish-part.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const NOBODY = 65_534;
const EXPECTED = { sizeBytes: 5, mayRename: () => true, syncFolder, mayHaveJournal: false };
/** Of a short file: nothing holds its name. */
const SHORT = { target: 'a', part: 'a.part', owned: true, sinceMs: 0, hasPlaceholder: false, replaces: null };

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
    const reservation = { target: 'a', part: 'a.part', owned: true, sinceMs: 0, hasPlaceholder: true, replaces: null };
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

  test('without a placeholder takes a free name', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.part'), 'whole');
    assert.equal(await publishPart(folder.path, SHORT, EXPECTED), 'published');
    assert.deepEqual(readdirSync(folder.path), ['a']);
    assert.equal(readFileSync(folder.file('a'), 'utf8'), 'whole');
  });

  test('without a placeholder never takes the name of a file that is there, not even of an empty one', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.part'), 'whole');
    writeFileSync(folder.file('a'), '');
    assert.equal(await publishPart(folder.path, SHORT, EXPECTED), 'taken');
    assert.deepEqual(readdirSync(folder.path), ['a', 'a.part']);
    assert.equal(readFileSync(folder.file('a'), 'utf8'), '');
  });

  test('makes the name durable that a kill cut off from its sync', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a'), 'whole');
    const synced: string[] = [];
    const again = { ...EXPECTED, mayHaveJournal: true, syncFolder: async (one: string) => void synced.push(one) };
    assert.equal(await publishPart(folder.path, SHORT, again), 'published');
    assert.deepEqual(synced, [folder.path]);
  });

  test('goes on after a crash between the two names of a file', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.part'), 'whole');
    linkSync(folder.file('a.part'), folder.file('a'));
    assert.equal(await publishPart(folder.path, SHORT, EXPECTED), 'published');
    assert.deepEqual(readdirSync(folder.path), ['a']);
  });

  test('makes a placeholder first where the file system has no links', { skip: !refusesLinks() }, async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.part'), 'whole');
    chmodSync(folder.file('a.part'), 0o600);
    chownSync(folder.path, NOBODY, NOBODY);
    // Linux lets nobody link what is someone else's (fs.protected_hardlinks), but the owner of a folder rename it.
    const verdict = await withoutRoot(() => publishPart(folder.path, SHORT, EXPECTED));
    assert.equal(verdict, 'needsPlaceholder');
    const again = await withoutRoot(() => publishPart(folder.path, { ...SHORT, hasPlaceholder: true }, EXPECTED));
    assert.equal(again, 'published');
    assert.deepEqual(readdirSync(folder.path), ['a']);
  });
});

function refusesLinks(): boolean {
  const setting = '/proc/sys/fs/protected_hardlinks';
  return process.getuid?.() === 0 && existsSync(setting) && readFileSync(setting, 'utf8').trim() === '1';
}
