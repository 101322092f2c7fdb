import type { CloseVerdict } from '../engine/protocol.ts';
import type { SluiceApp } from './app-interface.ts';

/** Windows and servers close in no time, unless the threads for file operations all wait for a dead disk. In milliseconds. */
const AROUND_BOUND_MS = 3_000;

/** Closes what stands around a core and then the core, which is closed in any case: the list and its lock depend on it. */
export async function closeAround(around: Promise<void>, app: Pick<SluiceApp, 'close'>): Promise<CloseVerdict> {
  const late = Promise.withResolvers<CloseVerdict>();
  const bound = setTimeout(() => late.resolve('stuck'), AROUND_BOUND_MS);
  const ended = around.then((): CloseVerdict => 'ended');
  try {
    const verdict = await Promise.race([ended, late.promise]);
    const ofCore = await app.close();
    return verdict === 'stuck' ? verdict : ofCore;
  } finally {
    clearTimeout(bound);
  }
}
