import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostFactKind } from '../../../shared/host-fact.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';
const DAY_MS = 24 * 3_600_000;

async function benchWithOne(settings = {}): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start(settings);
  const [id] = bench.add(URL_A);
  assert.ok(id !== undefined);
  return { bench, id };
}

function learn(bench: QueueBench, id: DownloadId, fact: HostFactKind, value = 1, host = 'example.org'): void {
  bench.engine.tell({ kind: 'learned', id, run: bench.engine.lastStart(id).run, host, fact, value });
}

describe('what was learned about a host', () => {
  test('is told to the engine at the next start there, also after a restart', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    assert.deepEqual(bench.engine.lastStart(id).request.traits, NO_TRAITS);
    learn(bench, id, 'noConditions');
    learn(bench, id, 'unstableEtag');
    bench.fail(id, bench.engine.lastStart(id).run, 'network.reset');
    await bench.turns(3);
    await bench.restart();
    bench.clock.advance(1000);
    await bench.started(id);
    const known = { ...NO_TRAITS, noConditions: true, unstableEtag: true };
    assert.deepEqual(bench.engine.lastStart(id).request.traits, known);
    const [other] = bench.add('https://example.net/file.zip');
    assert.ok(other !== undefined);
    await bench.started(other);
    assert.deepEqual(bench.engine.lastStart(other).request.traits, NO_TRAITS);
  });

  test('is known of the server that a link leads to', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const run = await bench.started(id);
    bench.engine.tell({ kind: 'probed', id, run, facts: { ...PLAIN_FACTS, finalUrl: 'https://cdn.net:81/file.zip' } });
    await bench.reaches(id, 'downloading');
    learn(bench, id, 'noRanges', 1, 'cdn.net:81');
    const [next] = bench.add('https://example.org/another.zip');
    assert.ok(next !== undefined);
    await bench.started(next);
    assert.ok(bench.engine.lastStart(next).request.traits.noRanges);
  });

  test('is believed for a week, a limit of connections for a day, and then forgotten for good', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    learn(bench, id, 'noRanges');
    learn(bench, id, 'maxConnections', 2);
    const kinds = (): string[] => bench.queue.hostFacts().map((fact) => fact.kind);
    assert.deepEqual(kinds(), ['noRanges', 'maxConnections']);
    bench.queue.commands.pause([id]);
    bench.clock.advance(DAY_MS);
    assert.deepEqual(kinds(), ['noRanges']);
    await bench.restart();
    bench.clock.advance(6 * DAY_MS);
    assert.deepEqual(kinds(), []);
    await bench.restart();
    assert.deepEqual(kinds(), []);
  });

  test('can be forgotten, one host or all', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    learn(bench, id, 'noRanges');
    learn(bench, id, 'noConditions', 1, 'example.net');
    bench.queue.commands.pause([id]);
    learn(bench, id, 'unstableEtag');
    assert.equal(bench.queue.forgetHosts('example.org'), 2);
    assert.deepEqual(
      bench.queue.hostFacts().map((fact) => fact.host),
      ['example.net'],
    );
    assert.equal(bench.queue.forgetHosts(null), 1);
    await bench.restart();
    assert.deepEqual(bench.queue.hostFacts(), []);
  });
});

test('a download of which nobody says how many connections begins with what paid on its host', async () => {
  const { bench, id } = await benchWithOne();
  await using _bench = bench;
  await bench.toDownloading(id);
  const first = bench.engine.lastStart(id).request;
  assert.deepEqual([first.isAutomatic, first.maxConnections, first.traits.paidConnections], [true, 16, null]);
  learn(bench, id, 'paidConnections', 4);
  const [next, given] = bench.addAll([
    { url: 'https://example.org/2' },
    { url: 'https://example.org/3', connections: 3 },
  ]);
  assert.ok(next !== undefined && given !== undefined);
  await bench.started(given);
  assert.equal(bench.engine.lastStart(next).request.traits.paidConnections, 4);
  const { isAutomatic, maxConnections } = bench.engine.lastStart(given).request;
  assert.deepEqual([isAutomatic, maxConnections], [false, 3]);
});

describe('a host that allows only so many connections', () => {
  test('never gets more from all downloads together', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.toDownloading(id);
    learn(bench, id, 'maxConnections', 3);
    const [second] = bench.addAll([{ url: 'https://example.org/2' }]);
    const [elsewhere] = bench.addAll([{ url: 'https://example.net/3' }]);
    assert.ok(second !== undefined && elsewhere !== undefined);
    await bench.started(elsewhere);
    assert.equal(bench.state(second).kind, 'queued');
    bench.fail(id, bench.engine.lastStart(id).run, 'server.notFound');
    await bench.started(second);
    assert.equal(bench.engine.lastStart(second).request.maxConnections, 3);
  });

  test('shares them among those that start', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    learn(bench, id, 'maxConnections', 5);
    bench.queue.commands.pause([id]);
    const ids = bench.add('https://example.org/2', 'https://example.org/3');
    await bench.turns(3);
    assert.deepEqual(bench.engine.startedIds(), [id]);
    bench.engine.tell({ kind: 'stopped', id, run: 1, durable: [], stamp: null, blocks: [] });
    await until(() => bench.engine.startedIds().length === 3, 'two starts');
    const given = ids.map((started) => bench.engine.lastStart(started).request.maxConnections);
    assert.deepEqual(given, [2, 3]);
  });
});

describe('a host that asks to wait', () => {
  test('is left alone for as long after a restart, and the download says so', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    bench.fail(id, await bench.started(id), 'server.tooManyRequests', [], 3_600_000);
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    const notes = bench.queue.timelineOf(id).flatMap((entry) => (entry.kind === 'note' ? [entry] : []));
    assert.deepEqual(
      notes.map(({ note, detail }) => [note, detail]),
      [['hostAsksToWait', 'example.org: 3600 s']],
    );
    await bench.restart();
    const [other] = bench.add('https://example.org/2');
    assert.ok(other !== undefined);
    await bench.turns(3);
    assert.deepEqual(bench.engine.startedIds(), []);
    bench.clock.advance(3_600_000);
    await bench.started(other);
  });

  test('uses up no attempt, however often it asks', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 2 });
    await using _bench = bench;
    for (let round = 1; round <= 10; round += 1) {
      bench.fail(id, await bench.started(id, round), 'server.unavailable', [], 60_000);
      await bench.reaches(id, 'retrying');
      bench.clock.advance(60_000);
    }
    bench.fail(id, await bench.started(id, 11), 'server.unavailable', [], 0);
    await bench.reaches(id, 'retrying');
    bench.clock.advance(60_000);
    bench.fail(id, await bench.started(id, 12), 'server.unavailable');
    await bench.reaches(id, 'failed');
  });

  test('does not end what runs there, and may be asked again once the user has it forgotten', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const [running] = bench.add('https://example.org/2');
    assert.ok(running !== undefined);
    await bench.toDownloading(running);
    bench.fail(id, await bench.started(id), 'server.unavailable', [], 3_600_000);
    await bench.reaches(id, 'retrying');
    assert.equal(bench.state(running).kind, 'downloading');
    bench.queue.commands.retry([id]);
    await bench.turns(3);
    assert.equal(bench.state(id).kind, 'queued');
    bench.queue.forgetHosts('example.org');
    await bench.started(id, 2);
  });
});

describe('a host that wants to be left alone', () => {
  test('gets no new download, though the one it told goes on; the engine is told after a restart and when it is forgotten', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.toDownloading(id);
    learn(bench, id, 'asksToWait', 60_000);
    const [other] = bench.add('https://example.org/2');
    assert.ok(other !== undefined);
    await bench.turns(3);
    assert.deepEqual([bench.state(id).kind, bench.state(other).kind], ['downloading', 'queued']);
    await bench.restart();
    assert.deepEqual(holdsTold(bench), [{ host: 'example.org', waitMs: 60_000 }]);
    bench.queue.forgetHosts('example.org');
    assert.deepEqual(holdsTold(bench), []);
    await bench.started(other);
  });

  test('holds the links that lead to it', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    learn(bench, id, 'asksToWait', 60_000, 'cdn.net');
    const [same, elsewhere] = bench.add('https://example.org/2', 'https://example.net/3');
    assert.ok(same !== undefined && elsewhere !== undefined);
    await bench.started(elsewhere);
    assert.equal(bench.state(same).kind, 'queued');
    bench.clock.advance(60_000);
    await bench.started(same);
  });

  test('is told to an engine that starts again', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await bench.started(id);
    learn(bench, id, 'asksToWait', 60_000);
    bench.engine.die('test');
    assert.deepEqual(holdsTold(bench), [{ host: 'example.org', waitMs: 60_000 }]);
  });
});

function holdsTold(bench: QueueBench): unknown {
  const told = bench.engine.commands.findLast((command) => command.kind === 'holds');
  return told?.kind === 'holds' ? told.holds : null;
}
