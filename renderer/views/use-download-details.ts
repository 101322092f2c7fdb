import { useEffect } from 'react';
import type { DownloadDetails } from '../../shared/details-calls.ts';
import type { DownloadId } from '../../shared/download.ts';
import { useReadable } from '../components/use-readable.ts';
import { useWindowModel } from './window-model-context.ts';

/** The bytes and connections of a download, sent while this is shown; `null` until they came. */
export function useDownloadDetails(id: DownloadId): DownloadDetails | null {
  const { details } = useWindowModel();
  useEffect(() => {
    details.watch(id);
    return () => {
      details.watch(null);
    };
  }, [details, id]);
  return useReadable(details.shown);
}
