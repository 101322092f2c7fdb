import { useCallback, useSyncExternalStore } from 'react';
import type { DownloadId, DownloadRow, ProgressRow } from '../../shared/download.ts';
import { useWindowModel } from './window-model-context.ts';

/** A row as the list has it now; `undefined` when it left the part of the list that this window watches. */
export function useRow(id: DownloadId): {
  readonly row: DownloadRow | undefined;
  readonly progress: ProgressRow | undefined;
} {
  const { list } = useWindowModel();
  const subscribe = useCallback((listener: () => void) => list.subscribeRow(id, listener), [list, id]);
  const row = useSyncExternalStore(subscribe, () => list.rowOf(id));
  const progress = useSyncExternalStore(subscribe, () => list.progressOf(id));
  return { row, progress };
}
