import type { Clock } from '../app/ports.ts';
import type { Summary } from './core-summary.ts';
import { watchForDone, type DoneAction, type DoneWatch } from './done-action.ts';

/** So long the user can call it off, in milliseconds. */
const COUNTDOWN_MS = 60_000;

type Chosen = Exclude<DoneAction, 'nothing'>;

/** Carries out what the user chose for the end of all downloads. Disposing forgets the choice. */
export type DoneHost = Disposable & {
  readonly action: () => DoneAction;
  readonly choose: (action: DoneAction) => void;
  /** Calls back when another action was chosen, or the choice was carried out and is over. */
  readonly onChoice: (listener: () => void) => void;
  readonly update: (summary: Summary) => void;
  /** What the user says to the countdown; nothing while none runs. */
  readonly answer: (answer: 'cancel' | 'now') => void;
};

/** Makes it. Between the last download and the action lies a minute, which the window counts down and can call off. */
export function createDoneHost(input: {
  readonly clock: Clock;
  /** Shows the window with the countdown. */
  readonly show: (countdown: { readonly action: Chosen; readonly endsAtMs: number }) => void;
  /** Takes it away. */
  readonly hide: () => void;
  readonly perform: (action: Chosen) => Promise<void>;
  readonly inBackground: (work: Promise<unknown>) => void;
}): DoneHost {
  const { clock } = input;
  let action: DoneAction = 'nothing';
  let watch: DoneWatch = { sawWork: false };
  let hasWork = false;
  let countdown: Disposable | null = null;
  const listeners: (() => void)[] = [];

  const choose = (next: DoneAction): void => {
    action = next;
    // What runs now may be over before it is looked at again.
    watch = { sawWork: hasWork };
    if (countdown !== null) input.hide();
    countdown?.[Symbol.dispose]();
    countdown = null;
    for (const listener of listeners) listener();
  };
  const perform = (): void => {
    const chosen = action;
    choose('nothing');
    if (chosen !== 'nothing') input.inBackground(input.perform(chosen));
  };
  const begin = (chosen: Chosen): void => {
    countdown = clock.after(COUNTDOWN_MS, perform);
    input.show({ action: chosen, endsAtMs: clock.nowMs() + COUNTDOWN_MS });
  };

  return {
    action: () => action,
    choose,
    onChoice: (listener) => {
      listeners.push(listener);
    },
    update: (summary) => {
      hasWork = summary.unfinishedCount > 0;
      if (action === 'nothing' || countdown !== null) return;
      const verdict = watchForDone(watch, summary);
      watch = verdict.watch;
      if (verdict.isDone) begin(action);
    },
    answer: (answer) => {
      if (countdown === null) return;
      if (answer === 'now') perform();
      else choose('nothing');
    },
    [Symbol.dispose]: () => {
      listeners.length = 0;
      choose('nothing');
    },
  };
}
