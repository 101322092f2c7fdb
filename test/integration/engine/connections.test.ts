import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import { NO_TRAITS, type TransferRequest } from '../../../main/engine/transfer-request.ts';
import { countBytes } from '../../../shared/byte-range.ts';
import { startEngineBench } from '../../support/engine-bench.ts';
import type { HarnessDownload } from '../../support/engine-harness.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import { FaultServer, type FaultFile } from '../../support/fault-server.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;

const { server, engine } = await startEngineBench();

type Fetched = { readonly url: string; readonly download: HarnessDownload };

/** Fetches a file in one run over four connections and asserts that it is the right one. */
async function fetchWhole(
  behaviour: BehaviourName,
  file: FaultFile & { readonly size: number },
  request: Partial<TransferRequest> = {},
): Promise<Fetched> {
  const url = server.url(behaviour, file);
  const download = engine.start({ url, maxConnections: 4, idleTimeoutMs: 5000, ...request });
  const end = await download.ended;
  assert.equal(end.kind, 'finished', JSON.stringify(end));
  assert.equal(await fileSha256(download.partPath), testBytesSha256(1, file.size));
  return { url, download };
}

function notesOf({ download }: Fetched): readonly string[] {
  return engine
    .ofKind('noted')
    .flatMap((event) => (event.id === download.id ? event.entries : []))
    .flatMap((entry) =>
      entry.kind === 'note' ? [entry.detail === '' ? entry.note : `${entry.note} ${entry.detail}`] : [],
    );
}

function learnedOf({ download }: Fetched): readonly (readonly [string, number])[] {
  return engine.ofKind('learned').flatMap((event) => (event.id === download.id ? [[event.fact, event.value]] : []));
}

describe('when one of several connections breaks, another asks for the rest at once', () => {
  for (const behaviour of ['stallOne', 'resetOne', 'closeOne'] as const) {
    for (const which of [1, 2, 4]) {
      test(`${behaviour}, request ${which}`, async () => {
        const fetched = await fetchWhole(
          behaviour,
          { size: 12 * MIB, which, after: 700_000, rate: 3_000_000 },
          { idleTimeoutMs: 700 },
        );
        // It was not the server that wanted fewer.
        assert.deepEqual(learnedOf(fetched), []);
      });
    }
  }

  test('a server that closes after each answer is no reason for fewer', async () => {
    const fetched = await fetchWhole('closesEachTime', { size: 24 * MIB });
    assert.deepEqual(notesOf(fetched), []);
  });
});

describe('a connection that crawls is replaced', () => {
  test('while the others run', async () => {
    const fetched = await fetchWhole('crawlOne', { size: 48 * MIB, which: 3, crawlBytes: 2000, rate: 2_500_000 });
    assert.ok(notesOf(fetched).some((note) => note.startsWith('slowConnectionReplaced')));
    assert.deepEqual(learnedOf(fetched), []);
  });

  test('after the others have ended', async () => {
    const fetched = await fetchWhole('crawlOne', { size: 8 * MIB, which: 2, crawlBytes: 2000, rate: 4_000_000 });
    assert.ok(notesOf(fetched).some((note) => note.startsWith('slowConnectionReplaced')));
  });
});

describe('when nobody says how many', () => {
  const automatic = { isAutomatic: true, maxConnections: 16 };

  test('there are more while they bring more, and how many paid is learned', async () => {
    const fetched = await fetchWhole('crowded', { size: 24 * MIB, max: 32, rate: 4_000_000 }, automatic);
    const [learned] = learnedOf(fetched);
    assert.equal(learned?.[0], 'paidConnections');
    assert.ok(server.requestsFor(fetched.url).length >= 4);
  });

  test('it begins with as many as paid the last time', async () => {
    const traits = { ...NO_TRAITS, paidConnections: 6 };
    const { url } = await fetchWhole('good', { size: 6 * MIB }, { ...automatic, traits });
    assert.ok(server.requestsFor(url).length >= 6);
  });

  test('a server that takes fewer is asked for no more, and nothing is learned but that', async () => {
    const fetched = await fetchWhole('crowded', { size: 24 * MIB, max: 2, rate: 4_000_000 }, automatic);
    assert.ok(learnedOf(fetched).some(([fact, value]) => fact === 'maxConnections' && value === 2));
    const refused = server.requestsFor(fetched.url).filter(({ status }) => status === 429);
    assert.ok(refused.length < 10, `${refused.length} refusals`);
  });
});

test('a given number is not asked for at once of a server that may take few', async () => {
  const { url } = await fetchWhole('crowded', { size: 12 * MIB, max: 4, rate: 4_000_000 }, { maxConnections: 16 });
  const refused = server.requestsFor(url).filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.length < 10, `${refused.length} refusals`);
});

describe('a server that lets only two work at once', () => {
  const size = 24 * MIB;

  for (const status of [403, 429, 503]) {
    test(`and answers more with ${status}: the file comes, and the number is learned`, async () => {
      const fetched = await fetchWhole('crowded', { size, max: 2, status }, { maxConnections: 8 });
      assert.deepEqual(learnedOf(fetched), [['maxConnections', 2]]);
      assert.ok(notesOf(fetched).includes('fewerConnections 2'));
    });
  }

  test('and resets more: the file comes, and the number is learned', async () => {
    const fetched = await fetchWhole('crowdedReset', { size, max: 2 }, { maxConnections: 8 });
    assert.deepEqual(learnedOf(fetched), [['maxConnections', 2]]);
  });

  test('is not asked for more when that is remembered', async () => {
    const traits = { ...NO_TRAITS, maxConnections: 2 };
    const { url } = await fetchWhole('crowded', { size, max: 2 }, { maxConnections: 8, traits });
    assert.ok(server.requestsFor(url).every((request) => request.status === 206));
  });

  test('and asks for a moment gets it, before any further request', async () => {
    const fetched = await fetchWhole('crowded', { size, max: 2, retryAfter: '1' }, { maxConnections: 6 });
    const starts = engine
      .ofKind('noted')
      .flatMap((event) => (event.id === fetched.download.id ? event.entries : []))
      .flatMap((entry) => (entry.kind === 'request' ? [{ ...entry, startMs: entry.atMs - entry.durationMs }] : []));
    const refusedAtMs = Math.max(...starts.filter(({ status }) => status === 429).map(({ atMs }) => atMs));
    const later = starts.filter(({ startMs }) => startMs > refusedAtMs);
    // A timer may be a millisecond early by the wall clock.
    for (const { startMs } of later) assert.ok(startMs >= refusedAtMs + 990, `${startMs - refusedAtMs} ms`);
  });

  test('and asks for a long wait is left alone until then: the queue waits', async () => {
    const url = server.url('crowded', { size, max: 2, retryAfter: '600', rate: 5_000_000 });
    const end = await engine.start({ url, maxConnections: 6 }).ended;
    engine.forgetHolds();
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'server.tooManyRequests');
    assert.ok(end.retryAfterMs !== null && end.retryAfterMs > 500_000);
    assert.ok(end.durable.length > 0);
  });
});

describe('a server that asks one connection of one transfer for a wait', () => {
  const size = 24 * MIB;

  test('is asked for nothing by any transfer until then, and what flows flows on', async () => {
    await using shy = await FaultServer.start();
    const url = shy.url('crowded', { size, max: 2, retryAfter: '600', rate: 2_000_000 });
    const flowing = engine.start({ url, maxConnections: 6 });
    const isWait = (event: EngineEvent): boolean =>
      event.kind === 'learned' && event.id === flowing.id && event.fact === 'asksToWait';
    await engine.waitFor(isWait, 'the wait');
    const asked = shy.requests.length;
    const other = await engine.start({ url: shy.url('good', { size: 1000 }) }).ended;
    assert.ok(other.kind === 'failed');
    assert.equal(other.failure.code, 'server.tooManyRequests');
    assert.ok(other.retryAfterMs !== null && other.retryAfterMs > 590_000);
    const redirected = await engine.start({ url: server.url('redirect', { to: shy.url('good', { size: 1000 }) }) })
      .ended;
    assert.ok(redirected.kind === 'failed' && redirected.failure.code === 'server.tooManyRequests');
    const elsewhere = await engine.start({ url: server.url('good', { size: 1000 }) }).ended;
    assert.equal(elsewhere.kind, 'finished');
    assert.equal(shy.requests.length, asked);
    // Several connections heard it at once.
    const told = engine.ofKind('learned').filter(({ id, fact }) => id === flowing.id && fact === 'asksToWait');
    assert.equal(told.length, 1);
    // The two that work bring what they asked for, and the rest is for later.
    const end = await flowing.ended;
    assert.ok(end.kind === 'failed' && end.retryAfterMs !== null);
    assert.ok(countBytes(end.durable) > 2 * MIB);
    assert.equal(shy.requests.length, asked);
  });

  test('is asked again when the queue says that nobody needs to wait any more', async () => {
    await using shy = await FaultServer.start();
    const end = await engine.start({ url: shy.url('status', { status: 503, retryAfter: '600' }) }).ended;
    assert.equal(end.kind, 'failed');
    engine.forgetHolds();
    assert.equal((await engine.start({ url: shy.url('good', { size: 1000 }) }).ended).kind, 'finished');
    engine.send({ kind: 'holds', holds: [{ host: `127.0.0.1:${shy.port}`, waitMs: 600_000 }] });
    const held = await engine.start({ url: shy.url('good', { size: 1000 }) }).ended;
    assert.ok(held.kind === 'failed' && held.failure.code === 'server.unavailable');
    assert.equal(shy.requests.length, 2);
  });
});
