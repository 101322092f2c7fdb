import { parentPort, workerData } from 'node:worker_threads';
import type { FileWorkerMessage } from './file-worker.ts';
import { verifyFile, type VerifyJob, type VerifyReply } from './verify-file.ts';

/** The entry of the verify thread: reads the pieces of the one file in its `workerData`, answers, ends. */

/** By hand: loading a schema library would take longer than reading a small file. */
function parseJob(data: unknown): VerifyJob {
  if (typeof data !== 'object' || data === null || !('path' in data) || !('pieces' in data)) {
    throw new TypeError('not a verify job');
  }
  const { path, pieces } = data;
  if (typeof path !== 'string' || !(pieces instanceof Float64Array)) throw new TypeError('not a verify job');
  return { path, pieces };
}

function post(message: FileWorkerMessage<VerifyReply>): void {
  parentPort?.postMessage(message);
}

// Not awaited here: this file is also bundled as CommonJS. What it cannot answer ends the thread with the error.
void verifyFile(parseJob(workerData), (bytes) => post({ kind: 'read', bytes })).then((answer) =>
  post({ kind: 'answer', answer }),
);
