import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { EngineCommand, EngineEvent } from '../../../main/engine/protocol.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { until } from '../../support/until.ts';

const WORKER = new URL('../../support/long-turn-engine-worker.ts', import.meta.url);

/** What the worker posts last in the turn. */
const END = 'the end of the turn';

/** Answered at once, and nothing else comes of it. */
function look(id: number): EngineCommand {
  return { kind: 'look', id: id as DownloadId, run: 1 };
}

test('a long turn of the engine’s thread hands over what it has and takes up what it is asked before it ends', async () => {
  const { port1: turns, port2 } = new MessageChannel();
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORKER, { workerData: { turns: port2, gate }, transferList: [port2] });
  try {
    const bags: unknown[] = [];
    worker.on('message', (bag: string | readonly EngineEvent[]) => {
      bags.push(typeof bag === 'string' ? bag : bag.map((event) => ('id' in event ? event.id : event.kind)));
    });
    await until(() => bags.length > 0, 'the engine to be ready');
    turns.postMessage([look(1), look(2)]);
    await once(turns, 'message');
    worker.postMessage([look(3)]);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await until(() => [3, END].every((last) => bags.flat().includes(last)), 'all answers and the end of the turn');
    assert.deepEqual(bags, [['ready'], [1, 2], [3], END]);
  } finally {
    turns.close();
    await worker.terminate();
  }
});
