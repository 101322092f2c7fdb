import type { DownloadDetails } from '../../shared/details-calls.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { CoreClient } from './core-client.ts';
import { createObservable, type Readable } from './observable.ts';

/** The bytes and connections of the download whose details are open. Nothing is sent while nobody looks. */
export type DetailsWatch = {
  /** `null` until they came. */
  readonly shown: Readable<DownloadDetails | null>;
  /** Someone looks at this download from now on; at none for `null`. */
  readonly watch: (id: DownloadId | null) => void;
  /** The core behind a new connection knows nothing of it. */
  readonly watchAgain: () => void;
  readonly take: (details: DownloadDetails | null) => void;
};

export function createDetailsWatch(client: Pick<CoreClient, 'call'>): DetailsWatch {
  const shown = createObservable<DownloadDetails | null>(null);
  let watchedId: DownloadId | null = null;
  return {
    shown,
    watch(id) {
      if (id === watchedId) return;
      watchedId = id;
      shown.set(null);
      void client.call('view.details', { id });
    },
    watchAgain() {
      if (watchedId !== null) void client.call('view.details', { id: watchedId });
    },
    take(details) {
      if (details !== null && details.id === watchedId) shown.set(details);
    },
  };
}
