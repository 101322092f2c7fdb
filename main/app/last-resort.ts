import { Worker } from 'node:worker_threads';

/*
 * A thread that is stuck in a call to a dead disk holds up every usual end of a Node process: `process.exit` waits for its
 * worker threads, and those for their file operations. Only a signal that is not caught ends the process without asking its
 * threads. What that costs is what was not synced; the list must be closed before.
 */

/**
 * Ends this process at once, with the status of a process that was killed. Even then the system keeps its entry while the
 * stuck call does not return; no code of ours runs any more.
 */
export function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Ends this process after so many milliseconds, also when its main thread is stuck by then. Disposing calls it off.
 * @param boundMs more than a clean end takes on any disk that answers.
 * @param words what is written to stderr then.
 */
export function endAtLast(boundMs: number, words = ''): Disposable {
  const watchdog = new Worker(WATCHDOG, { eval: true, execArgv: [], workerData: { boundMs, words } });
  watchdog.unref();
  // Without it the process ends as usual, if it can.
  watchdog.on('error', () => {});
  return { [Symbol.dispose]: () => void watchdog.terminate() };
}

const WATCHDOG = `
  const { boundMs, words } = require('node:worker_threads').workerData;
  setTimeout(() => {
    try { require('node:fs').writeSync(2, words); } catch {}
    process.kill(process.pid, 'SIGKILL');
  }, boundMs);
`;
