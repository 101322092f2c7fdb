import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { WindowSession } from '../../../main/app/app-interface.ts';
import { CallError } from '../../../main/app/call-error.ts';
import type { Handlers } from '../../../main/app/handlers.ts';
import { ProgressPublisher } from '../../../main/app/progress-publisher.ts';
import { createWindowSession } from '../../../main/app/window-session.ts';
import type { ListSource } from '../../../main/app/window-view.ts';
import type { CoreMessage } from '../../../shared/contract.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';
import { until } from '../../support/until.ts';

const WATCH = { view: { filter: 'all', search: '', sort: 'added', descending: true }, ranges: [{ start: 0, end: 10 }] };

describe('a window session', () => {
  let clock: FakeClock;
  let sent: CoreMessage[];
  let received: number;
  let session: WindowSession;
  let publisher: ProgressPublisher;
  let unexpected: unknown[];
  let isClosing: boolean;

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    received = 0;
    unexpected = [];
    isClosing = false;
    publisher = new ProgressPublisher(clock);
    const download = sampleDownload(1);
    const source: ListSource = {
      get: () => download,
      progressOf: ({ id }) => ({
        id,
        receivedBytes: received,
        bytesPerSecond: 0,
        secondsLeft: null,
        connections: 0,
        check: null,
      }),
      waitReasonOf: () => null,
      viewIds: () => [download.id],
      hold: () => {},
      activeIds: () => [],
      // Only what the frame copies; the states do not matter here.
      counts: () => ({}) as ReturnType<ListSource['counts']>,
      failedMoves: () => 0,
      totals: () => ({ bytesPerSecond: 0, secondsLeft: null }),
      trouble: () => null,
      facets: () => null,
      settings: () => DEFAULT_SETTINGS,
      freeBytes: () => null,
      connectionsOf: () => [],
    };
    // The few calls these tests make.
    const handlers = {
      'downloads.pause': () => ({ changed: 1 }),
      'downloads.get': () => {
        throw new CallError('call.notFound', '7');
      },
      'app.info': () => {
        throw new Error('boom');
      },
      'view.watch': ({ view, ranges }, context) => {
        context.watch(view, ranges);
        return null;
      },
      'view.visibility': ({ visibility }, context) => {
        context.show(visibility);
        return null;
      },
    } as Partial<Handlers> as Handlers;
    session = createWindowSession({
      handlers,
      source,
      publisher,
      send: (message) => sent.push(message),
      isClosing: () => isClosing,
      onUnexpected: (error) => unexpected.push(error),
    });
  });

  async function call(name: string, input: unknown): Promise<CoreMessage> {
    const before = sent.length;
    session.receive({ type: 'call', callId: 5, name, input });
    await until(() => sent.length > before, 'the reply');
    const reply = sent.at(-1);
    assert.ok(reply !== undefined);
    return reply;
  }

  function frames(): number[] {
    return sent.flatMap((message) => (message.type === 'frame' ? [message.frame.revision] : []));
  }

  function move(): void {
    received += 1;
    publisher.markAll();
    clock.advance(1000);
  }

  test('answers a call under its number', async () => {
    assert.deepEqual(await call('downloads.pause', { ids: [1] }), {
      type: 'reply',
      callId: 5,
      reply: { ok: true, value: { changed: 1 } },
    });
  });

  for (const [name, input, code] of [
    ['downloads.pause', { ids: [] }, 'call.badInput'],
    ['downloads.pause', { ids: ['x'] }, 'call.badInput'],
    ['toString', {}, 'call.unknown'],
    ['no.such.call', {}, 'call.unknown'],
    ['downloads.get', { id: 7 }, 'call.notFound'],
    ['app.info', {}, 'call.failed'],
  ] as const) {
    test(`answers ${name} ${JSON.stringify(input)} with ${code}`, async () => {
      const message = await call(name, input);
      assert.ok(message.type === 'reply' && !message.reply.ok);
      assert.equal(message.reply.code, code);
      assert.equal(unexpected.length, code === 'call.failed' ? 1 : 0);
    });
  }

  test('does nothing more once the app closes', async () => {
    isClosing = true;
    const message = await call('downloads.pause', { ids: [1] });
    assert.ok(message.type === 'reply' && !message.reply.ok);
    assert.equal(message.reply.code, 'call.closing');
  });

  test('drops what is no message at all', () => {
    for (const message of [null, 'x', {}, { type: 'call' }, { type: 'call', callId: -1, name: 'x' }])
      session.receive(message);
    assert.deepEqual(sent, []);
  });

  test('sends one frame at a time: the next only after the acknowledgement', async () => {
    await call('view.watch', WATCH);
    clock.advance(0);
    assert.deepEqual(frames(), [1]);
    move();
    assert.deepEqual(frames(), [1]);
    session.receive({ type: 'acknowledge', revision: 1 });
    clock.advance(1000);
    assert.deepEqual(frames(), [1, 2]);
    session.receive({ type: 'acknowledge', revision: 1 });
    move();
    assert.deepEqual(frames(), [1, 2]);
  });

  test('a window that lost its place watches again and is told everything', async () => {
    await call('view.watch', WATCH);
    clock.advance(0);
    await call('view.watch', WATCH);
    clock.advance(1000);
    const last = sent.at(-1);
    assert.ok(last?.type === 'frame');
    assert.equal(last.frame.rows.length, 1);
  });

  test('a hidden window gets no frames', async () => {
    await call('view.watch', WATCH);
    await call('view.visibility', { visibility: 'hidden' });
    move();
    assert.deepEqual(frames(), []);
    await call('view.visibility', { visibility: 'focused' });
    clock.advance(0);
    assert.deepEqual(frames(), [1]);
  });

  test('after it is closed nothing is sent', async () => {
    await call('view.watch', WATCH);
    const before = sent.length;
    session.close();
    move();
    session.receive({ type: 'call', callId: 1, name: 'app.info', input: {} });
    clock.advance(1000);
    assert.equal(sent.length, before);
  });
});
