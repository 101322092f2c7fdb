import { useEffect, useState } from 'react';
import type { DownloadFacts } from '../../shared/details-calls.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { useReadable } from '../components/use-readable.ts';
import { createLoader, type Loaded } from '../model/loader.ts';
import { useWindowModel } from './window-model-context.ts';

/** What the server told and what was chosen: asked for at once, and whenever the row changed. */
export function useDownloadFacts({ id }: DownloadRow): Loaded<DownloadFacts> {
  const { client, list } = useWindowModel();
  const [loader] = useState(() => createLoader(() => client.call('downloads.facts', { id })));
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
  return useReadable(loader.state);
}
