import type { SpeedHistory } from '../../shared/details-calls.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { CoreClient } from './core-client.ts';
import { createObservable, type Readable } from './observable.ts';

/** Asked again at most this often, and only when a frame says that something moved. */
const EVERY_MS = 1000;

/** How fast all downloads, and one of them, were. `null` until the core told it. */
export type SpeedWatch = {
  readonly total: Readable<SpeedHistory | null>;
  readonly watched: Readable<SpeedHistory | null>;
  /** Someone looks at the curve of this download from now on; of none for `null`. */
  readonly watch: (id: DownloadId | null) => void;
  /** A frame was applied: what it moved is asked for. */
  readonly onFrame: () => void;
};

export function createSpeedWatch(client: Pick<CoreClient, 'call'>, nowMs: () => number): SpeedWatch {
  const total = createObservable<SpeedHistory | null>(null);
  const watched = createObservable<SpeedHistory | null>(null);
  let watchedId: DownloadId | null = null;
  let askedAtMs = -Infinity;

  async function ask(id: DownloadId | null): Promise<void> {
    const result = await client.call('downloads.speed', { id });
    if (!result.ok) return;
    if (id === null) total.set(result.value);
    else if (id === watchedId) watched.set(result.value);
  }

  return {
    total,
    watched,
    watch(id) {
      if (id === watchedId) return;
      watchedId = id;
      watched.set(null);
      if (id !== null) void ask(id);
    },
    onFrame() {
      if (nowMs() - askedAtMs < EVERY_MS) return;
      askedAtMs = nowMs();
      void ask(null);
      if (watchedId !== null) void ask(watchedId);
    },
  };
}
