import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownloadId } from '../../../shared/download.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';
const HOUR_MS = 3_600_000;

async function benchWithOne(settings = {}, url = URL_A): Promise<{ bench: QueueBench; id: DownloadId }> {
  const bench = await QueueBench.start(settings);
  const [id] = bench.add(url);
  assert.ok(id !== undefined);
  return { bench, id };
}

function codeOf(bench: QueueBench, id: DownloadId): string {
  const state = bench.state(id);
  return state.kind === 'retrying' ? state.code : state.kind;
}

describe('without a network', () => {
  test('a download waits as long as it takes, keeps its attempts and bytes, and goes on at once', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 2 });
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.network.goes(false);
    bench.fail(id, run, 'network.reset', [{ start: 0, end: 7 }]);
    await bench.reaches(id, 'retrying');
    assert.equal(codeOf(bench, id), 'network.offline');
    for (let hour = 0; hour < 10; hour += 1) {
      bench.clock.advance(HOUR_MS);
      await bench.turns(3);
      const { run: again } = bench.engine.lastStart(id);
      bench.fail(id, again, 'network.unknownHost', [{ start: 0, end: 7 }]);
      await bench.reaches(id, 'retrying');
    }
    await bench.turns(3);
    const starts = bench.engine.startedIds().length;
    bench.network.goes(true);
    await bench.started(id, starts + 1);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, [{ start: 0, end: 7 }]);
    const notes = bench.queue.timelineOf(id).flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
    assert.deepEqual(notes, ['offline', 'online']);
  });

  test('nothing else is started and fails, apart from what is on this computer', async () => {
    const { bench, id } = await benchWithOne({ maxActiveDownloads: 1 });
    await using _bench = bench;
    const [next, local] = bench.add('https://example.net/2', 'http://127.0.0.1:8080/3');
    assert.ok(next !== undefined && local !== undefined);
    bench.network.goes(false);
    bench.fail(id, await bench.started(id), 'network.unreachable');
    await bench.started(local);
    bench.fail(local, bench.engine.lastStart(local).run, 'network.refused');
    await bench.reaches(local, 'retrying');
    assert.equal(codeOf(bench, local), 'network.refused');
    assert.equal(bench.state(next).kind, 'queued');
    bench.network.goes(true);
    // It has kept its place in the queue.
    await bench.started(id, 2);
    await bench.finish(id);
    await bench.started(next);
  });

  test('this computer goes by many names, and others look like them', async () => {
    const { bench, id } = await benchWithOne({ maxActiveDownloads: 20 });
    await using _bench = bench;
    bench.network.goes(false);
    bench.fail(id, await bench.started(id), 'network.unreachable');
    await bench.reaches(id, 'retrying');
    const here = ['127.9.8.7', '127.0.0.1:81', '[::1]', '[::1]:8080', 'localhost', 'localhost.:99', 'a.b.localhost:81'];
    const elsewhere = ['127.0.0.1.example', '[::11]:80', 'notlocalhost', 'localhost.example:443', '128.0.0.1'];
    const far = bench.add(...elsewhere.map((host) => `http://${host}/file`));
    for (const near of bench.add(...here.map((host) => `http://${host}/file`))) await bench.started(near);
    for (const one of far) assert.equal(bench.state(one).kind, 'queued');
  });

  test('what the user wants tried is tried', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    bench.network.goes(false);
    bench.fail(id, await bench.started(id), 'network.unreachable');
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    bench.queue.commands.retry([id]);
    await bench.started(id, 2);
  });

  test('is watched only while something waits for it', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    assert.equal(bench.network.listeners, 0);
    bench.network.goes(false);
    bench.fail(id, await bench.started(id), 'network.unreachable');
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    assert.equal(bench.network.listeners, 2);
    bench.network.goes(true);
    await bench.started(id, 2);
    await bench.finish(id);
    await bench.turns(3);
    assert.equal(bench.network.listeners, 0);
    assert.equal(bench.clock.pendingTimers, 0);
  });
});

describe('a server that is gone for minutes', () => {
  test('is tried again with all bytes, and only its own failures use up attempts', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 5 });
    await using _bench = bench;
    const { run } = await bench.toDownloading(id);
    bench.fail(id, run, 'network.refused', [{ start: 0, end: 7 }]);
    for (let attempt = 2; attempt <= 4; attempt += 1) {
      await bench.reaches(id, 'retrying');
      assert.equal(codeOf(bench, id), 'network.refused');
      bench.clock.advance(300_000);
      bench.fail(id, await bench.started(id, attempt), 'network.refused', [{ start: 0, end: 7 }]);
    }
    await bench.reaches(id, 'retrying');
    assert.deepEqual(bench.queue.get(id)?.durable, [{ start: 0, end: 7 }]);
  });
});

/** Eight failures in a row, so that the back-off is a minute. */
async function toBackOff(bench: QueueBench, id: DownloadId): Promise<void> {
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    bench.fail(id, await bench.started(id, attempt), 'network.timedOut');
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    if (attempt < 8) bench.clock.advance(300_000);
  }
}

describe('clocks that jump', () => {
  test('after a sleep, what waits for the network is tried within seconds', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await toBackOff(bench, id);
    // Not as far as the retry: the steady clock did not move, and the wall clock moved less than the back-off.
    bench.clock.jump(15_000);
    bench.clock.advance(10_000);
    await bench.started(id, 9);
  });

  test('when the system says that it woke, at once', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await toBackOff(bench, id);
    bench.network.wake();
    await bench.started(id, 9);
  });

  test('set back by hours, a clock delays neither a retry nor a host that asked to wait', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await toBackOff(bench, id);
    bench.clock.jump(-5 * HOUR_MS);
    bench.clock.advance(64_000);
    bench.fail(id, await bench.started(id, 9), 'server.unavailable', [], 60_000);
    await bench.reaches(id, 'retrying');
    await bench.turns(3);
    bench.clock.jump(-5 * HOUR_MS);
    bench.clock.advance(64_000);
    await bench.started(id, 10);
  });

  test('set back while Sluice was not running, it delays a retry by minutes at most', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    await toBackOff(bench, id);
    bench.clock.jump(-100 * HOUR_MS);
    await bench.restart();
    await bench.turns(3);
    bench.clock.advance(300_000);
    await bench.started(id);
  });
});

describe('a line that is down although the system has an address', () => {
  test('a name server that is away: nobody loses an attempt, one try a minute, and an answer lets all go on', async () => {
    const { bench, id } = await benchWithOne({ maxAttempts: 2, maxActiveDownloads: 1 });
    await using _bench = bench;
    const [next] = bench.add('https://example.net/2');
    assert.ok(next !== undefined);
    await bench.started(id);
    failSo(bench, id, 'network.unknownHost', 'EAI_AGAIN: getaddrinfo EAI_AGAIN example.org');
    await bench.reaches(id, 'retrying');
    for (let minute = 2; minute <= 60; minute += 1) {
      assert.equal(codeOf(bench, id), 'network.offline');
      assert.equal(bench.state(next).kind, 'queued');
      bench.clock.advance(59_000);
      await bench.turns(3);
      assert.equal(bench.engine.startedIds().length, minute - 1);
      bench.clock.advance(1000);
      const started = await waitForStart(bench, minute);
      failSo(bench, started, 'network.unknownHost', 'EAI_AGAIN: getaddrinfo EAI_AGAIN');
      await bench.reaches(started, 'retrying');
    }
    bench.clock.advance(60_000);
    const last = await waitForStart(bench, 61);
    bench.engine.tell({ kind: 'probed', id: last, run: bench.engine.lastStart(last).run, facts: PLAIN_FACTS });
    await bench.turns(5);
    const notes = bench.queue.timelineOf(last).flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
    assert.deepEqual(notes, ['offline', 'online']);
    for (const other of [id, next]) if (other !== last) assert.equal(bench.state(other).kind, 'queued');
  });

  test('one server that says nothing is gone, and its attempts count; two are the line', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const [other] = bench.add('https://example.net/2');
    assert.ok(other !== undefined);
    await bench.started(other);
    failSo(bench, id, 'network.timedOut');
    await bench.reaches(id, 'retrying');
    assert.equal(codeOf(bench, id), 'network.timedOut');
    failSo(bench, other, 'network.timedOut');
    await bench.reaches(other, 'retrying');
    assert.equal(codeOf(bench, other), 'network.offline');
  });

  test('not while another server answers, not for ever, and not against a number of tries of its own', async () => {
    const { bench, id } = await benchWithOne();
    await using _bench = bench;
    const [good] = bench.add('https://example.net/2');
    const [own] = bench.addAll([{ url: 'https://example.com/3', maxAttempts: 5 }]);
    assert.ok(good !== undefined && own !== undefined);
    await bench.started(own);
    failSo(bench, own, 'network.unknownHost', 'EAI_AGAIN: x');
    await bench.reaches(own, 'retrying');
    assert.equal(codeOf(bench, own), 'network.unknownHost');
    bench.clock.advance(2 * HOUR_MS + 1);
    await bench.turns(3);
    failSo(bench, id, 'network.timedOut');
    await bench.reaches(id, 'retrying');
    assert.equal(codeOf(bench, id), 'network.timedOut');
    bench.engine.tell({ kind: 'probed', id: good, run: bench.engine.lastStart(good).run, facts: PLAIN_FACTS });
    await bench.reaches(good, 'downloading');
    bench.queue.commands.resume([id]);
    await bench.started(id, 2);
    failSo(bench, id, 'network.timedOut');
    await bench.reaches(id, 'retrying');
    assert.equal(codeOf(bench, id), 'network.timedOut');
  });
});

function failSo(
  bench: QueueBench,
  id: DownloadId,
  code: 'network.unknownHost' | 'network.timedOut',
  detail = '',
): void {
  const { run } = bench.engine.lastStart(id);
  bench.engine.tell({
    kind: 'failed', id, run, failure: { code, detail }, retryAfterMs: null, durable: [], stamp: null, blocks: [],
  }); // prettier-ignore
}

/** The download of the start of that number. */
async function waitForStart(bench: QueueBench, number: number): Promise<DownloadId> {
  await until(() => bench.engine.startedIds().length >= number, `start ${number}`);
  const started = bench.engine.startedIds()[number - 1];
  assert.ok(started !== undefined);
  return started;
}
