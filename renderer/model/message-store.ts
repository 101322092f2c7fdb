import { createObservable, type Readable } from './observable.ts';

/** A short text at the edge of the window, which goes away by itself; problems later than the rest. */
export type Message = {
  readonly id: number;
  readonly tone: 'info' | 'problem';
  readonly text: string;
  /** What can be done about it, as a button; `null` for nothing. */
  readonly action: MessageAction | null;
};

/** A button of a message; the message goes when it is pressed. */
export type MessageAction = { readonly label: string; readonly run: () => void };

export type MessageStore = {
  readonly messages: Readable<readonly Message[]>;
  /** The latest milestone, for screen readers only: what eyes see in the list anyway. */
  readonly announcement: Readable<string>;
  readonly inform: (text: string, action?: MessageAction) => void;
  readonly warn: (text: string) => void;
  readonly announce: (text: string) => void;
  readonly dismiss: (id: number) => void;
};

const TICK_MS = 1000;
/** How long a message is shown, in ticks: a problem is two sentences to read. */
const TICKS_SHOWN = { info: 4, problem: 8 } as const satisfies Record<Message['tone'], number>;
/** One with a button: time to read it, to decide, and to get there. */
const TICKS_WITH_ACTION = 10;
/** Older ones give way, so that a row of failures does not cover the list. */
const MOST_AT_ONCE = 4;

export function createMessageStore(ports: {
  /** Calls back once after so many milliseconds. */
  readonly wait: (milliseconds: number, callback: () => void) => void;
  /** Whether the messages are pointed at or have the focus: then none goes away. */
  readonly isReadingMessages: () => boolean;
}): MessageStore {
  const messages = createObservable<readonly Message[]>([]);
  const announcement = createObservable('');
  const ticksLeft = new Map<number, number>();
  // One timer for all of them, and none while nothing is shown.
  let isTicking = false;
  let nextId = 1;

  function tick(): void {
    isTicking = false;
    if (!ports.isReadingMessages()) {
      for (const [id, ticks] of ticksLeft) ticksLeft.set(id, ticks - 1);
      setMessages(messages.get().filter((message) => (ticksLeft.get(message.id) ?? 0) > 0));
    }
    startTicking();
  }

  function startTicking(): void {
    if (isTicking || messages.get().length === 0) return;
    isTicking = true;
    ports.wait(TICK_MS, tick);
  }

  function setMessages(next: readonly Message[]): void {
    if (next.length !== messages.get().length || next.at(-1) !== messages.get().at(-1)) messages.set(next);
    const ids = new Set(next.map((message) => message.id));
    for (const id of ticksLeft.keys()) if (!ids.has(id)) ticksLeft.delete(id);
  }

  function dismiss(id: number): void {
    setMessages(messages.get().filter((message) => message.id !== id));
  }

  function show(tone: Message['tone'], text: string, action: MessageAction | null = null): void {
    const id = nextId;
    nextId += 1;
    const others = messages.get().filter((message) => message.text !== text);
    ticksLeft.set(id, action === null ? TICKS_SHOWN[tone] : TICKS_WITH_ACTION);
    setMessages([...others, { id, tone, text, action }].slice(-MOST_AT_ONCE));
    startTicking();
  }

  return {
    messages,
    announcement,
    inform: (text, action) => {
      announcement.set(text);
      show('info', text, action);
    },
    warn: (text) => {
      show('problem', text);
    },
    announce: announcement.set,
    dismiss,
  };
}
