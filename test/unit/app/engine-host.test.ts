import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { open } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { EngineHost, isEngineAhead, startEngineAhead, type EngineSurroundings } from '../../../main/app/engine-host.ts';
import type { EngineCommand, EngineEvent } from '../../../main/engine/protocol.ts';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { decodeProgress } from '../../../shared/progress-frame.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const AROUND: EngineSurroundings = {
  proxies: { asks: () => false, routesFor: () => Promise.reject(new Error('nobody asks')) },
  listDisk: 4712n,
  onReady: () => undefined,
};
const MORTAL_WORKER = new URL('../../fakes/mortal-worker.ts', import.meta.url);

const LINGERING_WORKER = new URL('../../fakes/lingering-worker.ts', import.meta.url);

/** Any start: the worker dies of it. */
const FATAL: EngineCommand = {
  kind: 'start',
  id: toDownloadId(1),
  run: 1,
  request: {
    url: 'http://127.0.0.1/',
    headers: [],
    isAutomatic: false,
    maxConnections: 1,
    limitBytesPerSecond: 0,
    weight: 1,
    connectTimeoutMs: 1000,
    responseTimeoutMs: 1000,
    idleTimeoutMs: 1000,
    traits: NO_TRAITS,
    certificates: [],
    allowInsecureRedirect: false,
    acceptHtml: false,
    mirrors: [],
    pieces: null,
    followMetalinks: false,
    checksum: null,
    checksumFrom: null,
    digest: null,
    resume: null,
  },
};

describe('EngineHost', () => {
  test('starts the engine again after it died, with back-off, and tells it the limit and the disk of the list', async () => {
    const clock = new FakeClock();
    const host = new EngineHost(clock, AROUND, MORTAL_WORKER);
    const events: EngineEvent[] = [];
    const deaths: string[] = [];
    host.listen(
      (event) => events.push(event),
      (reason) => deaths.push(reason),
    );
    const readies = (): number => events.filter((event) => event.kind === 'ready').length;
    const limits = (): number[] =>
      events.flatMap((event) =>
        event.kind === 'progress' ? decodeProgress(event.frame).map((row) => row.receivedBytes) : [],
      );
    host.send({ kind: 'limit', bytesPerSecond: 4711, hosts: [] });
    await until(() => limits().length === 2, 'the limit and the disk to arrive');

    host.send(FATAL);
    await until(() => deaths.length === 1, 'the death to be told');
    assert.deepEqual(deaths, ['the worker fell over']);
    assert.equal(readies(), 1);
    clock.advance(99);
    assert.equal(readies(), 1);
    clock.advance(1);
    await until(() => limits().length === 4, 'the new engine to know both');
    assert.deepEqual(limits(), [4712, 4711, 4711, 4712]);

    host.send(FATAL);
    await until(() => deaths.length === 2, 'the second death');
    host.send({ kind: 'limit', bytesPerSecond: 1, hosts: [] });
    clock.advance(199);
    assert.equal(readies(), 2);
    clock.advance(1);
    await until(() => limits().includes(1), 'what was said meanwhile to arrive');
    await host.close();
    assert.equal(clock.pendingTimers, 0);
  });

  test('closing while the engine is dead ends at once', async () => {
    const clock = new FakeClock();
    const host = new EngineHost(clock, AROUND, MORTAL_WORKER);
    let isDead = false;
    host.listen(
      () => {},
      () => {
        isDead = true;
      },
    );
    host.send(FATAL);
    await until(() => isDead, 'the death to be told');
    await host.close();
    await host.close();
    assert.equal(clock.pendingTimers, 0);
  });

  test('an engine that has closed, and whose thread waits for a name, is late; no disk is to blame', async () => {
    await using folder = await createTempFolder();
    const pipe = folder.file('pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    process.env['SLUICE_TEST_PIPE'] = pipe;
    const clock = new FakeClock();
    const ready = Promise.withResolvers<void>();
    const host = new EngineHost(clock, { ...AROUND, onReady: ready.resolve }, LINGERING_WORKER);
    host.listen(
      () => {},
      () => {},
    );
    await ready.promise;
    const closing = host.close();
    await until(() => clock.pendingTimers === 2, 'the engine to have closed, and its thread to be ended');
    clock.advance(2000);
    const verdict = await closing;
    // Somebody answers: the thread may end.
    await (await open(pipe, 'w')).close();
    assert.equal(verdict, 'late');
  });
});

test('a thread that was started ahead is taken by the next host, and by no other', async () => {
  let started = 0;
  const count = (): void => {
    started += 1;
  };
  subscribe('worker_threads', count);
  assert.equal(isEngineAhead(), false);
  startEngineAhead();
  assert.equal(isEngineAhead(), true);
  for (const threads of [1, 2]) {
    const ready = Promise.withResolvers<void>();
    const host = new EngineHost(new FakeClock(), { ...AROUND, onReady: ready.resolve });
    host.listen(
      () => {},
      () => {},
    );
    assert.equal(started, threads);
    assert.equal(isEngineAhead(), false);
    await ready.promise;
    // It answers, so it is a live engine.
    await host.close();
  }
  unsubscribe('worker_threads', count);
});

test('a thread that was started ahead and is not needed keeps no process alive', async () => {
  const host = new URL('../../../main/app/engine-host.ts', import.meta.url);
  const program = `import { startEngineAhead } from '${host.href}'; startEngineAhead();`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(stderr, '');
});
