import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';

describe('after a crash', () => {
  test('what ran is in the queue again with its durable bytes, what was paused stays paused', async () => {
    await using bench = await QueueBench.start();
    const [running, paused] = bench.add(URL_A, 'https://example.org/b');
    assert.ok(running !== undefined && paused !== undefined);
    const { run } = await bench.toDownloading(running);
    bench.engine.tell({
      kind: 'checkpoints',
      checkpoints: [{ id: running, run, durable: [{ start: 0, end: 64 }], blocks: [] }],
    });
    const pausedRun = await bench.started(paused);
    bench.queue.commands.pause([paused]);
    assert.ok(pausedRun > 0);
    await bench.restart();
    await bench.started(running);
    assert.deepEqual(bench.engine.lastStart(running).request.resume?.durable, [{ start: 0, end: 64 }]);
    assert.equal(bench.state(paused).kind, 'paused');
  });

  test('between the last byte and the rename: the file is renamed at the start', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const { run, part } = await bench.toDownloading(id);
    writeFileSync(part, 'whole');
    const crash = bench.crashWhenCommitted('finishing');
    bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 5, blocks: [] });
    await crash;
    await bench.restart();
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('a journal that a power cut brought back goes with the part file, another file of its name stays', async () => {
    const journals = {
      'ours.sluice-info': '{"sluicePart":1,"url":""}\n',
      'blank.sluice-info': '',
      'theirs.sluice-info': 'mine',
    };
    await using bench = await QueueBench.start();
    for (const [journal, text] of Object.entries(journals)) {
      const name = journal.replace('.sluice-info', '');
      const [id] = bench.add(`https://example.org/${name}`);
      assert.ok(id !== undefined);
      const { run, part } = await bench.toDownloading(id, { ...PLAIN_FACTS, suggestedName: name });
      writeFileSync(part, 'whole');
      writeFileSync(path.join(bench.folder, journal), text);
      const crash = bench.crashWhenCommitted('finishing');
      bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 5, blocks: [] });
      await crash;
      await bench.restart();
      await bench.reaches(id, 'completed');
    }
    assert.deepEqual(bench.files(), ['blank', 'ours', 'theirs', 'theirs.sluice-info']);
  });

  test('names taken in the instant of the crash are given back', async () => {
    await using bench = await QueueBench.start();
    const [id] = bench.add(URL_A);
    assert.ok(id !== undefined);
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
    await until(() => bench.queue.get(id)?.reservation?.owned === false, 'the intent');
    await until(() => bench.files().length === 2, 'both files');
    await bench.restart();
    const again = await bench.started(id);
    assert.ok(again > 0);
    assert.deepEqual(bench.files(), []);
  });

  test('nothing starts before all is taken over: what started earlier would be taken for what the crash left', async () => {
    const NAMING = 30;
    await using bench = await QueueBench.start({ maxActiveDownloads: NAMING + 1, maxActivePerHost: NAMING + 1 });
    const links = Array.from({ length: NAMING + 1 }, (_, index) => `https://example.org/${index}`);
    const [finishing, ...others] = bench.add(URL_A, ...links);
    const waiting = others.pop();
    assert.ok(finishing !== undefined && waiting !== undefined);
    const { run, part } = await bench.toDownloading(finishing);
    writeFileSync(part, 'whole');
    for (const id of others) {
      const facts = { ...PLAIN_FACTS, suggestedName: `${id}.zip` };
      bench.engine.tell({ kind: 'probed', id, run: await bench.started(id), facts });
    }
    const crash = bench.crashWhenCommitted('finishing');
    await until(() => others.some((id) => bench.queue.get(id)?.reservation?.owned === false), 'the intents');
    bench.engine.tell({ kind: 'finished', id: finishing, run, sizeBytes: 5, blocks: [] });
    await crash;
    await bench.restart({ maxActiveDownloads: NAMING + 1, maxActivePerHost: NAMING + 1 });
    // Found while it was looking through the rows: the rename ends before the names of the others are given back.
    await until(() => bench.state(finishing).kind === 'completed', 'the rename');
    await bench.started(waiting);
    await bench.turns(3);
    assert.equal(bench.state(waiting).kind, 'probing');
  });
});
