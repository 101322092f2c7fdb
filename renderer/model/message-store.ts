import { createObservable, type Readable } from './observable.ts';

/** A short text at the edge of the window. Problems stay until they are dismissed. */
export type Message = { readonly id: number; readonly tone: 'info' | 'problem'; readonly text: string };

export type MessageStore = {
  readonly messages: Readable<readonly Message[]>;
  /** The latest milestone, for screen readers only: what eyes see in the list anyway. */
  readonly announcement: Readable<string>;
  readonly inform: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly announce: (text: string) => void;
  readonly dismiss: (id: number) => void;
};

const INFO_SHOWN_MS = 4000;
/** Older ones give way, so that a row of failures does not cover the list. */
const MOST_AT_ONCE = 4;

/** @param wait calls back once after so many milliseconds. */
export function createMessageStore(wait: (milliseconds: number, callback: () => void) => void): MessageStore {
  const messages = createObservable<readonly Message[]>([]);
  const announcement = createObservable('');
  let nextId = 1;

  function dismiss(id: number): void {
    messages.set(messages.get().filter((message) => message.id !== id));
  }

  function show(tone: Message['tone'], text: string): void {
    const id = nextId;
    nextId += 1;
    const others = messages.get().filter((message) => message.text !== text);
    messages.set([...others, { id, tone, text }].slice(-MOST_AT_ONCE));
    if (tone === 'info') {
      wait(INFO_SHOWN_MS, () => {
        dismiss(id);
      });
    }
  }

  return {
    messages,
    announcement,
    inform: (text) => {
      announcement.set(text);
      show('info', text);
    },
    warn: (text) => {
      show('problem', text);
    },
    announce: announcement.set,
    dismiss,
  };
}
