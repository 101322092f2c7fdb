import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { PartJournal, removeJournal } from '../../../main/engine/part-journal.ts';
import { BLOCK_BYTES } from '../../../shared/block-checksum.ts';
import { parseJournal, type JournalHeader } from '../../../shared/part-journal.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const HEADER: JournalHeader = {
  url: 'https://example.org/a.zip',
  sizeBytes: 5 * BLOCK_BYTES,
  etag: '"1"',
  lastModified: null,
  contentType: null,
};

describe('writing a journal', () => {
  test('is made with the first piece, and gone on with in the next run', async () => {
    await using folder = await createTempFolder();
    const part = folder.file('a.zip.sluice-part');
    const first = new PartJournal(part, { header: HEADER, beginsAnew: false });
    assert.ok(!existsSync(folder.file('a.zip.sluice-info')));
    first.add([{ start: 0, end: 10, crc32: 7 }]);
    await first.close();
    const second = new PartJournal(part, { header: { ...HEADER, etag: '"2"' }, beginsAnew: false });
    second.add([{ start: 10, end: 20, crc32: 8 }]);
    await second.close();
    const journal = parseJournal(readFileSync(folder.file('a.zip.sluice-info'), 'utf8'));
    assert.equal(journal?.header.etag, '"2"');
    assert.deepEqual(
      journal?.blocks.map(({ end }) => end),
      [10, 20],
    );
    await removeJournal(part);
    assert.deepEqual(readdirSync(folder.path), []);
  });

  test('says nothing of an older file when the part file begins anew', async () => {
    await using folder = await createTempFolder();
    const part = folder.file('a.zip.sluice-part');
    const old = new PartJournal(part, { header: { ...HEADER, etag: '"old"' }, beginsAnew: true });
    old.add([{ start: 0, end: 10, crc32: 7 }]);
    await old.close();
    const fresh = new PartJournal(part, { header: HEADER, beginsAnew: true });
    assert.equal(fresh.isBegun, false);
    fresh.add([{ start: 10, end: 20, crc32: 8 }]);
    await fresh.close();
    const journal = parseJournal(readFileSync(folder.file('a.zip.sluice-info'), 'utf8'));
    assert.equal(journal?.header.etag, '"1"');
    assert.deepEqual(
      journal?.blocks.map(({ end }) => end),
      [20],
    );
  });

  test('does not grow for ever when a block is told again and again', async () => {
    await using folder = await createTempFolder();
    const journal = new PartJournal(folder.file('a.sluice-part'), { header: HEADER, beginsAnew: false }, 10);
    for (let end = 1; end <= 2000; end += 1) journal.add([{ start: 0, end, crc32: end }]);
    await journal.close();
    const file = folder.file('a.sluice-info');
    assert.ok(statSync(file).size < 1000);
    assert.deepEqual(parseJournal(readFileSync(file, 'utf8')), {
      header: HEADER,
      blocks: [{ start: 0, end: 2000, crc32: 2000 }],
    });
    assert.deepEqual(readdirSync(folder.path), ['a.sluice-info']);
  });

  test('that a power cut left without its bytes is written anew, or deleted', async () => {
    await using folder = await createTempFolder();
    for (const rest of ['', '\0'.repeat(4096)]) {
      const part = folder.file('a.sluice-part');
      writeFileSync(folder.file('a.sluice-info'), rest);
      const journal = new PartJournal(part, { header: HEADER, beginsAnew: false });
      journal.add([{ start: 0, end: 10, crc32: 7 }]);
      await journal.close();
      assert.equal(parseJournal(readFileSync(folder.file('a.sluice-info'), 'utf8'))?.blocks.length, 1);
      writeFileSync(folder.file('a.sluice-info'), rest);
      writeFileSync(folder.file('a.sluice-info~'), rest);
      await removeJournal(part);
      assert.deepEqual(readdirSync(folder.path), []);
    }
  });

  test('is not written anew over a file of someone else', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.sluice-info~'), 'mine');
    const journal = new PartJournal(folder.file('a.sluice-part'), { header: HEADER, beginsAnew: false }, 10);
    for (let end = 1; end <= 50; end += 1) journal.add([{ start: 0, end, crc32: end }]);
    await journal.close();
    await removeJournal(folder.file('a.sluice-part'));
    assert.equal(readFileSync(folder.file('a.sluice-info~'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(folder.path), ['a.sluice-info~']);
  });

  test(
    'that a full disk has no room for is closed, and gone when there is room again',
    { skip: noSmallDisk },
    async () => {
      using disk = mountSmallDisk(1);
      disk.fill();
      const part = `${disk.path}/a.zip.sluice-part`;
      const journal = new PartJournal(part, { header: HEADER, beginsAnew: false });
      journal.add([{ start: 0, end: 10, crc32: 7 }]);
      await journal.close();
      assert.deepEqual(openFilesIn(disk.path), []);
      await removeJournal(part);
      assert.deepEqual(readdirSync(disk.path), ['filling']);
    },
  );

  test('leaves alone what is none of ours: a file, a link, a folder that is not there', async () => {
    await using folder = await createTempFolder();
    writeFileSync(folder.file('a.sluice-info'), 'mine');
    writeFileSync(folder.file('target'), 'theirs');
    symlinkSync(folder.file('target'), folder.file('b.sluice-info'));
    for (const name of ['a', 'b', 'gone/c']) {
      const journal = new PartJournal(folder.file(`${name}.sluice-part`), { header: HEADER, beginsAnew: false });
      journal.add([{ start: 0, end: 10, crc32: 7 }]);
      await journal.close();
      await removeJournal(folder.file(`${name}.sluice-part`));
    }
    assert.equal(readFileSync(folder.file('a.sluice-info'), 'utf8'), 'mine');
    assert.equal(readFileSync(folder.file('target'), 'utf8'), 'theirs');
    assert.deepEqual(readdirSync(folder.path), ['a.sluice-info', 'b.sluice-info', 'target']);
  });
});

/** The files in a folder that this process has open. */
function openFilesIn(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`);
      return file.startsWith(folder) ? [file] : [];
    } catch {
      return []; // It was that of the listing.
    }
  });
}
