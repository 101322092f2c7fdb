import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_SUMMARY } from '../../main/desktop/core-summary.ts';
import { powerCommand, watchForDone, type DoneAction } from '../../main/desktop/done-action.ts';
import { createDoneHost } from '../../main/desktop/done-host.ts';
import { performDone } from '../../main/desktop/perform-done.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const IDLE = EMPTY_SUMMARY;
const BUSY = { ...EMPTY_SUMMARY, unfinishedCount: 1 };

/** A host whose window the test is. */
function setUp() {
  const clock = new FakeClock();
  const performed: DoneAction[] = [];
  const shown: string[] = [];
  const works: Promise<unknown>[] = [];
  const host = createDoneHost({
    clock,
    show: ({ action, endsAtMs }) => shown.push(`${action} in ${endsAtMs - clock.nowMs()}`),
    hide: () => shown.push('hidden'),
    perform: async (action) => void performed.push(action),
    inBackground: (work) => works.push(work),
  });
  const settle = (): Promise<unknown> => Promise.all(works);
  return { clock, performed, shown, host, settle };
}

describe('when all is done', () => {
  test('is a moment that comes after work, and not before', () => {
    const fresh = watchForDone({ sawWork: false }, IDLE);
    assert.deepEqual(fresh, { watch: { sawWork: false }, isDone: false });
    const working = watchForDone(fresh.watch, BUSY);
    assert.equal(working.isDone, false);
    assert.equal(watchForDone(working.watch, { ...IDLE, pausedCount: 1, questionCount: 1 }).isDone, true);
  });

  test('the action follows a minute later, once, and the window counts until then', async () => {
    const { clock, performed, shown, host, settle } = setUp();
    host.choose('shutDown');
    for (const summary of [IDLE, BUSY, IDLE, IDLE]) host.update(summary);
    assert.deepEqual(shown, ['shutDown in 60000']);
    clock.advance(59_000);
    assert.deepEqual(performed, []);
    clock.advance(1000);
    await settle();
    assert.deepEqual(performed, ['shutDown']);
    assert.deepEqual(shown, ['shutDown in 60000', 'hidden']);
    assert.equal(host.action(), 'nothing');
    for (const summary of [BUSY, IDLE]) host.update(summary);
    assert.equal(shown.length, 2);
    assert.equal(clock.pendingTimers, 0);
  });

  test('the window calls it off, or has it at once; an answer to nothing does nothing', async () => {
    for (const [answer, expected] of [
      ['cancel', []],
      ['now', ['sleep']],
    ] as const) {
      const { clock, performed, shown, host, settle } = setUp();
      host.answer(answer);
      host.choose('sleep');
      host.answer(answer);
      for (const summary of [BUSY, IDLE]) host.update(summary);
      host.answer(answer);
      host.answer(answer);
      await settle();
      assert.deepEqual(performed, expected);
      assert.deepEqual(shown, ['sleep in 60000', 'hidden']);
      assert.equal(clock.pendingTimers, 0);
    }
  });

  test('work that ends before it is looked at again counts', () => {
    const { shown, host } = setUp();
    host.update(BUSY);
    host.choose('quit');
    host.update(IDLE);
    assert.deepEqual(shown, ['quit in 60000']);
  });

  test('another choice during the minute takes the countdown back', async () => {
    const { clock, performed, shown, host, settle } = setUp();
    host.choose('quit');
    for (const summary of [BUSY, IDLE]) host.update(summary);
    host.choose('nothing');
    assert.equal(shown.at(-1), 'hidden');
    clock.advance(120_000);
    await settle();
    assert.deepEqual(performed, []);
  });

  test('a system without such a command says so, and quitting needs none', async () => {
    assert.deepEqual(powerCommand('sleep', 'linux'), ['systemctl', 'suspend']);
    const quits: string[] = [];
    await performDone('quit', { platform: 'aix', quit: () => quits.push('quit') });
    assert.deepEqual(quits, ['quit']);
    await assert.rejects(performDone('sleep', { platform: 'aix', quit: () => {} }), /no such command on aix/u);
  });
});
