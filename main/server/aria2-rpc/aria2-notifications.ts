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
type Aria2Notification = (typeof NOTIFICATIONS)[number];

/** Says which notifications a change of state calls for, in their order. */
export type NotificationRule = (event: DownloadEvent) => readonly Aria2Notification[];

/**
 * A rule with its memory: aria2 tells the start of a download once, while in Sluice a download that waits for another
 * attempt becomes active again and again. Pausing or removing tells something only for what had started, and an end
 * always follows a start: a short download may begin and end within one commit.
 */
export function createNotificationRule(): NotificationRule {
  const started = new Set<DownloadId>();

  function start(id: DownloadId): readonly Aria2Notification[] {
    if (started.has(id)) return [];
    started.add(id);
    return ['aria2.onDownloadStart'];
  }

  function end(id: DownloadId, notification: Aria2Notification): readonly Aria2Notification[] {
    const told = [...start(id), notification];
    started.delete(id);
    return told;
  }

  return ({ id, from, to }) => {
    const word = to === 'removed' ? 'removed' : toStatusWord(to);
    switch (word) {
      case 'active':
        return start(id);
      case 'waiting':
        return [];
      case 'paused':
        return started.delete(id) ? ['aria2.onDownloadPause'] : [];
      case 'removed':
        return started.delete(id) ? ['aria2.onDownloadStop'] : [];
      case 'complete':
        return end(id, 'aria2.onDownloadComplete');
      case 'error':
        // Told when it stopped; from blocked to failed it stays stopped.
        return from === 'blocked' || from === 'failed' ? [] : end(id, 'aria2.onDownloadError');
    }
  };
}
