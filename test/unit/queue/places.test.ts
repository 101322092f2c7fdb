import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import type { MetalinkFile } from '../../../shared/metalink.ts';
import { questionOf } from '../../../shared/question.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { CONTENT, isOver, LINK, makeFolder, read, withFile } from '../../support/place-bench.ts';
import { until } from '../../support/until.ts';

function metalinkFile(name: string): MetalinkFile {
  return { name, links: [`https://example.org/${name}`], checksum: null, pieces: null, sizeBytes: null };
}

/** A complete file that was to go to a folder that is not there. */
async function withStuckFile(): Promise<Awaited<ReturnType<typeof withFile>> & { readonly shelf: string }> {
  const place = await withFile();
  const shelf = path.join(place.bench.folder, '..', 'shelf');
  place.bench.queue.places.moveTo([place.id], shelf);
  await isOver(place.bench, place.id);
  return { ...place, shelf };
}

describe('the new name of a complete file', () => {
  test('is its name on disk and in SQLite, and the old one is gone', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    assert.deepEqual(await bench.queue.places.rename(id, 'holiday.zip'), { kind: 'renamed', name: 'holiday.zip' });
    await isOver(bench, id);
    assert.deepEqual(bench.files(), ['holiday.zip']);
    assert.equal(read(bench.folder, 'holiday.zip'), CONTENT);
    assert.deepEqual(
      [bench.stored(id).reservation?.target, bench.stored(id).relocation, bench.state(id).kind],
      ['holiday.zip', null, 'completed'],
    );
    await bench.crash();
    assert.equal(bench.queue.get(id)?.reservation?.target, 'holiday.zip');
    assert.deepEqual(bench.files(), ['holiday.zip']);
  });

  for (const onNameTaken of ['rename', 'overwrite'] as const) {
    test(`gets a number where a file has it, when the setting is ${onNameTaken}: nothing is ever overwritten`, async () => {
      await using place = await withFile({ onNameTaken });
      const { bench, id } = place;
      writeFileSync(path.join(bench.folder, 'mine.zip'), 'of the user');
      assert.deepEqual(await bench.queue.places.rename(id, 'mine.zip'), { kind: 'renamed', name: 'mine (1).zip' });
      await isOver(bench, id);
      assert.equal(read(bench.folder, 'mine.zip'), 'of the user');
      assert.equal(read(bench.folder, 'mine (1).zip'), CONTENT);
    });
  }

  for (const onNameTaken of ['skip', 'ask'] as const) {
    test(`is refused where a file has it, when the setting is ${onNameTaken}`, async () => {
      await using place = await withFile({ onNameTaken });
      const { bench, id } = place;
      writeFileSync(path.join(bench.folder, 'mine.zip'), 'of the user');
      assert.deepEqual(await bench.queue.places.rename(id, 'mine.zip'), { kind: 'failed', problem: 'nameTaken' });
      assert.equal(bench.queue.get(id)?.relocation, null);
      assert.deepEqual([read(bench.folder, 'mine.zip'), read(bench.folder, 'file.zip')], ['of the user', CONTENT]);
    });
  }

  test('is made safe and stays inside the folder', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const verdict = await bench.queue.places.rename(id, '../..\u202e/evil\u0000.zip');
    assert.deepEqual(verdict, { kind: 'renamed', name: '_.._evil.zip' });
    await isOver(bench, id);
    assert.deepEqual(bench.files(), ['_.._evil.zip']);
  });

  test('may differ from the old one in case only', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    assert.deepEqual(await bench.queue.places.rename(id, 'FILE.zip'), { kind: 'renamed', name: 'FILE.zip' });
    await isOver(bench, id);
    assert.deepEqual(bench.files(), ['FILE.zip']);
  });

  test('is what a new start from the first byte wishes for', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    await bench.queue.places.rename(id, 'holiday.zip');
    bench.queue.commands.restart([id], 'keep');
    await bench.started(id, 2);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, CONTENT);
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: CONTENT.length, blocks: [] });
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['holiday (1).zip', 'holiday.zip']);
  });

  test('cannot be given to a file that is gone', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    unlinkSync(path.join(bench.folder, 'file.zip'));
    assert.deepEqual(await bench.queue.places.rename(id, 'b.zip'), { kind: 'failed', problem: 'fileGone' });
    assert.equal(bench.state(id).kind, 'completed');
    assert.deepEqual(bench.files(), []);
  });
});

describe('the new name of a file that is not complete', () => {
  test('is taken when the download begins', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.addAll([{ url: LINK }], true);
    assert.ok(id !== undefined);
    assert.deepEqual(await bench.queue.places.rename(id, 'b.zip'), { kind: 'renamed', name: 'b.zip' });
    bench.queue.commands.resume([id]);
    await bench.finish(id, CONTENT);
    assert.deepEqual(bench.files(), ['b.zip']);
  });

  test('is given to it at its end, and its part file stays what it is', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    assert.deepEqual(await bench.queue.places.rename(id, 'b.zip'), { kind: 'later', name: 'b.zip' });
    assert.equal(path.basename(part), 'file.zip.sluice-part');
    await bench.crash();
    assert.equal(run, 1);
    await bench.finish(id, CONTENT);
    await isOver(bench, id);
    assert.deepEqual(bench.files(), ['b.zip']);
    assert.equal(read(bench.folder, 'b.zip'), CONTENT);
  });

  test('is not that of all the files of a Metalink that it turns out to lead to', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 1 });
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo([id], folder);
    await bench.queue.places.rename(id, 'b.zip');
    bench.engine.tell({ kind: 'metalink', id, run, files: [metalinkFile('one'), metalinkFile('two')] });
    await bench.started(id, 2);
    const asked = { kind: 'asked', directory: folder, name: null };
    assert.deepEqual(
      [...bench.queue.all()].map(({ wishedName, relocation }) => [wishedName, relocation]),
      [['one', asked], ['two', asked]], // prettier-ignore
    );
  });

  test('answers the question about a name that is taken', async () => {
    await using bench = await QueueBench.start({ onNameTaken: 'ask' });
    mkdirSync(bench.folder, { recursive: true });
    writeFileSync(path.join(bench.folder, 'file.zip'), 'of the user');
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await bench.reaches(id, 'blocked');
    await bench.queue.places.rename(id, 'b.zip');
    const again = await bench.started(id, 2);
    bench.engine.tell({ kind: 'probed', id, run: again, facts: PLAIN_FACTS });
    await bench.reaches(id, 'downloading');
    assert.equal(bench.queue.get(id)?.reservation?.target, 'b.zip');
  });

  test('is not that of another download in the same folder, whichever is complete first', async () => {
    await using bench = await QueueBench.start();
    const [one, other] = bench.addAll([
      { url: LINK, name: 'one.zip' },
      { url: LINK, name: 'other.zip' },
    ]);
    assert.ok(one !== undefined && other !== undefined);
    await bench.started(one);
    await bench.started(other);
    await bench.queue.places.rename(one, 'same.zip');
    await bench.queue.places.rename(other, 'same.zip');
    await bench.finish(other, CONTENT);
    await bench.finish(one, 'x'.repeat(100));
    await isOver(bench, one);
    await isOver(bench, other);
    assert.deepEqual(bench.files(), ['same (1).zip', 'same.zip']);
    const nameOf = (id: DownloadId): string => bench.stored(id).reservation?.target ?? '';
    assert.equal(read(bench.folder, nameOf(one)), 'x'.repeat(100));
    assert.equal(read(bench.folder, nameOf(other)), CONTENT);
  });
});

describe('a file that is moved to another folder', () => {
  test('is there, under its name, and not in the old one', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const folder = makeFolder(bench, 'elsewhere');
    assert.equal(bench.queue.places.moveTo([id], folder), 1);
    await isOver(bench, id);
    assert.equal(read(folder, 'file.zip'), CONTENT);
    assert.deepEqual([bench.files(), bench.stored(id).directory], [[], folder]);
  });

  test('goes there at its end while it is being downloaded, and under its new name', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const folder = makeFolder(bench, 'elsewhere');
    const { run, part } = await bench.toDownloading(id);
    assert.equal(bench.queue.places.moveTo([id], folder), 1);
    assert.equal((await bench.queue.places.rename(id, 'b.zip'))?.kind, 'later');
    writeFileSync(part, CONTENT);
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: CONTENT.length, blocks: [] });
    await bench.reaches(id, 'completed');
    await isOver(bench, id);
    assert.equal(read(folder, 'b.zip'), CONTENT);
    assert.deepEqual(bench.files(), []);
  });

  test('begins there when it has not begun', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.addAll([{ url: LINK }], true);
    assert.ok(id !== undefined);
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo([id], folder);
    assert.deepEqual([bench.stored(id).directory, bench.stored(id).relocation], [folder, null]);
  });

  test('holds beside a new name, asked for in a run that brought nothing, and the name beside another folder', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const [one, other] = [makeFolder(bench, 'one'), makeFolder(bench, 'other')];
    const run = await bench.started(id);
    bench.queue.places.moveTo([id], one);
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'paused');
    await bench.queue.places.rename(id, 'b.zip');
    assert.deepEqual([bench.stored(id).directory, bench.stored(id).wishedName], [one, 'b.zip']);
    bench.queue.commands.resume([id]);
    const again = await bench.started(id, 2);
    await bench.queue.places.rename(id, 'c.zip');
    bench.queue.commands.pause([id]);
    bench.engine.tell({ kind: 'stopped', id, run: again, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'paused');
    bench.queue.places.moveTo([id], other);
    assert.deepEqual([bench.stored(id).directory, bench.stored(id).wishedName], [other, 'c.zip']);
  });

  test('leaves the old folder without the empty files that were made for it', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'disk.full');
    await bench.reaches(id, 'blocked');
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo([id], folder);
    await isOver(bench, id);
    assert.deepEqual([bench.files(), bench.stored(id).directory], [[], folder]);
  });

  test('stays where it is when the folder is gone, and says so until it is told to stay', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const folder = path.join(bench.folder, 'gone');
    bench.queue.places.moveTo([id], folder);
    await isOver(bench, id);
    assert.deepEqual(bench.stored(id).relocation, {
      kind: 'failed',
      directory: folder,
      name: 'file.zip',
      problem: 'folderGone',
    });
    assert.equal(read(bench.folder, 'file.zip'), CONTENT);
    assert.equal(bench.queue.places.stop([id]), 1);
    assert.equal(bench.stored(id).relocation, null);
    assert.equal(read(bench.folder, 'file.zip'), CONTENT);
  });

  test('stays when the way is taken back before its end', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(LINK);
    assert.ok(id !== undefined);
    await bench.started(id);
    bench.queue.places.moveTo([id], makeFolder(bench, 'elsewhere'));
    assert.equal(bench.queue.places.stop([id]), 1);
    await bench.finish(id, CONTENT);
    await isOver(bench, id);
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('is deleted where it is, not where it was, when its download is removed', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo([id], folder);
    await isOver(bench, id);
    writeFileSync(path.join(bench.folder, 'file.zip'), 'of the user');
    bench.queue.commands.remove([id], { deleteFiles: true });
    await until(() => readdirSync(folder).length === 0, 'the file to be deleted');
    assert.equal(read(bench.folder, 'file.zip'), 'of the user');
  });
});

test('what a user says a file is holds until it is taken back', async () => {
  await using bench = await QueueBench.start();
  const [id] = bench.add(LINK);
  assert.ok(id !== undefined);
  assert.equal(bench.queue.places.setCategory([id], 'video'), 1);
  assert.equal(bench.queue.places.setCategory([id], 'video'), 0);
  await bench.crash();
  assert.equal(bench.queue.get(id)?.category, 'video');
  bench.queue.places.setCategory([id], null);
  assert.equal(bench.stored(id).category, null);
});

describe('a move that failed', () => {
  test('asks its user, also after a restart, until it works', async () => {
    await using place = await withStuckFile();
    const { bench, id, shelf } = place;
    assert.deepEqual([...bench.queue.failedMoves], [id]);
    await bench.crash();
    assert.deepEqual([...bench.queue.failedMoves], [id]);
    assert.equal(bench.queue.questions.answer([id], 'retry'), 1);
    await isOver(bench, id);
    assert.deepEqual([...bench.queue.failedMoves], [id], 'the folder is not there yet');
    mkdirSync(shelf);
    assert.equal(bench.queue.questions.answer([id], 'retry'), 1);
    assert.equal(bench.queue.failedMoves.size, 0);
    await isOver(bench, id);
    assert.equal(read(shelf, 'file.zip'), CONTENT);
    assert.equal(bench.queue.questions.answer([id], 'retry'), 0, 'nothing is asked any more');
  });

  test('since the name is taken there goes under a number when its user says so', async () => {
    await using place = await withFile({ onNameTaken: 'ask' });
    const { bench, id } = place;
    const shelf = makeFolder(bench, 'shelf');
    writeFileSync(path.join(shelf, 'file.zip'), 'of the user');
    bench.queue.places.moveTo([id], shelf);
    await isOver(bench, id);
    assert.equal(questionOf(bench.queue.get(id) ?? assert.fail()), 'move.nameTaken');
    await bench.crash({ onNameTaken: 'ask' });
    assert.equal(bench.queue.questions.answer([id], 'rename'), 1);
    await isOver(bench, id);
    assert.equal(bench.queue.failedMoves.size, 0);
    assert.deepEqual([read(shelf, 'file.zip'), read(shelf, 'file (1).zip')], ['of the user', CONTENT]);
    assert.deepEqual(bench.files(), []);
  });

  test('for another reason offers no number', async () => {
    await using place = await withStuckFile();
    assert.equal(place.bench.queue.questions.answer([place.id], 'rename'), 0);
  });

  test('is over when the file is to stay where it is', async () => {
    await using place = await withStuckFile();
    const { bench, id } = place;
    assert.equal(bench.queue.questions.answer([id], 'cancel'), 0, 'no answer to this question');
    assert.equal(bench.queue.questions.answer([id], 'leave'), 1);
    assert.equal(bench.queue.failedMoves.size, 0);
    assert.equal(bench.stored(id).relocation, null);
    assert.equal(read(bench.folder, 'file.zip'), CONTENT);
  });

  test('is over when the download begins again, or leaves the list', async () => {
    await using place = await withStuckFile();
    const { bench, id } = place;
    bench.queue.commands.restart([id], 'keep');
    assert.deepEqual([bench.queue.failedMoves.size, bench.queue.get(id)?.relocation], [0, null]);

    await using other = await withStuckFile();
    other.bench.queue.commands.remove([other.id], { deleteFiles: false });
    assert.equal(other.bench.queue.failedMoves.size, 0);
  });
});
