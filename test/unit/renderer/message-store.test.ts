import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMessageStore } from '../../../renderer/model/message-store.ts';

function setUp() {
  const timers: (() => void)[] = [];
  let isReading = false;
  const store = createMessageStore({
    wait: (milliseconds, callback) => {
      assert.equal(milliseconds, 1000);
      timers.push(callback);
    },
    isReadingMessages: () => isReading,
  });
  return {
    store,
    timers,
    texts: () => store.messages.get().map((message) => message.text),
    read: (is: boolean) => (isReading = is),
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) timers.shift()?.();
    },
  };
}

describe('messages', () => {
  test('go away by themselves, problems later, and no timer is left', () => {
    const { store, timers, texts, pass } = setUp();
    store.warn('The disk is full.');
    store.inform('Copied');
    assert.equal(timers.length, 1);
    pass(4);
    assert.deepEqual(texts(), ['The disk is full.']);
    pass(3);
    assert.deepEqual(texts(), ['The disk is full.']);
    pass(1);
    assert.deepEqual(texts(), []);
    assert.equal(timers.length, 0);
  });

  test('stay while they are read', () => {
    const { store, texts, pass, read } = setUp();
    store.inform('Copied');
    read(true);
    pass(60);
    assert.deepEqual(texts(), ['Copied']);
    read(false);
    pass(4);
    assert.deepEqual(texts(), []);
  });

  test('the same problem told again is shown once, for its whole time', () => {
    const { store, texts, pass } = setUp();
    store.warn('No.');
    pass(7);
    store.warn('No.');
    pass(7);
    assert.deepEqual(texts(), ['No.']);
    pass(1);
    assert.deepEqual(texts(), []);
  });

  test('are shown no more than four at a time, and listeners hear of changes only', () => {
    const { store, texts, pass } = setUp();
    for (const text of ['1', '2', '3', '4', '5']) store.warn(text);
    assert.deepEqual(texts(), ['2', '3', '4', '5']);
    let calls = 0;
    store.messages.subscribe(() => (calls += 1));
    pass(3);
    assert.equal(calls, 0);
    store.dismiss(store.messages.get()[0]?.id ?? 0);
    assert.deepEqual(texts(), ['3', '4', '5']);
  });
});
