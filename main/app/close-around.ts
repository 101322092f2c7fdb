import type { CloseVerdict } from '../engine/protocol.ts';
import type { SluiceApp } from './app-interface.ts';

/** Windows and servers close in no time, unless the threads for file operations all wait for a dead disk. In milliseconds. */
const AROUND_BOUND_MS = 3_000;

/**
 * Closes what stands around a core and then the core, which is closed in any case: the list and its lock depend on it.
 * @throws what closed badly around it, once the core is closed.
 */
export async function closeAround(around: Promise<void>, app: Pick<SluiceApp, 'close'>): Promise<CloseVerdict> {
  const late = Promise.withResolvers<CloseVerdict>();
  const bound = setTimeout(() => late.resolve('stuck'), AROUND_BOUND_MS);
  const ended = around.then((): CloseVerdict => 'ended');
  const [outside] = await Promise.allSettled([Promise.race([ended, late.promise])]);
  clearTimeout(bound);
  const ofCore = await app.close();
  if (outside.status === 'rejected') throw outside.reason;
  return outside.value === 'stuck' ? outside.value : ofCore;
}
