import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { startNginx } from '../../support/nginx.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** How long each test watches, in milliseconds: the only thing it can do about a rate. */
const WATCH_MS = 3500;

type Watched = {
  readonly totalBytes: number;
  readonly seconds: number;
  /** For each download: its bytes, and the longest time in which none came. */
  readonly each: readonly { readonly bytes: number; readonly stillMs: number }[];
};

/** Watches downloads from now on, once all have begun. */
async function watch(
  engine: EngineHarness,
  downloads: readonly HarnessDownload[],
  startedAt: number,
): Promise<Watched> {
  const rows = downloads.map(() => ({ bytes: 0, stillMs: 0, movedAt: startedAt }));
  let seen = 0;
  while (performance.now() - startedAt < WATCH_MS) {
    await sleep(20);
    const now = performance.now();
    const frames = engine.ofKind('progress');
    for (const row of frames.slice(seen).flatMap(({ frame }) => decodeProgress(frame))) {
      const known = rows[downloads.findIndex(({ id }) => id === row.id)];
      if (known === undefined || row.receivedBytes <= known.bytes) continue;
      known.bytes = row.receivedBytes;
      known.movedAt = now;
    }
    seen = frames.length;
    for (const row of rows) row.stillMs = Math.max(row.stillMs, now - row.movedAt);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { totalBytes: rows.reduce((sum, row) => sum + row.bytes, 0), seconds, each: rows };
}

/** Asserts the limit, that it is used, and that everyone gets an equal share without standing still. */
function assertShared(watched: Watched, rate: number): void {
  const { totalBytes, seconds, each } = watched;
  const story = `${totalBytes} bytes in ${seconds.toFixed(1)} s at ${rate} B/s: ${JSON.stringify(each)}`;
  assert.ok(totalBytes <= 1.15 * rate * seconds + 16 * KIB, `too fast: ${story}`);
  assert.ok(totalBytes >= 0.6 * rate * seconds, `too slow: ${story}`);
  const share = totalBytes / each.length;
  for (const { bytes, stillMs } of each) {
    assert.ok(bytes > 0.5 * share && bytes < 1.5 * share, `not fair: ${story}`);
    assert.ok(stillMs < 1500, `stood still: ${story}`);
  }
}

/** What each download got from one watch to the next. */
function gains(before: Watched, after: Watched): readonly number[] {
  return after.each.map(({ bytes }, index) => bytes - (before.each[index]?.bytes ?? 0));
}

describe('a limit over all transfers', () => {
  for (const rate of [50 * KIB, 2 * MIB]) {
    test(`of ${rate / KIB} KiB/s is kept from the first second, and shared fairly whatever the connections`, async () => {
      await using server = await FaultServer.start();
      await using engine = await EngineHarness.start();
      engine.send({ kind: 'limit', bytesPerSecond: rate, hosts: [] });
      const startedAt = performance.now();
      const downloads = [8, 8, 1].map((maxConnections, index) =>
        engine.start({ url: server.url('good', { seed: index + 1, size: 60_000_000 }), maxConnections }),
      );
      assertShared(await watch(engine, downloads, startedAt), rate);
    });
  }

  // Below and above the rate up to which what is below the decryption is read as it is granted.
  for (const rate of [100 * KIB, 5 * MIB]) {
    test(`of ${rate / KIB} KiB/s is kept and shared with TLS, where more is decrypted at once than may be taken`, async () => {
      await using nginx = await startNginx();
      await nginx.putFile('big.bin', 1, 60_000_000);
      await using engine = await EngineHarness.start({ certificateAuthority: nginx.certificate });
      engine.send({ kind: 'limit', bytesPerSecond: rate, hosts: [] });
      const startedAt = performance.now();
      const url = `${nginx.tlsOrigin}/big.bin`;
      const downloads = [8, 8, 1].map((maxConnections) => engine.start({ url, maxConnections }));
      assertShared(await watch(engine, downloads, startedAt), rate);
    });
  }
});

test('a limit for a server is kept by its downloads together and holds up no other, and is changed while they run', async () => {
  await using limited = await FaultServer.start();
  await using other = await FaultServer.start();
  await using engine = await EngineHarness.start();
  const rate = 200 * KIB;
  // The other server is the same computer by its other name.
  const hosts = [{ host: '127.0.0.1', bytesPerSecond: rate }];
  engine.send({ kind: 'limit', bytesPerSecond: MIB, hosts });
  const startedAt = performance.now();
  const two = [1, 2].map((seed) =>
    engine.start({ url: limited.url('good', { seed, size: 60_000_000 }), maxConnections: 4 }),
  );
  const url = other.url('good', { seed: 3, size: 60_000_000 }).replace('127.0.0.1', 'localhost');
  const third = engine.start({ url, maxConnections: 4 });
  const before = await watch(engine, [...two, third], startedAt);
  const [first, second, alone] = before.each;
  assert.ok(first !== undefined && second !== undefined && alone !== undefined);
  assertShared({ ...before, totalBytes: first.bytes + second.bytes, each: [first, second] }, rate);
  assertShared({ ...before, totalBytes: alone.bytes, each: [alone] }, MIB - rate);
  engine.send({ kind: 'limit', bytesPerSecond: MIB, hosts: [] });
  const after = await watch(engine, [...two, third], performance.now());
  const gained = gains(before, after);
  const story = JSON.stringify(gained);
  // Half for each server now, and half of that for each of the two.
  assert.ok((gained[0] ?? 0) > 0.18 * MIB * after.seconds, `still limited: ${story}`);
  assert.ok((gained[2] ?? 0) < 0.65 * MIB * after.seconds, `not shared: ${story}`);
});

test('a limit is shared by weight, and a changed weight counts at once', async () => {
  await using server = await FaultServer.start();
  await using engine = await EngineHarness.start();
  const rate = MIB;
  engine.send({ kind: 'limit', bytesPerSecond: rate, hosts: [] });
  const startedAt = performance.now();
  const downloads = [1, 4, 16].map((weight, index) =>
    engine.start({ url: server.url('good', { seed: index + 1, size: 60_000_000 }), maxConnections: 4, weight }),
  );
  // They do not begin in the same instant: what counts is what each gains once all have begun.
  const begun = await watch(engine, downloads, startedAt);
  const before = await watch(engine, downloads, performance.now());
  const [low = 0, normal = 0, high = 0] = gains(begun, before);
  const story = JSON.stringify([begun, before]);
  assert.ok(low > 0 && normal > 2.5 * low && high > 2.5 * normal, story);
  const [{ id, run } = assert.fail()] = downloads;
  const bounds = { maxConnections: 4, isAutomatic: false, limitBytesPerSecond: 0, weight: 64 };
  engine.send({ kind: 'adjust', id, run, bounds });
  const after = await watch(engine, downloads, performance.now());
  const [changed = 0, , other = 0] = gains(before, after);
  assert.ok(changed > 2 * other, JSON.stringify([before, after]));
});

test('limits of single transfers are each kept, also when the body comes in chunks', async () => {
  await using server = await FaultServer.start();
  await using engine = await EngineHarness.start();
  const rate = 40 * KIB;
  const startedAt = performance.now();
  const downloads = (['good', 'chunked'] as const).map((behaviour) =>
    engine.start({ url: server.url(behaviour, { size: 20 * MIB }), maxConnections: 4, limitBytesPerSecond: rate }),
  );
  assertShared(await watch(engine, downloads, startedAt), 2 * rate);
});

test('a limited transfer opens few connections, and more when the limit is lifted', async () => {
  await using server = await FaultServer.start();
  await using engine = await EngineHarness.start();
  engine.send({ kind: 'limit', bytesPerSecond: 128 * KIB, hosts: [] });
  const url = server.url('good', { size: 400 * MIB });
  const download = engine.start({ url, maxConnections: 8 });
  await watch(engine, [download], performance.now() - WATCH_MS + 1000);
  assert.equal(server.requestsFor(url).length, 4);
  engine.send({ kind: 'limit', bytesPerSecond: 0, hosts: [] });
  await engine.waitFor(
    (event) => event.kind === 'progress' && decodeProgress(event.frame).some(({ connections }) => connections === 8),
    'eight connections',
  );
  engine.stop(download);
  await download.ended;
});
