import type { ChildProcess } from 'node:child_process';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';

/** A browser that ends sooner has handed the window to one that runs already, or is a script that started one; in milliseconds. */
const SHORTEST_LIFE_MS = 2000;

/** What became of the program that shows the window. Only `closed` says that a person closed it. */
export type WindowEnd = { readonly kind: 'closed' } | { readonly kind: 'handedOver' } | { readonly kind: 'failed' };

/** Waits for the end of the window's program. Its profile is its own, so it lives as long as the window does. */
export async function untilWindowEnds(child: ChildProcess, shortestLifeMs = SHORTEST_LIFE_MS): Promise<WindowEnd> {
  const startedAt = performance.now();
  const exited = Promise.withResolvers<number | null>();
  child.once('exit', exited.resolve);
  if (child.exitCode !== null || child.signalCode !== null) exited.resolve(child.exitCode);
  const status = await exited.promise;
  if (status !== 0) return { kind: 'failed' };
  return { kind: performance.now() - startedAt < shortestLifeMs ? 'handedOver' : 'closed' };
}

const UNFINISHED: readonly DownloadStateKind[] = ['queued', 'probing', 'downloading', 'finishing', 'retrying'];

/**
 * Whether Sluice ends with its window: when there is nothing to do, or when the setting says so. Nobody can be asked once the
 * window has gone, so where the desktop app would ask, it goes on.
 */
export function endsWithWindow(queue: Pick<DownloadQueue, 'idsIn'>, policy: Settings['onWindowClose']): boolean {
  return policy === 'quit' || UNFINISHED.every((kind) => queue.idsIn(kind).size === 0);
}
