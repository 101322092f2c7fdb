import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_SUMMARY } from '../../main/desktop/core-summary.ts';
import { powerCommand, watchForDone, type DoneAction } from '../../main/desktop/done-action.ts';
import { createDoneHost } from '../../main/desktop/done-host.ts';
import { performDone } from '../../main/desktop/perform-done.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const IDLE = EMPTY_SUMMARY;
const BUSY = { ...EMPTY_SUMMARY, unfinishedCount: 1 };

/** A host whose question the test answers. */
function setUp() {
  const clock = new FakeClock();
  const performed: DoneAction[] = [];
  const questions: { readonly message: string; readonly answer: (button: number) => void }[] = [];
  const works: Promise<unknown>[] = [];
  const host = createDoneHost({
    clock,
    messageBox: ({ message, signal }) => {
      const { promise, resolve } = Promise.withResolvers<{ response: number; checkboxChecked: boolean }>();
      const answer = (response: number): void => resolve({ response, checkboxChecked: false });
      signal?.addEventListener('abort', () => answer(0));
      questions.push({ message, answer });
      return promise;
    },
    perform: async (action) => void performed.push(action),
    inBackground: (work) => works.push(work),
  });
  const settle = (): Promise<unknown> => Promise.all(works);
  return { clock, performed, questions, host, settle };
}

describe('when all is done', () => {
  test('is a moment that comes after work, and not before', () => {
    const fresh = watchForDone({ sawWork: false }, IDLE);
    assert.deepEqual(fresh, { watch: { sawWork: false }, isDone: false });
    const working = watchForDone(fresh.watch, BUSY);
    assert.equal(working.isDone, false);
    assert.equal(watchForDone(working.watch, { ...IDLE, pausedCount: 1, questionCount: 1 }).isDone, true);
  });

  test('the action follows a minute later, once', async () => {
    const { clock, performed, questions, host, settle } = setUp();
    host.choose('shutDown');
    for (const summary of [IDLE, BUSY, IDLE, IDLE]) host.update(summary);
    assert.match(questions[0]?.message ?? '', /shuts down in a minute/u);
    clock.advance(59_000);
    assert.deepEqual(performed, []);
    clock.advance(1000);
    await settle();
    assert.deepEqual(performed, ['shutDown']);
    assert.equal(host.action(), 'nothing');
    for (const summary of [BUSY, IDLE]) host.update(summary);
    assert.equal(questions.length, 1);
    assert.equal(clock.pendingTimers, 0);
  });

  test('the question cancels it, or does it now', async () => {
    for (const [button, expected] of [
      [0, []],
      [1, ['sleep']],
    ] as const) {
      const { performed, questions, host, settle } = setUp();
      host.choose('sleep');
      for (const summary of [BUSY, IDLE]) host.update(summary);
      questions[0]?.answer(button);
      await settle();
      assert.deepEqual(performed, expected);
    }
  });

  test('another choice during the minute takes the question back', async () => {
    const { clock, performed, host, settle } = setUp();
    host.choose('quit');
    for (const summary of [BUSY, IDLE]) host.update(summary);
    host.choose('nothing');
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
