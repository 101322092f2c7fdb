import { Worker } from 'node:worker_threads';
import { TransferError } from './transfer-error.ts';

/** What a thread says that goes through one file: how many bytes it has read so far, and once, at the end, its answer. */
export type FileWorkerMessage<Answer> =
  | { readonly kind: 'read'; readonly bytes: number }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** How going through a file is followed. */
export type FileWatch = {
  readonly signal: AbortSignal;
  /** Called a few times a second with the bytes read so far. */
  readonly onRead?: (bytes: number) => void;
};

/**
 * Runs the thread that goes through one file, until its answer. It ends at once when aborted.
 * @throws the signal's reason; TransferError when the thread ends without an answer.
 */
export async function runFileWorker<Answer>(
  work: { readonly url: URL; readonly job: object },
  { signal, onRead }: FileWatch,
): Promise<Answer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const worker = new Worker(work.url, { workerData: work.job });
  const abort = (): void => reject(signal.reason);
  worker.on('message', (message: FileWorkerMessage<Answer>) => {
    if (message.kind === 'answer') resolve(message.answer);
    else onRead?.(message.bytes);
  });
  worker.once('error', reject);
  worker.once('exit', () => reject(new TransferError('app.unexpected', 'the thread that reads a file ended')));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
