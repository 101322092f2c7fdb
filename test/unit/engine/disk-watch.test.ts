import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { DiskWatch } from '../../../main/engine/disk-watch.ts';
import { noteStuck, waitUntilUnstuck } from '../../../main/engine/stuck-files.ts';

const PATIENCE = { answerMs: 60_000, syncMs: 300_000 };

type Pending = PromiseWithResolvers<string>;

function start(context: TestContext): { watch: DiskWatch; pass: (seconds: number) => Promise<void> } {
  context.mock.timers.enable({ apis: ['setInterval'] });
  return {
    watch: new DiskWatch(PATIENCE),
    pass: async (seconds) => {
      context.mock.timers.tick(seconds * 1000);
      await new Promise(setImmediate);
    },
  };
}

/** How an operation stands now. */
async function stateOf(run: Promise<unknown>): Promise<unknown> {
  const ended = run.then(
    () => 'done',
    (error: unknown) => String(error),
  );
  await new Promise(setImmediate);
  return Promise.race([ended, Promise.resolve('waits')]);
}

function operation(): Pending {
  return Promise.withResolvers<string>();
}

const STALLED = 'TransferError: disk.stalled: no answer for 60 s';

describe('a disk that is watched', () => {
  test('gives back what operations give, and throws what they throw', async () => {
    const watch = new DiskWatch(PATIENCE);
    assert.equal(await watch.run(() => Promise.resolve('written')), 'written');
    await assert.rejects(
      watch.run(() => Promise.reject(new Error('EIO'))),
      /EIO/u,
    );
    assert.equal(watch.isStalled, false);
    await watch.settled();
  });

  test('has stalled when nothing ends for the whole time; then all fails, also what comes later', async (context) => {
    const { watch, pass } = start(context);
    const [first, second] = [operation(), operation()];
    const runs = [watch.run(() => first.promise), watch.run(() => second.promise)];
    for (const run of runs) run.catch(() => {});
    await pass(59);
    assert.deepEqual(await Promise.all(runs.map(stateOf)), ['waits', 'waits']);
    await pass(1);
    assert.deepEqual(await Promise.all(runs.map(stateOf)), [STALLED, STALLED]);
    let wasStarted = false;
    const later = watch.run(() => {
      wasStarted = true;
      return Promise.resolve();
    });
    assert.equal(await stateOf(later), STALLED);
    assert.equal(wasStarted, false);
  });

  test('settles only when the last operation has ended, though everyone was told before', async (context) => {
    const { watch, pass } = start(context);
    const [first, second] = [operation(), operation()];
    for (const { promise } of [first, second]) watch.run(() => promise).catch(() => {});
    await pass(60);
    const settled = watch.settled();
    first.resolve('late');
    assert.equal(await stateOf(settled), 'waits');
    second.reject(new Error('EIO'));
    assert.equal(await stateOf(settled), 'done');
    assert.equal(watch.isStalled, true);
  });

  test('is only slow while something ends from time to time', async (context) => {
    const { watch, pass } = start(context);
    const slow = operation();
    const run = watch.run(() => slow.promise);
    for (let other = 0; other < 10; other += 1) {
      const quick = operation();
      const quickRun = watch.run(() => quick.promise);
      await pass(50);
      quick.resolve('done');
      await quickRun;
    }
    assert.equal(await stateOf(run), 'waits');
    slow.resolve('at last');
    assert.equal(await run, 'at last');
  });

  test('has longer while it syncs', async (context) => {
    const { watch, pass } = start(context);
    const runs = [watch.run(() => operation().promise, 'sync'), watch.run(() => operation().promise)];
    for (const run of runs) run.catch(() => {});
    for (let step = 0; step < 29; step += 1) await pass(10);
    assert.deepEqual(await Promise.all(runs.map(stateOf)), ['waits', 'waits']);
    await pass(10);
    assert.match(String(await stateOf(runs[0] ?? assert.fail())), /300 s/u);
  });

  test('has not stalled because the computer was asleep', async (context) => {
    const { watch, pass } = start(context);
    const run = watch.run(() => operation().promise);
    await pass(0);
    // A timer that is hours late fires once.
    await pass(10);
    assert.equal(await stateOf(run), 'waits');
  });
});

describe('a file on which something is stuck', () => {
  test('is free when all of it has ended', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    noteStuck('/a', first.promise);
    noteStuck('/a', second.promise);
    const waiting = waitUntilUnstuck('/a', PATIENCE);
    first.resolve();
    assert.equal(await stateOf(waiting), 'waits');
    second.resolve();
    assert.equal(await stateOf(waiting), 'done');
    await waitUntilUnstuck('/a', PATIENCE);
  });

  test('is waited for no longer than a disk is', async (context) => {
    const { pass } = start(context);
    noteStuck('/b', new Promise(() => {}));
    const waiting = waitUntilUnstuck('/b', PATIENCE);
    waiting.catch(() => {});
    await pass(60);
    assert.equal(await stateOf(waiting), STALLED);
    await waitUntilUnstuck('/c', PATIENCE);
  });
});
