import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCoreClient } from '../../../renderer/model/core-client.ts';
import { createFakeCore, frameOf, settle } from './fake-core.ts';

function setUp() {
  const core = createFakeCore();
  const paints: (() => void)[] = [];
  const applied: number[] = [];
  let opened = 0;
  const client = createCoreClient({
    transport: core.transport,
    beforeNextPaint: (callback) => paints.push(callback),
    onFrame: () => {},
    applyFrame: (frame) => applied.push(frame.revision),
    onRequest: () => {},
    onOpen: () => (opened += 1),
  });
  return {
    core,
    client,
    applied,
    opened: () => opened,
    paint: () => paints.splice(0).forEach((callback) => callback()),
  };
}

describe('the client of the core', () => {
  test('gives each call the reply with its number', async () => {
    const { core, client } = setUp();
    core.open();
    const info = client.call('app.info', {});
    const settings = client.call('settings.get', {});
    const [first, second] = core.calls();
    assert.ok(first !== undefined && second !== undefined);
    core.send({ type: 'reply', callId: second.callId, reply: { ok: false, code: 'call.failed', detail: 'second' } });
    core.send({ type: 'reply', callId: first.callId, reply: { ok: false, code: 'call.notFound', detail: 'first' } });
    assert.deepEqual(await info, { ok: false, code: 'call.notFound', detail: 'first' });
    assert.deepEqual(await settings, { ok: false, code: 'call.failed', detail: 'second' });
  });

  test('a call that takes long tells how far it is, and can be called off while it has no reply', async () => {
    const { core, client } = setUp();
    core.open();
    const controller = new AbortController();
    const told: number[] = [];
    const watch = { signal: controller.signal, onProgress: (now: { doneBytes: number }) => told.push(now.doneBytes) };
    const result = client.call('downloads.recover', { directory: '/a' }, watch);
    const [call] = core.calls();
    assert.ok(call !== undefined);
    core.send({ type: 'progress', callId: call.callId, progress: { doneBytes: 3, totalBytes: 9 } });
    controller.abort();
    assert.deepEqual(core.sent.at(-1), { type: 'cancel', callId: call.callId });
    core.send({ type: 'reply', callId: call.callId, reply: { ok: false, code: 'call.cancelled', detail: '' } });
    assert.equal((await result).ok, false);
    core.send({ type: 'progress', callId: call.callId, progress: { doneBytes: 4, totalBytes: 9 } });
    assert.deepEqual(told, [3]);

    const over = client.call('downloads.recover', { directory: '/a' }, new AbortController());
    const second = core.calls()[1];
    assert.ok(second !== undefined);
    core.send({ type: 'reply', callId: second.callId, reply: { ok: true, value: null } });
    await over;
    const late = new AbortController();
    late.abort();
    void client.call('downloads.recover', { directory: '/a' }, late);
    assert.deepEqual(
      core.sent.slice(-2).map(({ type }) => type),
      ['call', 'cancel'],
    );
  });

  test('a call made while the window still connects for the first time waits for it', async () => {
    const { core, client } = setUp();
    const early = client.call('app.info', {});
    assert.deepEqual(core.calls(), []);
    core.open();
    await settle();
    const [call] = core.calls();
    assert.ok(call !== undefined);
    core.send({ type: 'reply', callId: call.callId, reply: { ok: false, code: 'call.failed', detail: 'heard' } });
    assert.deepEqual(await early, { ok: false, code: 'call.failed', detail: 'heard' });
  });

  test('a call made while it connects ends when there is no core to connect to', async () => {
    const { core, client } = setUp();
    const early = client.call('app.info', {});
    core.close('lost');
    assert.deepEqual(await early, { ok: false, code: 'window.disconnected', detail: '' });
  });

  test('applies a frame before the next paint and acknowledges it after', () => {
    const { core, applied, paint } = setUp();
    core.open();
    core.send({ type: 'frame', frame: frameOf({ revision: 4 }) });
    assert.deepEqual(applied, []);
    assert.deepEqual(core.sent, []);
    paint();
    assert.deepEqual(applied, [4]);
    assert.deepEqual(core.sent, [{ type: 'acknowledge', revision: 4 }]);
  });

  test('drops a frame of a connection that is gone', () => {
    const { core, applied, paint } = setUp();
    core.open();
    core.send({ type: 'frame', frame: frameOf({ revision: 4 }) });
    core.close('lost');
    core.open();
    paint();
    assert.deepEqual(applied, []);
    assert.deepEqual(core.sent, []);
  });

  test('ends waiting calls when the connection is lost, and refuses new ones until it is back', async () => {
    const { core, client, opened } = setUp();
    core.open();
    const waiting = client.call('app.info', {});
    core.close('lost');
    assert.equal((await waiting).ok, false);
    const refused = await client.call('app.info', {});
    assert.equal(refused.ok ? '' : refused.code, 'window.disconnected');
    assert.equal(client.connection.get(), 'lost');
    core.open();
    assert.equal(client.connection.get(), 'open');
    assert.equal(opened(), 2);
  });

  test('ends everything on close', async () => {
    const { core, client } = setUp();
    core.open();
    const waiting = client.call('app.info', {});
    client.close();
    assert.equal((await waiting).ok, false);
    await settle();
  });
});
