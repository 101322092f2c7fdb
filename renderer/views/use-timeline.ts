import { useEffect, useState } from 'react';
import type { DownloadRow } from '../../shared/download.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import { useReadable } from '../components/use-readable.ts';
import { createLoader, type Loaded } from '../model/loader.ts';
import { useWindowModel } from './window-model-context.ts';

/** How often the timeline is asked for again while only numbers move, at most. */
const RELOAD_MS = 2000;

/**
 * What happened to a download: asked for at once, whenever its row changed, and about every two seconds while its numbers
 * move. Without a timer: where nothing moves nothing runs.
 */
export function useTimeline({ id }: DownloadRow): Loaded<readonly TimelineEntry[]> {
  const { client, list } = useWindowModel();
  const [loader] = useState(() =>
    createLoader(async () => {
      const result = await client.call('downloads.timeline', { id });
      return result.ok ? { ok: true, value: result.value.entries } : result;
    }),
  );

  useEffect(() => {
    void loader.reload();
    let before = list.rowOf(id);
    let askedAtMs = performance.now();
    return list.subscribeRow(id, () => {
      const now = list.rowOf(id);
      const nowMs = performance.now();
      // Its facts change when something happened; its numbers all the time.
      if (now === before && nowMs - askedAtMs < RELOAD_MS) return;
      before = now;
      askedAtMs = nowMs;
      void loader.reload();
    });
  }, [loader, list, id]);

  return useReadable(loader.state);
}
