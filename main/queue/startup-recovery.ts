import type { Download } from '../store/download-record.ts';
import { isSealed } from '../store/sealed-secrets.ts';

/** What the start of the app does with one download that the last process left behind. */
export type Recovery = {
  readonly download: Download;
  /** The files of an unconfirmed reservation, to be deleted if they are ours: empty and not older than it. */
  readonly unconfirmed: Download['reservation'];
  /** The rename may or may not have happened: look, and do it if not. */
  readonly publish: boolean;
};

/**
 * The same after a quit and after a crash: what was running goes back into the queue with its durable bytes, what was
 * being paused is paused, what was being finished is finished. Quitting is not pausing.
 */
export function recoverDownload(download: Download): Recovery {
  // The file of a completed one is there, and of an imported list.
  const isUnconfirmed = download.state.kind !== 'completed' && download.reservation?.owned === false;
  const unconfirmed = isUnconfirmed ? download.reservation : null;
  const kept: Download = unconfirmed === null ? download : { ...download, reservation: null };
  switch (kept.state.kind) {
    case 'probing':
    case 'downloading':
      return { download: { ...kept, state: { kind: 'queued' } }, unconfirmed, publish: false };
    case 'pausing':
      return { download: { ...kept, state: { kind: 'paused' } }, unconfirmed, publish: false };
    case 'finishing':
      return { download: kept, unconfirmed, publish: true };
    case 'blocked': {
      // It was refused by a Sluice that could not read its login; this one can.
      const isReadable = kept.state.failure.code === 'app.sealed' && !isSealed(kept);
      const next: Download = isReadable ? { ...kept, state: { kind: 'queued' } } : kept;
      return { download: next, unconfirmed, publish: false };
    }
    case 'queued':
    case 'paused':
    case 'retrying':
    case 'completed':
    case 'failed':
      return { download: kept, unconfirmed, publish: false };
  }
}
