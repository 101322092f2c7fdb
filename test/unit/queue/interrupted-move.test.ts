import assert from 'node:assert/strict';
import { linkSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fingerprint } from '../../../main/queue/target-files.ts';
import type { MovingFile } from '../../../main/store/download-record.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { CONTENT, isOver, makeFolder, read, withFile } from '../../support/place-bench.ts';
import type { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

async function source(bench: QueueBench): Promise<string> {
  const found = await fingerprint(path.join(bench.folder, 'file.zip'));
  assert.ok(found.kind === 'file');
  return found.text;
}

async function moving(bench: QueueBench, patch: Partial<MovingFile> = {}): Promise<MovingFile> {
  return {
    kind: 'moving',
    directory: bench.folder,
    name: 'b.zip',
    target: 'b.zip',
    from: path.join(bench.folder, 'file.zip'),
    source: await source(bench),
    draft: null,
    sinceMs: bench.clock.nowMs(),
    ...patch,
  };
}
async function settles(bench: QueueBench, id: DownloadId, left: MovingFile): Promise<void> {
  bench.leaves(id, { relocation: left });
  await bench.crash();
  await isOver(bench, id);
}

describe('after a process that ended in the instant of a move', () => {
  test('before anything was done, it is done now', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    await settles(bench, id, await moving(bench));
    assert.deepEqual([bench.files(), read(bench.folder, 'b.zip')], [['b.zip'], CONTENT]);
  });

  test('with both names, only the new one is left', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    linkSync(path.join(bench.folder, 'file.zip'), path.join(bench.folder, 'b.zip'));
    await settles(bench, id, left);
    assert.deepEqual([bench.files(), read(bench.folder, 'b.zip')], [['b.zip'], CONTENT]);
    assert.equal(bench.stored(id).reservation?.target, 'b.zip');
  });

  test('with the new name only, the row learns it', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    renameSync(path.join(bench.folder, 'file.zip'), path.join(bench.folder, 'b.zip'));
    await settles(bench, id, left);
    assert.deepEqual([bench.files(), bench.stored(id).reservation?.target], [['b.zip'], 'b.zip']);
  });

  test('with both names, only the old one is left when the move is stopped at once', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    linkSync(path.join(bench.folder, 'file.zip'), path.join(bench.folder, 'b.zip'));
    bench.leaves(id, { relocation: left });
    await bench.crash();
    bench.queue.places.stop([id]);
    await until(() => bench.files().join() === 'file.zip', 'the new name to go');
    assert.equal(bench.stored(id).reservation?.target, 'file.zip');
    assert.equal(read(bench.folder, 'file.zip'), CONTENT);
  });

  test('with both names, one more wish leads to one file', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    linkSync(path.join(bench.folder, 'file.zip'), path.join(bench.folder, 'b.zip'));
    bench.leaves(id, { relocation: left });
    await bench.crash();
    const folder = makeFolder(bench, 'elsewhere');
    bench.queue.places.moveTo([id], folder);
    await isOver(bench, id);
    assert.deepEqual([bench.files(), readdirSync(folder)], [[], ['b.zip']]);
  });

  test('with the empty file that a disk without hard links needs, the file gets its name all the same', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    writeFileSync(path.join(bench.folder, 'b.zip'), '');
    await settles(bench, id, left);
    assert.deepEqual([bench.files(), read(bench.folder, 'b.zip')], [['b.zip'], CONTENT]);
  });

  test('an empty file that was there before is someone else’s', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    writeFileSync(path.join(bench.folder, 'b.zip'), '');
    await settles(bench, id, await moving(bench, { sinceMs: Date.now() + 60_000 }));
    assert.deepEqual(bench.files(), ['b (1).zip', 'b.zip']);
    assert.deepEqual([read(bench.folder, 'b.zip'), read(bench.folder, 'b (1).zip')], ['', CONTENT]);
  });

  test('what someone else has put there since is left alone', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    writeFileSync(path.join(bench.folder, 'b.zip'), 'of the user');
    await settles(bench, id, left);
    assert.deepEqual(bench.files(), ['b (1).zip', 'b.zip']);
    assert.equal(read(bench.folder, 'b.zip'), 'of the user');
    assert.equal(read(bench.folder, 'b (1).zip'), CONTENT);
  });

  test('half a copy is deleted, and never called complete', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const draft = { name: 'b.zip.sluice-part', owned: true, proven: null };
    writeFileSync(path.join(bench.folder, draft.name), CONTENT.slice(0, 20));
    await settles(bench, id, await moving(bench, { draft }));
    assert.deepEqual([bench.files(), read(bench.folder, 'b.zip')], [['b.zip'], CONTENT]);
  });

  test('a file that stands where a copy was to be made is someone else’s', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const draft = { name: 'b.zip.sluice-part', owned: false, proven: null };
    writeFileSync(path.join(bench.folder, draft.name), 'of the user');
    await settles(bench, id, await moving(bench, { draft }));
    assert.deepEqual(bench.files(), ['b.zip', 'b.zip.sluice-part']);
    assert.equal(read(bench.folder, 'b.zip.sluice-part'), 'of the user');
  });

  test('a copy that was proved and has its name is the file, and the source goes', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const folder = makeFolder(bench, 'elsewhere');
    writeFileSync(path.join(folder, 'b.zip.sluice-part'), CONTENT);
    linkSync(path.join(folder, 'b.zip.sluice-part'), path.join(folder, 'b.zip'));
    const copy = await fingerprint(path.join(folder, 'b.zip'));
    assert.ok(copy.kind === 'file');
    const draft = { name: 'b.zip.sluice-part', owned: true, proven: copy.text };
    await settles(bench, id, await moving(bench, { directory: folder, draft }));
    assert.deepEqual([bench.files(), readdirSync(folder)], [[], ['b.zip']]);
    assert.deepEqual([bench.stored(id).directory, read(folder, 'b.zip')], [folder, CONTENT]);
  });

  test('a source that was changed since is not deleted', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const folder = makeFolder(bench, 'elsewhere');
    writeFileSync(path.join(folder, 'b.zip'), CONTENT);
    const copy = await fingerprint(path.join(folder, 'b.zip'));
    assert.ok(copy.kind === 'file');
    const draft = { name: 'b.zip.sluice-part', owned: true, proven: copy.text };
    const left = await moving(bench, { directory: folder, draft });
    writeFileSync(path.join(bench.folder, 'file.zip'), 'edited by its user');
    await settles(bench, id, left);
    const files = readdirSync(folder).map((name) => read(folder, name));
    assert.deepEqual([files.toSorted(), bench.files()], [['edited by its user', CONTENT].toSorted(), []]);
  });

  test('a file that is nowhere any more is told', async () => {
    await using place = await withFile();
    const { bench, id } = place;
    const left = await moving(bench);
    unlinkSync(path.join(bench.folder, 'file.zip'));
    await settles(bench, id, left);
    const { relocation } = bench.stored(id);
    assert.equal(relocation?.kind === 'failed' ? relocation.problem : relocation, 'fileGone');
  });
});
