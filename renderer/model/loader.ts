import type { CallResult } from './core-client.ts';
import { createObservable, type Readable } from './observable.ts';
import { problemText } from './problem-text.ts';

/** Something that is asked from the core. What was loaded once stays while it is loaded again. */
export type Loaded<Value> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: Value }
  | { readonly kind: 'failed'; readonly text: string };

/** A value that is asked from the core, now and whenever it may have changed. */
export type Loader<Value> = {
  readonly state: Readable<Loaded<Value>>;
  /** Asks; of several calls at once only the last one counts. Never rejects. */
  readonly reload: () => Promise<void>;
  /** Takes a value over that a call answered. */
  readonly set: (value: Value) => void;
};

/** Makes one; it asks nothing before `reload`. */
export function createLoader<Value>(ask: () => Promise<CallResult<Value>>): Loader<Value> {
  const state = createObservable<Loaded<Value>>({ kind: 'loading' });
  let asked = 0;
  return {
    state,
    async reload() {
      asked += 1;
      const mine = asked;
      const result = await ask();
      if (mine !== asked) return;
      if (result.ok) state.set({ kind: 'ready', value: result.value });
      // What was true a moment ago says more than that the core is away, which a banner tells.
      else if (state.get().kind !== 'ready') state.set({ kind: 'failed', text: problemText(result) });
    },
    set(value) {
      asked += 1;
      state.set({ kind: 'ready', value });
    },
  };
}
