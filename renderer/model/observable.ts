/** A value that tells when it changes; the shape `useSyncExternalStore` asks for. */
export type Readable<Value> = {
  readonly get: () => Value;
  /** @returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
};

/** A readable value with one owner who sets it. */
export type Observable<Value> = Readable<Value> & { readonly set: (value: Value) => void };

/** Listeners of one thing; a listener may leave while it is called. */
export type Listeners = {
  readonly add: (listener: () => void) => () => void;
  readonly call: () => void;
  readonly count: () => number;
};

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    call() {
      for (const listener of listeners) listener();
    },
    count: () => listeners.size,
  };
}

/** A value that tells its listeners when it becomes another one (`Object.is`). */
export function createObservable<Value>(initial: Value): Observable<Value> {
  const listeners = createListeners();
  let value = initial;
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      listeners.call();
    },
    subscribe: listeners.add,
  };
}
