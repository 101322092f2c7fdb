import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rpc, SECRET, send, startHarness } from './server-harness.ts';

/** Methods of ours and names that must not be found on an object. Without `shutdown`. */
const METHODS = [
  'aria2.addUri', 'aria2.tellStatus', 'aria2.tellActive', 'aria2.tellWaiting', 'aria2.tellStopped', 'aria2.pause', 'aria2.unpause', 'aria2.remove',
  'aria2.getOption', 'aria2.changeGlobalOption', 'aria2.getGlobalOption', 'aria2.getFiles', 'aria2.getUris', 'aria2.purgeDownloadResult',
  'system.multicall', 'system.listMethods', 'constructor', '__proto__', 'toString', 'hasOwnProperty', '',
]; // prettier-ignore
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'dir',
  'out',
  'header',
  'split',
  'checksum',
  'max-download-limit',
  'pause',
  'gid',
];

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, '', '0', '../..', '/etc', 'http://127.0.0.1:9/x', '0000000000000001', 'a'.repeat(5000)),
    fc.constantFrom(0, -1, 1e308, -1e308, 2 ** 53 + 2, 0.1),
    fc.string(),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('any'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).any;
const call = fc.record(
  {
    jsonrpc: fc.constantFrom('2.0', 2, null),
    id: fc.oneof(fc.string(), fc.integer(), value),
    method: fc.constantFrom(...METHODS),
    params: fc.oneof(
      fc.array(value, { maxLength: 4 }).map((rest) => [`token:${SECRET}`, ...rest]),
      value,
    ),
  },
  { requiredKeys: ['method'] },
);
/** `JSON.stringify` drops an own `__proto__`; written by hand it arrives. */
const POLLUTING = `{"jsonrpc":"2.0","id":1,"method":"aria2.addUri","__proto__":{"polluted":1},"params":["token:${SECRET}",["http://127.0.0.1:9/p"],{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"pause":"true"}]}`;
const texts = fc.oneof(
  call.map((one) => JSON.stringify(one)),
  fc.array(call, { maxLength: 4 }).map((many) => JSON.stringify(many)),
  fc.constantFrom(POLLUTING, '[]', '', 'null', '1e999', '{"id":1e400,"method":"aria2.getVersion"}', '"\\ud800"'),
  fc.nat({ max: 100_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc
    .nat({ max: 20_000 })
    .map((depth) => `{"id":1,"method":"aria2.addUri","params":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`),
  fc
    .nat({ max: 20_000 })
    .map(
      (depth) =>
        `{"id":1,"method":"system.multicall","params":[[${'{"methodName":"system.multicall","params":['.repeat(depth)}${']}'.repeat(depth)}]]}`,
    ),
  fc.string({ unit: 'binary' }),
);

test(
  'whatever comes to the RPC, it answers in JSON, stays alive and changes no prototype',
  { timeout: 120_000 },
  async () => {
    await using harness = await startHarness();
    const { port } = harness.server;
    await fc.assert(
      fc.asyncProperty(texts, async (body) => {
        const answer = await send(port, { method: 'POST', path: '/jsonrpc', body });
        assert.ok([200, 400, 413, 500].includes(answer.status), `${answer.status}`);
        const responses: unknown = JSON.parse(answer.text);
        for (const response of Array.isArray(responses) ? responses : [responses]) {
          assert.equal(response.jsonrpc, '2.0');
          assert.notEqual('result' in response, 'error' in response);
          // A surprise of the program shows as a stack or a TypeError's words.
          assert.doesNotMatch(
            JSON.stringify(response),
            /TypeError|is not a function|Cannot read|\.ts:\d+|Maximum call stack/u,
          );
        }
        assert.ok(!Reflect.has({}, 'polluted'));
      }),
      { numRuns: 400 },
    );
    assert.equal((await rpc(port, 'aria2.getVersion')).status, 200);
  },
);
