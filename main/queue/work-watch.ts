import type { WorkProgress } from '../../shared/work-progress.ts';

/** How long work is followed by whoever asked for it. */
export type WorkWatch = {
  /** Aborts when its result is not wanted any more. */
  readonly signal: AbortSignal;
  /** Called a few times a second. */
  readonly onProgress: (progress: WorkProgress) => void;
};

/** For work that nobody follows. */
export const UNWATCHED: WorkWatch = { signal: new AbortController().signal, onProgress: () => undefined };

/**
 * Waits for what several may wait for: who gives up ends at once, and the work itself when nobody else waits for it.
 * @throws the signal's reason
 */
export async function waitShared<Result>(
  shared: { readonly result: Promise<Result>; readonly cancel: () => void; readonly watches: Set<WorkWatch> },
  watch: WorkWatch,
): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(watch.signal.reason);
  watch.signal.addEventListener('abort', abort, { once: true });
  shared.watches.add(watch);
  try {
    watch.signal.throwIfAborted();
    return await Promise.race([shared.result, aborted.promise]);
  } finally {
    watch.signal.removeEventListener('abort', abort);
    shared.watches.delete(watch);
    if (shared.watches.size === 0) shared.cancel();
  }
}
