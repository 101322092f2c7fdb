import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCoreClient } from '../../../renderer/model/core-client.ts';
import { createLinkFacts } from '../../../renderer/model/link-facts.ts';
import { findLinks, parseLink } from '../../../shared/url.ts';
import { createFakeCore, ids, settle } from './fake-core.ts';

function bench() {
  const core = createFakeCore();
  const client = createCoreClient({
    transport: core.transport,
    beforeNextPaint: (callback) => {
      callback();
    },
    onFrame: () => {},
    applyFrame: () => {},
    onRequest: () => {},
    onOpen: () => {},
  });
  core.open();
  const calls = (name: string) => core.calls().filter((call) => call.name === name);
  async function answer(callId: number, value: unknown): Promise<void> {
    core.send({ type: 'reply', callId, reply: { ok: true, value } });
    await settle();
  }
  return { model: createLinkFacts(client), calls, answer };
}

const links = Array.from({ length: 5 }, (_, index) => {
  const parsed = parseLink(`https://example.org/${index}`);
  assert.ok(parsed.ok);
  return parsed;
});

describe('facts about links in the add dialog', () => {
  test('a few are asked at a time, each once, and all of them whether they are on the list', async () => {
    const { model, calls, answer } = bench();
    void model.show(links, true);
    assert.equal(calls('links.inspect').length, 3);
    await answer(calls('links.inspect')[0]?.callId ?? -1, { kind: 'notAsked' });
    assert.equal(calls('links.inspect').length, 4);
    assert.deepEqual([...model.facts.get().inspected.keys()], ['https://example.org/0']);
    void model.show(links, true);
    assert.equal(calls('links.inspect').length, 4);
    const known = [null, { id: ids(7)[0], name: 'x', state: 'paused' }, null, null, null];
    await answer(calls('links.known').at(-1)?.callId ?? -1, { known });
    assert.deepEqual([...model.facts.get().known.keys()], ['https://example.org/1']);
  });

  test('links of another program are looked up in the list, and no server is asked about them', async () => {
    const { model, calls } = bench();
    void model.show(links, false);
    assert.equal(calls('links.inspect').length, 0);
    assert.equal(calls('links.known').length, 1);
  });

  test('thousands are looked up in parts, each when the one before it is answered', async () => {
    const { model, calls, answer } = bench();
    const { links: many } = findLinks(
      Array.from({ length: 4500 }, (_, index) => `https://example.org/${index}`).join('\n'),
    );
    void model.show(many, false);
    const asked: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      assert.equal(calls('links.known').length, call + 1);
      const { callId, input } = calls('links.known')[call] ?? assert.fail();
      const { urls } = input as { readonly urls: readonly string[] };
      asked.push(urls.length);
      await answer(callId, { known: urls.map(() => null) });
    }
    assert.deepEqual(asked, [2000, 2000, 500]);
    assert.equal(calls('links.known').length, 3);
  });

  test('closing takes back what was asked, and late answers are dropped', async () => {
    const { model, calls, answer } = bench();
    void model.show(links, true);
    model.close();
    assert.equal(calls('links.stopInspecting').length, 1);
    await answer(calls('links.inspect')[0]?.callId ?? -1, { kind: 'notAsked' });
    await answer(calls('links.known')[0]?.callId ?? -1, { known: links.map(() => null) });
    assert.equal(model.facts.get().inspected.size, 0);
    assert.equal(calls('links.inspect').length, 3);
  });
});
