import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { showWithoutTray } from '../../main/desktop/tray-place.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

/** Whether the window is shown in the end. */
async function shown(given: {
  hasTray: boolean;
  platform: NodeJS.Platform;
  answers?: readonly boolean[];
}): Promise<boolean> {
  const clock = new FakeClock();
  const answers = [...(given.answers ?? [])];
  let isShown = false;
  const ending = new AbortController();
  const done = showWithoutTray({
    ...given,
    clock,
    signal: ending.signal,
    ask: () => Promise.resolve(answers.shift() ?? false),
    show: () => {
      isShown = true;
    },
  });
  // Longer than it waits.
  for (let seconds = 0; seconds < 20; seconds += 1) {
    await nextTurn();
    clock.advance(1000);
  }
  await done;
  assert.equal(clock.pendingTimers, 0);
  return isShown;
}

test('a start in the tray shows the window where no tray is seen, and waits for one that comes late', async () => {
  assert.equal(await shown({ hasTray: false, platform: 'linux' }), true);
  assert.equal(await shown({ hasTray: true, platform: 'linux' }), true);
  assert.equal(await shown({ hasTray: true, platform: 'linux', answers: [false, false, true] }), false);
  assert.equal(await shown({ hasTray: true, platform: 'win32' }), false);
  assert.equal(await shown({ hasTray: false, platform: 'win32' }), true);
  assert.equal(await shown({ hasTray: false, platform: 'darwin' }), false);
});

test('an app that ends while it waits for a tray shows nothing any more', async () => {
  const ending = new AbortController();
  const clock = new FakeClock();
  const done = showWithoutTray({
    hasTray: true,
    platform: 'linux',
    clock,
    signal: ending.signal,
    ask: () => Promise.resolve(false),
    show: () => assert.fail('shown'),
  });
  await nextTurn();
  ending.abort();
  await done;
  assert.equal(clock.pendingTimers, 0);
});
