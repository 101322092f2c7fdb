import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createApp } from '../../../main/app/create-app.ts';
import type { CoreMessage } from '../../../shared/contract.ts';
import { AppBench } from '../../support/app-bench.ts';
import type { BehaviourName } from '../../support/fault-behaviours.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { until } from '../../support/until.ts';
import { runSluice } from '../cli/run-sluice.ts';

/** Never anywhere but in the list itself and on the wire to its own server. */
const CREDENTIALS = ['us3r-name', 'p4ss-word', 'c00kie-value', 'k3y-value', 'b34rer-value'];
/** Shown in the row, whose link it is, and written to the sidecar, which has to continue it; nowhere else. */
const QUERY = 't0ken-in-query';

const HEADERS = [
  { name: 'Cookie', value: 'session=c00kie-value' },
  { name: 'X-Api-Key', value: 'k3y-value' },
  { name: 'Authorization', value: 'Bearer b34rer-value' },
];

/** One of each kind of failure, and two that work. */
const KINDS: readonly (readonly [BehaviourName, Record<string, string | number>])[] = [
  ['good', {}], ['chunked', {}], ['status', { code: 401 }], ['status', { code: 403 }], ['status', { code: 404 }], ['status', { code: 410 }],
  ['status', { code: 418 }], ['status', { code: 429 }], ['status', { code: 500 }], ['status', { code: 503 }], ['redirectLoop', {}], ['redirectNowhere', {}],
  ['garbage', {}], ['badStatusLine', {}], ['nulInHead', {}], ['noAnswer', {}], ['resetNoAnswer', {}], ['resetMidBody', {}], ['shortBody', {}],
  ['chunkedTruncated', {}], ['chunkedGarbage', {}], ['twoLengths', {}], ['tooManyBehindLength', {}], ['page', {}], ['codedNot', {}], ['endlessHead', {}],
  ['silent', {}],
]; // prettier-ignore

let files: FaultServer;
before(async () => {
  files = await FaultServer.start();
});
after(() => files[Symbol.asyncDispose]());

function withSecrets(url: string): string {
  const secret = new URL(url);
  secret.username = 'us3r-name';
  secret.password = 'p4ss-word';
  secret.searchParams.set('token', QUERY);
  return secret.href;
}

function refuseSecrets(what: string, text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    const at = text.indexOf(secret);
    assert.equal(at, -1, `${what} holds ${secret}: ${text.slice(Math.max(0, at - 200), at + 100)}`);
  }
}

test(
  'credentials stand in no row, frame, timeline, log, notice or file, whatever goes wrong',
  { timeout: 120_000 },
  async () => {
    await using bench = await AppBench.start();
    await bench.app.close();
    const logged: string[] = [];
    const started = await createApp({
      ...bench.input({
        maxAttempts: 2,
        maxActiveDownloads: 30,
        maxActivePerHost: 30,
        responseTimeoutMs: 1000,
        idleTimeoutMs: 1000,
        connectTimeoutMs: 1000,
      }),
      log: (message) => logged.push(message),
    });
    assert.ok(started.ok);
    const { app } = started;
    await using _open = { [Symbol.asyncDispose]: async () => void (await app.close()) };
    const sent: CoreMessage[] = [];
    const session = app.openSession((message) => {
      sent.push(message);
      if (message.type === 'frame') session.receive({ type: 'acknowledge', revision: message.frame.revision });
    });
    session.receive({
      type: 'call',
      callId: 0,
      name: 'view.watch',
      input: { view: {}, ranges: [{ start: 0, end: 50 }] },
    });
    const downloads = KINDS.map(([behaviour, parameters], index) => ({
      url: withSecrets(files.url(behaviour, { name: `${index}.bin`, size: 200_000, ...parameters })),
      headers: HEADERS,
    }));
    const added = await session.call('downloads.add', { downloads });
    assert.ok(added.ok);
    const ids = added.value.ids.filter((id) => id !== null);
    const atRest = ['completed', 'failed', 'blocked', 'retrying'];
    const moving = (): string[] =>
      ids.flatMap((id, index) => {
        const state = app.queue.get(id)?.state;
        return atRest.includes(state?.kind ?? '') ? [] : [`${KINDS[index]?.[0]} ${JSON.stringify(state)}`];
      });
    await until(
      () => moving().length === 0,
      () => `the end of ${moving().join(', ')}`,
      20_000,
    );

    for (const id of ids) {
      const kind = JSON.stringify(KINDS[ids.indexOf(id)]);
      const row = await session.call('downloads.get', { id });
      refuseSecrets(`the row of ${kind}`, JSON.stringify(row), CREDENTIALS);
      const timeline = await session.call('downloads.timeline', { id });
      assert.ok(timeline.ok && timeline.value.entries.length > 0, kind);
      refuseSecrets(`the timeline of ${kind}`, JSON.stringify(timeline), [...CREDENTIALS, QUERY]);
      const state = app.queue.get(id)?.state;
      refuseSecrets(`the state of ${kind}`, JSON.stringify(state), [...CREDENTIALS, QUERY]);
    }
    refuseSecrets('what windows were sent', JSON.stringify(sent), CREDENTIALS);
    refuseSecrets('app.info', JSON.stringify(await session.call('app.info', {})), [...CREDENTIALS, QUERY]);
    refuseSecrets('the log', logged.join('\n'), [...CREDENTIALS, QUERY]);
    for (const file of readdirSync(bench.downloadFolder)) {
      refuseSecrets(file, readFileSync(path.join(bench.downloadFolder, file), 'latin1'), CREDENTIALS);
      refuseSecrets('a file name', file, [...CREDENTIALS, QUERY]);
    }
    // The list has to hold them, so nobody else may read it.
    assert.equal(statSync(bench.dataFolder).mode & 0o077, 0);
    for (const file of readdirSync(bench.dataFolder).filter((name) => name.startsWith('sluice.db'))) {
      assert.equal(statSync(path.join(bench.dataFolder, file)).mode & 0o077, 0, file);
    }
  },
);

test('the command line tells no credentials either', { timeout: 120_000 }, async () => {
  await using bench = await AppBench.start();
  for (const [behaviour, parameters] of [
    ['good', {}],
    ['status', { code: 403 }],
    ['garbage', {}],
    ['redirectLoop', {}],
    ['page', {}],
  ] as const) {
    const url = withSecrets(files.url(behaviour, { name: 'file.bin', size: 1000, ...parameters }));
    const args = ['get', url, '--dir', bench.dataFolder, '--max-tries', '1', '--header', 'X-Api-Key: k3y-value'];
    const { stdout, stderr } = await runSluice(args);
    refuseSecrets(behaviour, stdout + stderr, CREDENTIALS);
  }
});
