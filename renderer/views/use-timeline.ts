import { useEffect, useState } from 'react';
import type { DownloadRow } from '../../shared/download.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import { useReadable } from '../components/use-readable.ts';
import { createLoader, type Loaded } from '../model/loader.ts';
import { useWindowModel } from './window-model-context.ts';

/** How often the timeline of a running download is asked for again. */
const RELOAD_MS = 2000;

/** What happened to a download: asked for at once, whenever its row changed, and every two seconds while it runs. */
export function useTimeline({ id, state }: DownloadRow): Loaded<readonly TimelineEntry[]> {
  const { client, list } = useWindowModel();
  const [loader] = useState(() =>
    createLoader(async () => {
      const result = await client.call('downloads.timeline', { id });
      return result.ok ? { ok: true, value: result.value.entries } : result;
    }),
  );
  const isRunning = ['probing', 'downloading', 'pausing', 'finishing'].includes(state.kind);

  useEffect(() => {
    void loader.reload();
    let before = list.rowOf(id);
    return list.subscribeRow(id, () => {
      // Its numbers move all the time; its facts when something happened.
      const now = list.rowOf(id);
      if (now !== before) void loader.reload();
      before = now;
    });
  }, [loader, list, id]);

  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => void loader.reload(), RELOAD_MS);
    return () => {
      clearInterval(timer);
    };
  }, [loader, isRunning]);

  return useReadable(loader.state);
}
