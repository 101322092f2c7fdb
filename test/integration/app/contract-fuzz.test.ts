import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createApp } from '../../../main/app/create-app.ts';
import { callInputs, type CoreMessage } from '../../../shared/contract.ts';
import { AppBench } from '../../support/app-bench.ts';
import { until } from '../../support/until.ts';

const NAMES = [...Object.keys(callInputs), 'constructor', '__proto__', 'toString', ''];
const KEYS = [
  'ids', 'id', 'downloads', 'url', 'paused', 'view', 'filter', 'search', 'sort', 'ranges', 'start', 'end', 'count', 'visibility', 'answer', 'host',
  'port', 'name', 'directory', 'headers', 'value', 'downloadFolder', 'maxActiveDownloads', 'backupsKept', '__proto__', 'constructor',
]; // prettier-ignore

/** Nothing here leads off this computer: the only link that parses goes to a port where nobody listens. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      0,
      1,
      -1,
      2 ** 53,
      1e308,
      Number.NaN,
      'all',
      'retry',
      'hidden',
      'added',
      '../..',
      '\0',
    ),
    fc.constantFrom<unknown>(
      'http://127.0.0.1:9/x',
      'http://u:p@127.0.0.1:9/y?z=1',
      'file:///etc/passwd',
      'a'.repeat(30_000),
    ),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('any'), { maxKeys: 6 }),
  ),
})).any;
/** Inputs that are right but for one part. */
const nearMiss = fc
  .tuple(
    fc.constantFrom<Record<string, unknown>>(
      { ids: [1, 2] },
      { id: 1 },
      { ids: [1], answer: 'retry' },
      { ids: [1], deleteFiles: false },
      { downloads: [{ url: 'http://127.0.0.1:9/x', headers: [{ name: 'a', value: 'b' }] }], paused: true },
      { view: { filter: 'all', search: '', sort: 'added', descending: true }, ranges: [{ start: 0, end: 10 }] },
      { visibility: 'hidden' },
      { host: '127.0.0.1', port: 9 },
      { id: 1, url: 'http://127.0.0.1:9/other' },
      { maxActiveDownloads: 3 },
      { name: '../../sluice.db' },
    ),
    fc.option(fc.tuple(fc.constantFrom(...KEYS), value), { nil: null }),
  )
  .map(([input, change]) => (change === null ? input : { ...input, [change[0]]: change[1] }));

test('whatever a window sends, each call gets one envelope and nothing breaks', { timeout: 120_000 }, async () => {
  await using bench = await AppBench.start();
  await bench.app.close();
  const logged: string[] = [];
  const started = await createApp({ ...bench.input(), log: (message) => logged.push(message) });
  assert.ok(started.ok);
  const { app } = started;
  const replies = new Map<number, CoreMessage>();
  const session = app.openSession((message) => {
    if (message.type === 'reply') replies.set(message.callId, message);
    else if (message.type === 'frame') session.receive({ type: 'acknowledge', revision: message.frame.revision });
  });
  let callId = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), fc.oneof(value, nearMiss), async (name, input) => {
      callId += 1;
      const mine = callId;
      session.receive({ type: 'call', callId: mine, name, input });
      await until(() => replies.has(mine), `an answer to ${name}`);
      const message = replies.get(mine);
      assert.ok(message?.type === 'reply');
      if (!message.reply.ok) assert.match(message.reply.code, /^call\./u);
      // A message is cloned on its way to the window.
      structuredClone(message);
      assert.ok(!Reflect.has({}, 'polluted'));
    }),
    { numRuns: 1500 },
  );
  // Messages that are no calls are dropped.
  fc.assert(
    fc.property(fc.oneof(value, fc.anything()), (message) => {
      session.receive(message);
    }),
    { numRuns: 500 },
  );
  session.receive({ type: 'call', callId: 999_999, name: 'app.info', input: {} });
  await until(() => replies.has(999_999), 'an answer after all that');
  assert.deepEqual(logged, []);
  await app.close();
});
