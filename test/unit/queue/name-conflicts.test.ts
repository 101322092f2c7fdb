import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const NEW = 'n'.repeat(100);
const OLD = 'the old file';

/** A bench whose folder has a file of the name that the downloads will have. */
async function withOldFile(settings: Parameters<typeof QueueBench.start>[0] = {}, old = OLD): Promise<QueueBench> {
  const bench = await QueueBench.start(settings);
  mkdirSync(bench.folder, { recursive: true });
  writeFileSync(path.join(bench.folder, 'file.zip'), old);
  return bench;
}

function content(bench: QueueBench, name: string): string {
  return readFileSync(path.join(bench.folder, name), 'utf8');
}

/** The only id. */
function one(ids: readonly DownloadId[]): DownloadId {
  const [id] = ids;
  assert.ok(id !== undefined);
  return id;
}

/** Plays the end of a transfer that has its part file. */
function fill(bench: QueueBench, id: DownloadId, run: number, part: string): void {
  writeFileSync(part, NEW);
  bench.engine.tell({ kind: 'finished', id, run, sizeBytes: NEW.length, blocks: [] });
}

describe('a name that is taken', () => {
  test('is numbered, which is the default', async () => {
    await using bench = await withOldFile();
    const id = one(bench.add('https://example.org/file.zip'));
    await bench.finish(id, NEW);
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
    assert.equal(content(bench, 'file.zip'), OLD);
  });

  test('is skipped: the download fails with that reason, asks nobody, and leaves the folder as it was', async () => {
    await using bench = await withOldFile({ onNameTaken: 'skip' });
    const id = one(bench.add('https://example.org/file.zip'));
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await bench.reaches(id, 'failed');
    const state = bench.state(id);
    assert.equal(state.kind === 'failed' ? state.failure.code : '', 'disk.nameTaken');
    assert.ok(bench.engine.commands.some((command) => command.kind === 'stop' && command.run === run));
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(content(bench, 'file.zip'), OLD);
  });

  test('is asked about, and the option of a download comes before the setting', async () => {
    await using bench = await withOldFile({ onNameTaken: 'rename' });
    const id = one(bench.addAll([{ url: 'https://example.org/file.zip', onNameTaken: 'ask' }]));
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await bench.reaches(id, 'blocked');
    const state = bench.state(id);
    assert.equal(state.kind === 'blocked' ? state.failure.code : '', 'disk.nameTaken');
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('is free for every policy when nothing has it', async () => {
    for (const onNameTaken of ['rename', 'overwrite', 'skip', 'ask'] as const) {
      await using bench = await QueueBench.start({ onNameTaken });
      await bench.finish(one(bench.add('https://example.org/file.zip')), NEW);
      assert.deepEqual(bench.files(), ['file.zip'], onNameTaken);
    }
  });
});

describe('overwriting', () => {
  test('leaves the old file until the new one is complete, without a placeholder', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const id = one(bench.add('https://example.org/file.zip'));
    const { run, part } = await bench.toDownloading(id);
    assert.equal(content(bench, 'file.zip'), OLD);
    assert.deepEqual(bench.files(), ['file.zip', `file.zip${PART_SUFFIX}`]);
    fill(bench, id, run, part);
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(content(bench, 'file.zip'), NEW);
  });

  test('a removal before the end keeps the old file and takes the part', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const id = one(bench.add('https://example.org/file.zip'));
    const { run } = await bench.toDownloading(id);
    bench.queue.commands.remove([id], { deleteFiles: true });
    bench.engine.tell({ kind: 'stopped', id, run, durable: [], stamp: null, blocks: [] });
    await bench.queue.close();
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(content(bench, 'file.zip'), OLD);
    await bench.restart();
  });

  test('never replaces a folder or a link', async () => {
    await using bench = await QueueBench.start({ onNameTaken: 'overwrite' });
    mkdirSync(path.join(bench.folder, 'file.zip'), { recursive: true });
    await bench.finish(one(bench.add('https://example.org/a')), NEW);
    rmSync(path.join(bench.folder, 'file (1).zip'));
    rmSync(path.join(bench.folder, 'file.zip'), { recursive: true });
    const precious = path.join(bench.folder, '..', 'precious');
    writeFileSync(precious, OLD);
    symlinkSync(precious, path.join(bench.folder, 'file.zip'));
    await bench.finish(one(bench.add('https://example.org/b')), NEW);
    assert.equal(readFileSync(precious, 'utf8'), OLD);
    assert.ok(lstatSync(path.join(bench.folder, 'file.zip')).isSymbolicLink());
    assert.equal(bench.files().filter((name) => name !== 'file.zip').length, 1);
  });

  test('is finished after a crash before the rename', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const id = one(bench.add('https://example.org/file.zip'));
    const { run, part } = await bench.toDownloading(id);
    const crashed = bench.crashWhenCommitted('finishing');
    fill(bench, id, run, part);
    await crashed;
    assert.equal(content(bench, 'file.zip'), OLD);
    await bench.crash();
    await bench.reaches(id, 'completed');
    assert.equal(content(bench, 'file.zip'), NEW);
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('is complete after a crash between the rename and its commit', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const id = one(bench.add('https://example.org/file.zip'));
    const { run, part } = await bench.toDownloading(id);
    const crashed = bench.crashWhenCommitted('finishing');
    fill(bench, id, run, part);
    await crashed;
    renameSync(part, path.join(bench.folder, 'file.zip'));
    await bench.crash();
    await bench.reaches(id, 'completed');
    assert.equal(content(bench, 'file.zip'), NEW);
  });

  test('never takes the old file for the new one, even of the same size, when the part is lost', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' }, 'o'.repeat(NEW.length));
    const id = one(bench.add('https://example.org/file.zip'));
    const { run, part } = await bench.toDownloading(id);
    const crashed = bench.crashWhenCommitted('finishing');
    fill(bench, id, run, part);
    await crashed;
    rmSync(part);
    await bench.crash();
    await bench.reaches(id, 'retrying');
    assert.equal(content(bench, 'file.zip'), 'o'.repeat(NEW.length));
  });

  test('replaces what has the name at the end, and gets the name when nothing has it', async () => {
    for (const meanwhile of ['changed', 'gone']) {
      await using bench = await withOldFile({ onNameTaken: 'overwrite' });
      const id = one(bench.add('https://example.org/file.zip'));
      const { run, part } = await bench.toDownloading(id);
      const target = path.join(bench.folder, 'file.zip');
      rmSync(target);
      if (meanwhile === 'changed') writeFileSync(target, 'o'.repeat(NEW.length));
      fill(bench, id, run, part);
      await bench.reaches(id, 'completed');
      assert.equal(content(bench, 'file.zip'), NEW, meanwhile);
      assert.deepEqual(bench.files(), ['file.zip'], meanwhile);
    }
  });

  test('gives way to a folder that took the name meanwhile', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const id = one(bench.add('https://example.org/file.zip'));
    const { run, part } = await bench.toDownloading(id);
    rmSync(path.join(bench.folder, 'file.zip'));
    mkdirSync(path.join(bench.folder, 'file.zip'));
    fill(bench, id, run, part);
    await bench.reaches(id, 'completed');
    assert.equal(content(bench, 'file (1).zip'), NEW);
  });

  test('a part that lies there from another time stays, and does not cost the name', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    writeFileSync(path.join(bench.folder, `file.zip${PART_SUFFIX}`), 'precious');
    await bench.finish(one(bench.add('https://example.org/file.zip')), NEW);
    assert.equal(content(bench, 'file.zip'), NEW);
    assert.equal(content(bench, `file.zip${PART_SUFFIX}`), 'precious');
  });

  test('does not give one name to two downloads', async () => {
    await using bench = await withOldFile({ onNameTaken: 'overwrite' });
    const [first, second] = bench.add('https://example.org/1', 'https://example.org/2');
    assert.ok(first !== undefined && second !== undefined);
    await bench.toDownloading(first);
    // Also when the old file, which showed that the name is taken, is gone.
    rmSync(path.join(bench.folder, 'file.zip'));
    await bench.toDownloading(second);
    assert.equal(bench.queue.get(first)?.reservation?.target, 'file.zip');
    assert.equal(bench.queue.get(second)?.reservation?.target, 'file (1).zip');
  });

  test(
    'a file that never stops to change keeps its name, and the new one gets a number',
    { timeout: 20_000 },
    async () => {
      await using bench = await withOldFile({ onNameTaken: 'overwrite' });
      const id = one(bench.add('https://example.org/file.zip'));
      const { run, part } = await bench.toDownloading(id);
      bench.onWrite = () => appendFileSync(path.join(bench.folder, 'file.zip'), 'more');
      fill(bench, id, run, part);
      await bench.reaches(id, 'completed');
      assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip']);
      assert.equal(content(bench, 'file (1).zip'), NEW);
    },
  );

  test('never replaces the placeholder of another download', async () => {
    await using bench = await QueueBench.start({ onNameTaken: 'overwrite' });
    const [first, second] = bench.add('https://example.org/1', 'https://example.org/2');
    assert.ok(first !== undefined && second !== undefined);
    await bench.toDownloading(first);
    await bench.restart({ onNameTaken: 'overwrite' });
    await bench.toDownloading(second);
    assert.equal(bench.queue.get(second)?.reservation?.target, 'file (1).zip');
  });
});

describe('many downloads at once', () => {
  for (const onNameTaken of ['rename', 'overwrite'] as const) {
    test(`never pick one name, not even by case or Unicode form (${onNameTaken})`, async () => {
      await using bench = await withOldFile({ onNameTaken, maxActiveDownloads: 100, maxActivePerHost: 100 });
      const names = ['file.zip', 'File.ZIP', 'e\u0301.zip', 'É.zip', 'FILE.zip'];
      const ids = bench.add(...Array.from({ length: 50 }, (_, index) => `https://example.org/${index}`));
      await Promise.all(ids.map((id) => bench.started(id)));
      ids.forEach((id, index) => {
        const facts = { ...PLAIN_FACTS, suggestedName: names[index % names.length] ?? '' };
        bench.engine.tell({ kind: 'probed', id, run: bench.engine.lastStart(id).run, facts });
      });
      await Promise.all(ids.map((id) => bench.reaches(id, 'downloading')));
      const taken = ids.map((id) => bench.queue.get(id)?.reservation?.target.normalize('NFC').toLowerCase());
      assert.equal(new Set(taken).size, 50, taken.join(' '));
      const parts = ids.map((id) => bench.queue.get(id)?.reservation?.part.toLowerCase());
      assert.equal(new Set(parts).size, 50);
      assert.equal(content(bench, 'file.zip'), OLD);
    });
  }
});

describe('a link planted in the folder', () => {
  for (const planted of ['file.zip', `file.zip${PART_SUFFIX}`]) {
    for (const where of ['to a file', 'to nowhere']) {
      test(`${where} under ${planted} is never written through`, async () => {
        await using bench = await QueueBench.start();
        mkdirSync(bench.folder, { recursive: true });
        const precious = path.join(bench.folder, '..', 'precious');
        if (where === 'to a file') writeFileSync(precious, OLD);
        symlinkSync(precious, path.join(bench.folder, planted));
        await bench.finish(one(bench.add('https://example.org/file.zip')), NEW);
        assert.equal(content(bench, 'file (1).zip'), NEW);
        if (where === 'to a file') assert.equal(readFileSync(precious, 'utf8'), OLD);
        else assert.equal(existsSync(precious), false);
      });
    }
  }
});
