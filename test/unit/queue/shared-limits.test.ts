import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueueBench } from '../../support/queue-bench.ts';

/** The limits that the engine was told, in order. */
function told({ engine }: QueueBench): unknown[] {
  return engine.commands.flatMap((command) =>
    command.kind === 'limit' ? [[command.bytesPerSecond, command.hosts]] : [],
  );
}

test('limits over all and of single servers are told at the start and at each change, while anything runs', async () => {
  const hostLimits = [{ host: 'example.org', bytesPerSecond: 1000 }];
  await using bench = await QueueBench.start({ limitBytesPerSecond: 5000, hostLimits });
  assert.deepEqual(told(bench), [[5000, hostLimits]]);
  bench.queue.changeSettings({ hostLimits: [] });
  bench.queue.changeSettings({ limitBytesPerSecond: 0 });
  assert.deepEqual(told(bench).slice(1), [
    [5000, []],
    [0, []],
  ]);
});
