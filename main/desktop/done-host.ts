import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { Clock } from '../app/ports.ts';
import type { Summary } from './core-summary.ts';
import type { MessageBox } from './message-box.ts';
import { watchForDone, type DoneAction, type DoneWatch } from './done-action.ts';

/** So long the user can call it off, in milliseconds. */
const COUNTDOWN_MS = 60_000;
const CANCEL = 0;

/** Carries out what the user chose for the end of all downloads. Disposing forgets the choice. */
export type DoneHost = Disposable & {
  readonly action: () => DoneAction;
  readonly choose: (action: DoneAction) => void;
  /** Calls back when another action was chosen, or the choice was carried out and is over. */
  readonly onChoice: (listener: () => void) => void;
  readonly update: (summary: Summary) => void;
};

/** Makes it. Between the last download and the action lies a minute with a question that cancels it. */
export function createDoneHost(input: {
  readonly messageBox: MessageBox;
  readonly clock: Clock;
  readonly perform: (action: Exclude<DoneAction, 'nothing'>) => Promise<void>;
  readonly inBackground: (work: Promise<unknown>) => void;
}): DoneHost {
  let action: DoneAction = 'nothing';
  let watch: DoneWatch = { sawWork: false };
  let countdown: AbortController | null = null;
  const listeners: (() => void)[] = [];

  const choose = (next: DoneAction): void => {
    action = next;
    watch = { sawWork: false };
    countdown?.abort();
    countdown = null;
    for (const listener of listeners) listener();
  };
  const ask = async (chosen: Exclude<DoneAction, 'nothing'>): Promise<void> => {
    const controller = new AbortController();
    countdown = controller;
    let isOver = false;
    using _timer = input.clock.after(COUNTDOWN_MS, () => {
      isOver = true;
      controller.abort();
    });
    // Answers `cancelId` when aborted (https://www.electronjs.org/docs/latest/api/dialog#dialogshowmessageboxwindow-options).
    const { response } = await input.messageBox({
      type: 'info',
      message: DESKTOP_WORDS.doneTitles[chosen],
      detail: DESKTOP_WORDS.doneDetail,
      buttons: [DESKTOP_WORDS.cancel, DESKTOP_WORDS.doneNow],
      cancelId: CANCEL,
      defaultId: CANCEL,
      signal: controller.signal,
    });
    // Chosen anew meanwhile, or called off.
    if (countdown !== controller) return;
    choose('nothing');
    if (isOver || response !== CANCEL) await input.perform(chosen);
  };

  return {
    action: () => action,
    choose,
    onChoice: (listener) => {
      listeners.push(listener);
    },
    update: (summary) => {
      if (action === 'nothing' || countdown !== null) return;
      const verdict = watchForDone(watch, summary);
      watch = verdict.watch;
      if (verdict.isDone) input.inBackground(ask(action));
    },
    [Symbol.dispose]: () => {
      listeners.length = 0;
      choose('nothing');
    },
  };
}
