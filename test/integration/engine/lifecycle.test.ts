import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineHarness } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;

describe('continuing', () => {
  test('fetches only the holes, over several connections', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const size = 10 * MIB;
    const partPath = engine.folder.file('holes.part');
    const content = testBytes(1, 0, size);
    const durable = [
      { start: 0, end: MIB },
      { start: 3 * MIB, end: 5 * MIB },
      { start: 6 * MIB, end: 7 * MIB },
    ];
    const holed = Buffer.alloc(7 * MIB);
    for (const range of durable) content.copy(holed, range.start, range.start, range.end);
    await writeFile(partPath, holed);
    const url = server.url('good', { size });
    const validators = { etag: `"1-${size}"`, lastModified: null };
    const download = engine.start({
      url,
      maxConnections: 3,
      resume: { partPath, sizeBytes: size, validators, durable, isNewLink: false, stamp: null },
    });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(await fileSha256(partPath), testBytesSha256(1, size));
    const first = server.requestsFor(url)[0];
    assert.equal(first?.headers.range, `bytes=${MIB}-${3 * MIB - 1}`);
    assert.equal(engine.ofKind('restarted').length, 0);
  });

  test('with nothing missing asks nobody', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const partPath = engine.folder.file('all.part');
    await writeFile(partPath, testBytes(1, 0, 1000));
    const durable = [{ start: 0, end: 1000 }];
    const validators = { etag: null, lastModified: null };
    const download = engine.start({
      url: server.url('good', { size: 1000 }),
      resume: { partPath, sizeBytes: 1000, validators, durable, isNewLink: false, stamp: null },
    });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(server.requests.length, 0);
  });

  for (const behaviour of ['noRanges', 'rangeIgnoredLater'] as const) {
    test(`from a server of the kind ${behaviour} begins again at 0, after the queue has forgotten the old bytes`, async () => {
      await using server = await FaultServer.start();
      await using engine = await EngineHarness.start();
      engine.answersProbes = false;
      const size = 300_000;
      const partPath = engine.folder.file('again.part');
      const old = testBytes(9, 0, 100_000);
      await writeFile(partPath, old);
      const validators = { etag: `"1-${size}"`, lastModified: null };
      const resume = {
        partPath,
        sizeBytes: size,
        validators,
        durable: [{ start: 0, end: 100_000 }],
        isNewLink: false,
        stamp: null,
      };
      const download = engine.start({ url: server.url(behaviour, { size }), resume, maxConnections: 4 });
      const restarted = await engine.waitFor((event) => event.kind === 'restarted', 'restarted');
      assert.ok(restarted.kind === 'restarted');
      assert.equal(restarted.facts.sizeBytes, size);
      assert.deepEqual(await readFile(partPath), old, 'not a byte is overwritten before the answer');
      await engine.answer(download.id, download.run);
      assert.equal((await download.ended).kind, 'finished');
      assert.equal(await fileSha256(partPath), testBytesSha256(1, size));
      const conditions = server.requests.map((request) => request.headers['if-range'] !== undefined);
      assert.deepEqual(conditions, [true, false], 'asked once more without the condition, whose body is used');
    });
  }

  test('a file of unknown length begins again', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const partPath = engine.folder.file('unknown.part');
    await writeFile(partPath, Buffer.alloc(500_000));
    const durable = [{ start: 0, end: 500_000 }];
    const validators = { etag: null, lastModified: null };
    const resume = { partPath, sizeBytes: null, validators, durable, isNewLink: false, stamp: null };
    const download = engine.start({ url: server.url('chunked', { size: 200_000 }), resume });
    assert.equal((await download.ended).kind, 'finished');
    assert.equal(await fileSha256(partPath), testBytesSha256(1, 200_000));
  });

  test('after every kind of break ends in the same file', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const size = 6 * MIB;
    const url = server.url('resetMidBody', { size, times: 3, after: MIB });
    let download = engine.start({ url });
    let end = await download.ended;
    const probed = engine.ofKind('probed')[0];
    assert.ok(probed !== undefined);
    const asked = ['bytes=0-'];
    for (let run = 2; end.kind === 'failed' && run < 10; run += 1) {
      // An RST takes along what the kernel still holds: less than was sent may have come.
      asked.push(`bytes=${end.durable[0]?.end ?? 0}-`);
      const resume = {
        ...probed.facts,
        partPath: download.partPath,
        durable: end.durable,
        isNewLink: false,
        stamp: null,
      };
      download = engine.start({ url, resume }, run, download.id);
      end = await download.ended;
    }
    assert.equal(end.kind, 'finished');
    assert.equal(await fileSha256(download.partPath), testBytesSha256(1, size));
    assert.deepEqual(
      server.requestsFor(url).map((request) => request.headers.range),
      asked,
    );
  });
});

describe('stopping', () => {
  test('at every moment of a download is confirmed, and the next run ends in the same file', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const size = 12 * MIB;
    for (let round = 0; round < 12; round += 1) {
      const url = server.url('drip', { size, pieceBytes: 256 * 1024, everyMs: 1 });
      const first = engine.start({ url, maxConnections: 1 + (round % 4) });
      // Any moment will do: the promise holds at all of them.
      await delay(round * 4);
      engine.stop(first);
      const stopped = await first.ended;
      if (stopped.kind === 'finished') continue;
      assert.equal(stopped.kind, 'stopped');
      const probed = engine.ofKind('probed').find((event) => event.id === first.id);
      const resume =
        probed === undefined
          ? null
          : { ...probed.facts, partPath: first.partPath, durable: stopped.durable, isNewLink: false, stamp: null };
      const second = engine.start({ url, resume, maxConnections: 3 }, 2, first.id);
      assert.equal((await second.ended).kind, 'finished', `round ${round}`);
      assert.equal(await fileSha256(first.partPath), testBytesSha256(1, size));
    }
  });

  test('while it waits for the part file, for headers, or for the limit', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    engine.answersProbes = false;
    const waiting = engine.start({ url: server.url('good') });
    await engine.waitFor((event) => event.kind === 'probed', 'probed');
    engine.answersProbes = true;
    const asking = engine.start({ url: server.url('slowHeaders', { delayMs: 60_000 }) });
    const limited = engine.start({ url: server.url('good', { size: MIB }), limitBytesPerSecond: 1000 });
    await engine.waitFor((event) => event.kind === 'progress', 'progress');
    for (const download of [waiting, asking, limited]) engine.stop(download);
    for (const download of [waiting, asking, limited]) assert.equal((await download.ended).kind, 'stopped');
  });

  test('twice, or after the end, or with another run number does nothing', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const download = engine.start({ url: server.url('good') });
    engine.send({ kind: 'stop', id: download.id, run: 99 });
    assert.equal((await download.ended).kind, 'finished');
    engine.stop(download);
    engine.stop(download);
    assert.equal((await engine.start({ url: server.url('good') }).ended).kind, 'finished');
    assert.equal(engine.ofKind('stopped').length, 0);
  });

  test('a new run of the same download begins only after the old one has ended', async () => {
    await using server = await FaultServer.start();
    await using engine = await EngineHarness.start();
    const url = server.url('hold', { size: MIB, after: 1000, times: 1 });
    const first = engine.start({ url });
    await engine.waitFor((event) => event.kind === 'progress', 'progress');
    const second = engine.start({ url }, 2, first.id);
    assert.equal((await first.ended).kind, 'stopped');
    assert.equal((await second.ended).kind, 'finished');
    assert.equal(await fileSha256(first.partPath), testBytesSha256(1, MIB));
  });

  test('closing stops everything, then the thread ends by itself', async () => {
    await using server = await FaultServer.start();
    const engine = await EngineHarness.start();
    const downloads = Array.from({ length: 5 }, () => engine.start({ url: server.url('hold', { size: MIB }) }));
    await engine.waitFor((event) => event.kind === 'progress', 'progress');
    engine.send({ kind: 'close' });
    for (const download of downloads) assert.equal((await download.ended).kind, 'stopped');
    await engine.waitFor((event) => event.kind === 'closed', 'closed');
    assert.equal(await engine.exited, 0);
    assert.equal(engine.events.at(-1)?.kind, 'closed');
    await engine[Symbol.asyncDispose]();
  });
});

test('a limit over all transfers is shared, and lifting it lets them go at once', async () => {
  await using server = await FaultServer.start();
  await using engine = await EngineHarness.start();
  engine.send({ kind: 'limit', bytesPerSecond: 1000, hosts: [] });
  const downloads = [1, 2].map((seed) => engine.start({ url: server.url('good', { seed, size: 2 * MIB }) }));
  await engine.waitFor((event) => event.kind === 'progress', 'progress');
  assert.equal(engine.ofKind('finished').length, 0);
  engine.send({ kind: 'limit', bytesPerSecond: 0, hosts: [] });
  for (const download of downloads) assert.equal((await download.ended).kind, 'finished');
});
