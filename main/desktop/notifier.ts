import type { Notification } from 'electron';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import type { Clock } from '../app/ports.ts';
import { planNotices, type NoticeAction, type NoticePlan } from './notice-plan.ts';

/** What ends within this time is told together, in milliseconds. */
const GATHER_MS = 1500;

function actionWords(action: NoticeAction): string {
  const { open, openFolder, retry } = DESKTOP_WORDS;
  return { open, showInFolder: openFolder, retry }[action];
}

/**
 * Tells what ended or asks something through the system's notifications, while nobody looks at the window
 * (https://www.electronjs.org/docs/latest/api/notification). Buttons appear on macOS and Windows, and on Linux where the
 * notification server has them; a click on the notification itself shows the window everywhere. Disposing ends it.
 */
export function notifyOfEvents(input: {
  readonly core: Pick<SluiceApp, 'onDownloadEvent' | 'onFailedMove'>;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly clock: Clock;
  readonly Notification: typeof Notification;
  /** Whether notifications are wanted now: the setting is on and the window has not the focus. */
  readonly isWanted: () => boolean;
  readonly showWindow: () => void;
  readonly inBackground: (work: Promise<unknown>) => void;
}): Disposable {
  const { commands, clock, inBackground } = input;
  const ids = new Set<DownloadId>();
  // A notification that was collected as garbage no longer hears its clicks.
  const shown = new Set<Notification>();
  let timer: Disposable | null = null;

  const run = (action: NoticeAction, row: DownloadRow): Promise<unknown> => {
    if (action === 'open') return commands.call('downloads.open', { id: row.id });
    if (action === 'showInFolder') return commands.call('downloads.showInFolder', { id: row.id });
    return commands.call('downloads.retry', { ids: [row.id] });
  };
  const show = ({ title, body, row, actions }: NoticePlan): void => {
    const buttons = actions.map((action) => ({ type: 'button', text: actionWords(action) }) as const);
    const notification = new input.Notification({ title, body, actions: buttons, groupId: 'downloads' });
    shown.add(notification);
    notification.on('click', input.showWindow);
    notification.on('action', (details) => {
      const action = actions[details.actionIndex];
      if (action !== undefined && row !== null) inBackground(run(action, row));
    });
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
  const tell = async (): Promise<void> => {
    const gathered = [...ids];
    ids.clear();
    const replies = await Promise.all(gathered.map((id) => commands.call('downloads.get', { id })));
    // What was removed meanwhile is of no interest any more.
    for (const plan of planNotices(replies.flatMap((reply) => (reply.ok ? [reply.value.row] : [])))) show(plan);
  };
  const note = (id: DownloadId): void => {
    if (!input.isWanted() || !input.Notification.isSupported()) return;
    ids.add(id);
    timer ??= clock.after(GATHER_MS, () => {
      timer = null;
      inBackground(tell());
    });
  };

  const listening = [
    input.core.onDownloadEvent(({ id, to }) => {
      if (to === 'completed' || to === 'blocked' || to === 'failed') note(id);
    }),
    input.core.onFailedMove(note),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const one of listening) one[Symbol.dispose]();
      timer?.[Symbol.dispose]();
      for (const notification of shown) notification.close();
    },
  };
}
