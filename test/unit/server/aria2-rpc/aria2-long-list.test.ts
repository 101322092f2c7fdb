import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SluiceApp } from '../../../../main/app/app-interface.ts';
import { ARIA2_METHODS } from '../../../../main/server/aria2-rpc/aria2-methods.ts';
import { createRemovedResults } from '../../../../main/server/aria2-rpc/removed-results.ts';
import { QueueBench } from '../../../support/queue-bench.ts';

test('thousands that wait are told in turns of the loop, so that others work in between', async () => {
  await using bench = await QueueBench.start();
  const ids = bench.addAll(
    Array.from({ length: 4500 }, (_, index) => ({ url: `https://example.org/${index}` })),
    true,
  );
  let turns = 0;
  const answers: unknown[] = [];
  const context = {
    app: { queue: bench.queue } as SluiceApp, // All that it asks for.
    removed: createRemovedResults(),
    sessionId: '',
    shutdown: () => Promise.resolve(),
  };
  const asking = Promise.resolve(ARIA2_METHODS['aria2.tellWaiting']?.([0, 10_000, ['gid']], context)).then((answer) =>
    answers.push(answer),
  );
  for (; answers.length === 0; turns += 1) await bench.turns(1);
  await asking;
  assert.deepEqual(answers, [ids.map((id) => ({ gid: id.toString(16).padStart(16, '0') }))]);
  // Two to put them in order, four between a thousand and the next.
  assert.ok(turns >= 6, `${turns} turns`);
});
