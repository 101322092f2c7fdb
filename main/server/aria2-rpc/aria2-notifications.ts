import type { DownloadEvent } from '../../app/app-interface.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { toStatusWord } from './aria2-status.ts';

/** The notifications that Sluice sends over WebSocket. */
export const NOTIFICATIONS = [
  'aria2.onDownloadStart',
  'aria2.onDownloadPause',
  'aria2.onDownloadStop',
  'aria2.onDownloadComplete',
  'aria2.onDownloadError',
] as const;
export type Aria2Notification = (typeof NOTIFICATIONS)[number];

/** Says which notification a change of state calls for, if any. */
export type NotificationRule = (event: DownloadEvent) => Aria2Notification | null;

/**
 * A rule with its memory: aria2 tells the start of a download once, while in Sluice a download that waits for another
 * attempt becomes active again and again. Pausing or removing tells something only for what had started.
 */
export function createNotificationRule(): NotificationRule {
  const started = new Set<DownloadId>();
  return (event) => {
    const word = event.to === 'removed' ? 'removed' : toStatusWord(event.to);
    switch (word) {
      case 'active':
        if (started.has(event.id)) return null;
        started.add(event.id);
        return 'aria2.onDownloadStart';
      case 'waiting':
        return null;
      case 'paused':
        return started.delete(event.id) ? 'aria2.onDownloadPause' : null;
      case 'removed':
        return started.delete(event.id) ? 'aria2.onDownloadStop' : null;
      case 'complete':
        started.delete(event.id);
        return 'aria2.onDownloadComplete';
      case 'error':
        started.delete(event.id);
        // Told when it stopped; from blocked to failed it stays stopped.
        return event.from === 'blocked' || event.from === 'failed' ? null : 'aria2.onDownloadError';
    }
  };
}
