import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

/**
 * The engine's worker entry for tests: the real one, on a clock that goes on 8 ms each time it is read, so that a turn of the loop is long
 * in which two things happen. What `turns` brings is taken in one callback of a turn, as if a socket had brought it; that callback
 * says so and lasts until `gate` is opened. The next callback of the same turn posts that it is the last.
 */
const { turns, gate } = workerData as { turns: MessagePort; gate: Int32Array };
let nowMs = 0;
performance.now = () => (nowMs += 8);
await import('../../main/engine/engine-worker.ts');

turns.on('message', (commands) => {
  setImmediate(() => {
    parentPort?.emit('message', commands);
    turns.postMessage('taken');
    Atomics.wait(gate, 0, 0);
  });
  setImmediate(() => parentPort?.postMessage('the end of the turn'));
});
