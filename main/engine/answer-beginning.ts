import type { HttpAnswer } from './http-client.ts';
import { toNetworkError } from './network-error.ts';
import { readerOf } from './socket-reader.ts';
import { TransferError } from './transfer-error.ts';

/**
 * Takes exactly the first bytes of an answer's body; the rest can be read by `readBody` afterwards, which must be told how
 * many were taken.
 * @throws TransferError when the body ends or breaks before; the signal's reason when aborted.
 */
export async function takeBeginning(
  answer: Pick<HttpAnswer, 'incoming' | 'socketError'>,
  bytes: number,
  options: { readonly idleTimeoutMs: number; readonly signal: AbortSignal },
): Promise<Buffer> {
  const { incoming } = answer;
  const { signal } = options;
  signal.throwIfAborted();
  const reader = readerOf(incoming.socket);
  reader?.readAtMost(() => Infinity);
  const pieces: Buffer[] = [];
  let missing = bytes;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const take = (): void => {
    timer.refresh();
    while (missing > 0) {
      const chunk: unknown = incoming.read();
      if (!(chunk instanceof Buffer)) break;
      pieces.push(chunk.subarray(0, missing));
      // In the same turn, or the message could believe that all was read and tell its end.
      if (chunk.length > missing) incoming.unshift(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    if (missing === 0) resolve();
  };
  const onCut = (): void => {
    const cause = answer.socketError();
    reject(cause === null ? new TransferError('network.truncated', `${missing} bytes short`) : toNetworkError(cause));
  };
  const onAbort = (): void => reject(signal.reason);
  const seconds = options.idleTimeoutMs / 1000;
  const timer = setTimeout(
    () => reject(new TransferError('network.stalled', `no byte for ${seconds} s`)),
    options.idleTimeoutMs,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  incoming.on('readable', take).on('end', onCut).on('close', onCut).on('error', onCut);
  try {
    take();
    if (incoming.readableEnded || incoming.destroyed) onCut();
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    incoming.off('readable', take).off('end', onCut).off('close', onCut).off('error', onCut);
    // What happens to a socket that nobody reads meanwhile is found out by whoever reads on.
    incoming.on('error', () => {});
    reader?.readAtMost(null);
  }
  return Buffer.concat(pieces);
}
