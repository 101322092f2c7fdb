import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { schedule } from '../../../main/queue/scheduler.ts';
import { WaitingLine } from '../../../main/queue/waiting-line.ts';
import { waitReason, type WaitFacts } from '../../../main/queue/wait-reason.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const HOST = 'a.org';

function reasonOf(bench: QueueBench, id: DownloadId): unknown {
  const download = bench.queue.get(id);
  assert.ok(download !== undefined);
  return bench.queue.waitReasonOf(download);
}

function agrees(given: WaitFacts): void {
  const running = Math.max(given.running, given.load.transfers);
  const waiting = new WaitingLine();
  waiting.enter({ url: `https://${HOST}/file`, id: toDownloadId(1), priority: 'normal', position: 1 });
  const starts = schedule({
    waiting,
    isReady: () => !given.isRunning && !given.isDiskFull,
    running: new Map([
      [HOST, given.load],
      ['elsewhere', { transfers: running - given.load.transfers, guests: 0, connections: 0 }],
    ]),
    maxActive: given.maxActive,
    maxPerHost: given.maxPerHost,
    answeredBy: (host) => host,
    isHeld: () => given.isOffline || given.hostHeldUntilMs !== null,
    connectionLimit: () => given.connectionLimit,
  });
  assert.equal(waitReason({ ...given, running }) === null, starts.length === 1);
}

test('whoever has no reason to wait is started, and whoever has one is not', () => {
  const small = fc.integer({ min: 0, max: 4 });
  const facts = fc.record({
    systemHold: fc.constant(null),
    isOffline: fc.boolean(),
    hostHeldUntilMs: fc.option(fc.constant(5)),
    isDiskFull: fc.boolean(),
    isRunning: fc.boolean(),
    running: small,
    load: fc.record({ transfers: small, guests: small, connections: small }),
    maxActive: fc.integer({ min: 1, max: 4 }),
    maxPerHost: fc.integer({ min: 1, max: 4 }),
    connectionLimit: fc.option(small),
  });
  fc.assert(fc.property(facts, agrees));
});

describe('a waiting download tells what it waits for', () => {
  test('a place on the server that its link leads to, which downloads of other links share', async () => {
    await using bench = await QueueBench.start({ maxActivePerHost: 2 });
    const cdn = { ...PLAIN_FACTS, finalUrl: 'https://cdn.net/file.zip' };
    const ids = bench.add('https://a.org/1', 'https://b.org/1');
    for (const id of ids) await bench.toDownloading(id, { ...cdn, suggestedName: `${id}.zip` });
    const [more] = bench.add('https://a.org/2');
    const [elsewhere] = bench.add('https://c.org/1');
    assert.ok(more !== undefined && elsewhere !== undefined);
    await bench.started(elsewhere);
    assert.deepEqual(reasonOf(bench, more), { kind: 'hostPlaces', limit: 2 });
    const [first] = ids;
    assert.ok(first !== undefined);
    bench.fail(first, bench.engine.lastStart(first).run, 'server.gone');
    await bench.started(more);
  });

  test('a place, of all or of its host', async () => {
    await using bench = await QueueBench.start({ maxActiveDownloads: 2, maxActivePerHost: 1 });
    const [first, same, other, late] = bench.add(
      'https://a.org/1',
      'https://a.org/2',
      'https://b.org/3',
      'https://c.org/4',
    );
    assert.ok(first !== undefined && same !== undefined && other !== undefined && late !== undefined);
    await bench.started(other);
    assert.deepEqual(reasonOf(bench, late), { kind: 'places', limit: 2 });
    bench.queue.changeSettings({ maxActiveDownloads: 3 });
    await bench.started(late);
    bench.queue.changeSettings({ maxActiveDownloads: 4 });
    assert.deepEqual(reasonOf(bench, same), { kind: 'hostPlaces', limit: 1 });
    assert.equal(reasonOf(bench, first), null);
  });

  test('the quiet that its host asked for, until when; and the connections that its host allows', async () => {
    await using bench = await QueueBench.start();
    const [first, second] = bench.add('https://a.org/1', 'https://b.org/2');
    assert.ok(first !== undefined && second !== undefined);
    await bench.started(second);
    const run = bench.engine.lastStart(second).run;
    bench.engine.tell({ kind: 'learned', id: second, run, host: 'b.org', fact: 'maxConnections', value: 2 });
    bench.fail(first, bench.engine.lastStart(first).run, 'server.unavailable', [], 60_000);
    const [afterFirst, afterSecond] = bench.add('https://a.org/3', 'https://b.org/4');
    assert.ok(afterFirst !== undefined && afterSecond !== undefined);
    await bench.turns(3);
    assert.deepEqual(reasonOf(bench, afterFirst), { kind: 'host', untilMs: bench.clock.nowMs() + 60_000 });
    assert.deepEqual(reasonOf(bench, afterSecond), { kind: 'connections', limit: 2 });
  });

  test('mains power, and the network', async () => {
    await using bench = await QueueBench.start({ ...DEFAULT_SETTINGS, pauseOnBattery: true });
    const [first] = bench.add('https://a.org/1');
    assert.ok(first !== undefined);
    const run = await bench.started(first);
    bench.network.goes(false);
    bench.fail(first, run, 'network.unreachable');
    const [second] = bench.add('https://a.org/2');
    assert.ok(second !== undefined);
    await bench.turns(3);
    assert.deepEqual(reasonOf(bench, second), { kind: 'offline' });
    bench.network.runsOn('battery');
    assert.deepEqual(reasonOf(bench, second), { kind: 'battery' });
  });
});
