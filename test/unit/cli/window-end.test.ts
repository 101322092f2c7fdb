import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { endsWithWindow, untilWindowEnds } from '../../../main/cli/window-end.ts';
import { QueueBench } from '../../support/queue-bench.ts';

const exits = (status: number) => spawn(process.execPath, ['-e', `process.exit(${status})`], { stdio: 'ignore' });

test('a window’s program that ends well was closed, one that ends at once handed over, another failed', async () => {
  assert.deepEqual(await untilWindowEnds(exits(0), 0), { kind: 'closed' });
  assert.deepEqual(await untilWindowEnds(exits(0), 60_000), { kind: 'handedOver' });
  assert.deepEqual(await untilWindowEnds(exits(3), 0), { kind: 'failed' });
  const killed = exits(0);
  killed.kill('SIGKILL');
  assert.deepEqual(await untilWindowEnds(killed, 0), { kind: 'failed' });
});

test('Sluice ends with its window when nothing is to be done, or when the setting says so', async () => {
  await using bench = await QueueBench.start();
  assert.equal(endsWithWindow(bench.queue, 'ask'), true);
  bench.add('https://example.org/a.zip');
  assert.equal(endsWithWindow(bench.queue, 'ask'), false);
  assert.equal(endsWithWindow(bench.queue, 'hide'), false);
  assert.equal(endsWithWindow(bench.queue, 'quit'), true);
});
